internal import Control

extension Command {
    static let noticesTest = Command(
        "notices test", .name, options: [.runtime, .json, .color],
        does: "send a test notice to the contacts",
        details:
            """
            Sends a notice that is marked as a test to every contact of the connection now, and prints what the mail \
            server said. Exits 1 if it refused one, 75 if one still waits. Only root and the service's user may do this.
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
