internal import Control
internal import Credentials

/// `leadkeeper adopt`: says which client secret on the application the stored one is.
enum AdoptCommand {
    static func run(_ session: Session) throws(Failure) -> ExitCode {
        let name = try session.requiredName()
        guard let text = session.invocation[.keyID] else { return try list(name, session) }
        guard let key = GUID(text) else {
            throw .usage("--key-id takes a GUID", hint: "`leadkeeper adopt \(name)` lists those that there are")
        }
        let status: ConnectionStatus = try session.client.ask(.adoptKey(name, key), to: "adopt the key of \(name)")
        if session.isJSON {
            try session.print(json: status)
        } else {
            let details = StatusDetails(times: session.times, output: session.output)
            let adopted = "the secret of \(status.name) is the key \(status.secret.keyID ?? text)"
            let text = [adopted, "it lapses: \(details.lapses(status.window))"].map { Paragraph.wrap($0.printable) + "\n" }
            try session.output.write(text.joined())
        }
        return .done
    }

    private static func list(_ name: CredentialName, _ session: Session) throws(Failure) -> ExitCode {
        let list: KeyList = try session.client.ask(.keys(name), to: "list the keys of \(name)")
        guard !session.isJSON else {
            try session.print(json: list)
            return .done
        }
        guard !list.keys.isEmpty else {
            try session.output.write("there is no client secret on the application of \(list.name)\n")
            return .done
        }
        var text = list.keys.map { self.text($0, session) }.joined()
        if list.keys.contains(where: { $0.isSuggested && $0.role == .foreign }) {
            text +=
                "\n"
                + Paragraph.wrap(
                    "(?) begins like the stored secret, which may be chance. If it is that one by its date too, say so:") + "\n"
                + "    leadkeeper adopt \(list.name) --key-id ID\n"
        }
        try session.output.write(text)
        return .done
    }

    /// Two lines or more: which it is and whose; then when it lapses, and what it is called.
    private static func text(_ key: KeyRecord, _ session: Session) -> String {
        let mark = key.isSuggested && key.role == .foreign ? " (?)" : ""
        let when = key.expiresAt.map { session.times.timeAndDistance($0.instant) } ?? "at a time that is not known"
        let name = key.displayName.map { ", called “\($0)”" } ?? ""
        let hasLapsed = key.expiresAt.map { $0.instant <= session.times.now } ?? false
        return session.output.toned("\(key.keyID.printable)  \(key.role.rawValue)\(mark)", .strong) + "\n"
            + Paragraph.wrap("\(hasLapsed ? "lapsed" : "lapses") \(when)\(name)".printable, label: "    ") + "\n"
    }
}
