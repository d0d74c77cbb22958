internal import Control
internal import Credentials
internal import Glibc
internal import SecureMemory
internal import Wording

/// `leadkeeper handoff`: what to enter in Partner Center, that it is done, and whether it is there.
enum HandOffCommand {
    static func run(_ session: Session) throws(Failure) -> ExitCode {
        switch session.invocation.action {
        case .show?: try show(session)
        case .confirm?: try confirm(session)
        case .vouch?: try vouch(session)
        case .compare?: try OfferReport.run(session)
        case nil: throw .usage("what to do is missing")
        }
    }

    private static func show(_ session: Session) throws(Failure) -> ExitCode {
        let name = try session.requiredName()
        let operation = "show what to hand over for \(name)"
        if session.isJSON {
            // All but the secret: that one is never text in a structure.
            let sheet = try session.client.ask(GetHandOff(name), to: operation)
            try session.print(json: sheet)
            return .done
        }
        guard isatty(STDOUT_FILENO) == 1 || session.invocation.has(.force) else {
            throw .usage("failed to \(operation): standard output is no terminal", hint: "--force writes it to a file or a pipe")
        }
        let sheet = try session.client.ask(GetHandOff(name), to: operation)
        let secret = try session.client.ask(ShowHandOff(name), to: operation)
        let isUser = sheet.applicationID == nil
        try session.output.write(values(sheet, session) + label(isUser ? "Password" : "Client secret"))
        try secret.bytes.withBytes { bytes throws(Failure) in try Output.write(bytes) }
        let last = Markup { $0 == "name" ? name.description : nil }.onTerminal(Catalog.english.text("handoff.confirm"))
        try session.output.write("\n\n" + Steps.text(sheet.steps + [last]))
        return .done
    }

    private static func values(_ sheet: HandOffStatus, _ session: Session) -> String {
        let rows: [(String, String?)] = [
            ("Offer", sheet.offer), ("Lead destination", "Dynamics 365 Customer Engagement"), ("URL", sheet.url),
            ("Authentication", sheet.applicationID == nil ? "Office 365" : "Azure Active Directory"),
            ("Application (client) ID", sheet.applicationID), ("Directory ID", sheet.directoryID), ("User name", sheet.userName),
        ]
        let details = StatusDetails(times: session.times, output: session.output)
        let deadline = sheet.handOff.deadline.map { ", " + details.handOver(by: $0.instant) } ?? ""
        return Paragraph.wrap(session.output.toned("\(sheet.name): for Partner Center", .strong) + deadline) + "\n"
            + (details.handOff(sheet.handOff).map { Paragraph.wrap($0) + "\n" } ?? "")
            + rows.map { row in row.1.map { label(row.0) + $0.printable + "\n" } ?? "" }.joined()
    }

    private static func label(_ text: String) -> String { "  " + text.padded(to: 23) + "  " }

    private static func confirm(_ session: Session) throws(Failure) -> ExitCode {
        let name = try session.requiredName()
        let operation = "record that \(name) is handed over"
        let before = try session.client.ask(GetConnection(name), to: operation)
        let status = try session.client.ask(ConfirmHandOff(name), to: operation)
        let isRepeated = before.handOff.confirmedAt != nil && before.secret.version == status.secret.version
        return try tell(
            status, isRepeated ? "nothing has changed, that was said before" : "recorded that Partner Center has it", session)
    }

    private static func vouch(_ session: Session) throws(Failure) -> ExitCode {
        let name = try session.requiredName()
        let operation = "vouch for the hand-off of \(name)"
        let before = try session.client.ask(GetConnection(name), to: operation)
        let status = try session.client.ask(VouchForHandOff(name), to: operation)
        let isRepeated = before.handOff.vouchedAt != nil && before.secret.version == status.secret.version
        return try tell(
            status, isRepeated ? "nothing has changed, that was said before" : "recorded that the marketplace uses it", session)
    }

    private static func tell(_ status: ConnectionStatus, _ what: String, _ session: Session) throws(Failure) -> ExitCode {
        if session.isJSON {
            try session.print(json: status)
        } else {
            let details = StatusDetails(times: session.times, output: session.output)
            try session.output.write("\(status.name): \(what)\n" + details.handOff(status) + details.rotation(status))
        }
        return .done
    }
}
