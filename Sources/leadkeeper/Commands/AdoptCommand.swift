internal import Control
internal import Credentials

extension Command {
    static let adopt = Command(
        "adopt", .name, options: [.keyID, .runtime, .json, .color],
        does: "say which client secret in Entra is the one in use",
        details:
            """
            Without --key-id, lists the client secrets of the connection's application: whose each is, when it \
            expires, and which may be the one in use, by its first characters. With --key-id, records that the \
            secret in use is that one, so that leadkeeper knows its expiry date from Microsoft and can remove it \
            after a rotation. Only root and the service's user can do that.
            """
    ) { invocation throws(Failure) in
        try AdoptCommand.run(CommandContext(invocation))
    }
}

/// `leadkeeper adopt`: says which client secret on the application the stored one is.
enum AdoptCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        guard let text = context.invocation[.keyID] else { return try list(name, context) }
        guard let key = GUID(text) else {
            throw .usage("--key-id has to be a GUID", hint: "`leadkeeper adopt \(name)` lists them")
        }
        let status = try context.client.ask(AdoptKey(key, of: name), to: "adopt the key of \(name)")
        if context.isJSON {
            try context.print(json: status)
        } else {
            let details = StatusDetails(times: context.times, output: context.output)
            let adopted = "the secret of \(status.name) is the key \(status.secret.keyID ?? text)"
            let text = [adopted, "it expires: \(details.lapses(status.window))"].map {
                Paragraph.wrap($0.printable) + "\n"
            }
            try context.output.write(text.joined())
        }
        return .done
    }

    private static func list(_ name: CredentialName, _ context: CommandContext) throws(Failure) -> ExitCode {
        let list = try context.client.ask(ListKeys(name), to: "list the keys of \(name)")
        guard !context.isJSON else {
            try context.print(json: list)
            return .done
        }
        var text = list.keys.map { self.text($0, context) }.joined()
        if list.keys.isEmpty { text = "the application of \(list.name) has no client secrets\n" }
        if let obstacle = list.principalObstacle {
            text +=
                "\n"
                + Paragraph.wrap(
                    "Could not check for secrets that only the service principal has: \(obstacle)".printable) + "\n"
        }
        if list.keys.contains(where: { $0.isSuggested && $0.role == .foreign && $0.place == .application }) {
            text +=
                "\n"
                + Paragraph.wrap(
                    "(?) begins like the secret in use, which may be chance. If the date matches too, confirm it:"
                ) + "\n"
                + "    leadkeeper adopt \(list.name) --key-id ID\n"
        }
        try context.output.write(text)
        return .done
    }

    /// Two lines or more: which it is and whose; then where it lies, since when and until when it is valid, and what it
    /// is called.
    private static func text(_ key: KeyRecord, _ context: CommandContext) -> String {
        let mark = key.isSuggested && key.role == .foreign ? " (?)" : ""
        let name = key.displayName.map { ", called “\($0)”" } ?? ""
        var words = validity(key, context.times)
        if key.place == .servicePrincipal {
            words +=
                "; only the service principal has it, so the Entra admin center does not show it and "
                + "leadkeeper cannot replace it"
        }
        return context.output.toned("\(key.keyID.printable)  \(key.role.rawValue)\(mark)", .strong) + "\n"
            + Paragraph.wrap("\(words)\(name)".printable, label: "    ") + "\n"
    }

    /// "lapses 2026-12-20 01:00 CET (in 29 days)", "never lapses", "not valid before 2027-01-01 …; lapses …".
    private static func validity(_ key: KeyRecord, _ times: LocalTimes) -> String {
        let end: String
        if let expiresAt = key.expiresAt?.instant {
            end = "\(expiresAt <= times.now ? "expired" : "expires") \(times.timeAndDistance(expiresAt))"
        } else {
            end = key.neverExpires ? "never expires" : "expires at an unknown time"
        }
        guard let startsAt = key.startsAt?.instant, startsAt > times.now else { return end }
        return "not valid before \(times.timeAndDistance(startsAt)); \(end)"
    }
}
