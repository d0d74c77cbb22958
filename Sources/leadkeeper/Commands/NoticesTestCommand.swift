internal import Control

extension Command {
    static let noticesTest = Command(
        "notices test", .name, options: [.runtime, .json, .quiet, .color],
        does: "send a test notice to the contacts and through each channel",
        details:
            """
            Sends a test notice to every contact of the connection and through every channel now, and prints the \
            answers of the mail server and of the channels. Exits 1 \
            if the server rejected one, 75 if one is still waiting. Only root and the service's user can do this.
            """
    ) { invocation throws(Failure) in
        try NoticesTestCommand.run(CommandContext(invocation))
    }
}

/// `leadkeeper notices test`: sends a test notice to the contacts.
enum NoticesTestCommand {
    /// Sends a test notice; 1 where the mail server refused one for good, 75 where one still waits.
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let list = try context.client.ask(TestNotice(name), to: "send a test notice to the contacts of \(name)")
        try NoticesCommand.show(list, context, empty: "\(name) has no contacts\n")
        if list.notices.contains(where: { $0.state == .dead }) { return .no }
        return list.notices.allSatisfy { $0.state == .accepted } ? .done : .temporary
    }
}
