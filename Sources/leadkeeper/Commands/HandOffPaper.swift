internal import Control
internal import Credentials
internal import Wording

/// What `leadkeeper handoff show` prints for whoever enters it in Partner Center, in the language of the connection's
/// notices.
struct HandOffPaper {
    private let sheet: HandOffStatus
    private let times: LocalTimes
    private let output: Output
    private let catalog: Catalog

    /// - Parameter catalog: the words; `nil` for those of the sheet's language.
    init(_ sheet: HandOffStatus, _ times: LocalTimes, _ output: Output, _ catalog: Catalog? = nil) {
        (self.sheet, self.times, self.output) = (sheet, times, output)
        self.catalog = catalog ?? .catalog(for: sheet.language)
    }

    /// The label of the field that the secret belongs in.
    private var secretLabel: String {
        switch sheet.destination {
        case .dynamics: text(sheet.applicationID == nil ? "label.password" : "label.secret")
        case .httpsEndpoint: text("label.endpointURL")
        case .table: text("label.connectionString")
        }
    }

    /// The head, every value but the secret, and the label of that.
    var beforeSecret: String {
        // The other kinds are asked for nothing but the secret.
        let isDynamics = sheet.destination == .dynamics
        let rows: [(key: String, value: String?)] = [
            ("offer", sheet.offer), ("destination", text("choice.\(sheet.destination.rawValue)")),
            ("url", isDynamics ? sheet.url : nil),
            ("authentication", isDynamics ? text("choice.\(sheet.method)") : nil),
            ("application", sheet.applicationID), ("directory", sheet.directoryID), ("user", sheet.userName),
        ]
        let given = rows.compactMap { row in row.value.map { (label: text("label.\(row.key)"), value: $0) } }
        let secret = secretLabel
        // As wide as the longest label of any sheet, so that those of users and of applications look alike.
        let width = (rows.map { text("label.\($0.key)") } + [secret]).map(\.count).max() ?? 0
        let values = given.map { "  \($0.label.padded(to: width))  \($0.value.printable)\n" }.joined()
        return Paragraph.wrap(output.toned(head, .strong)) + "\n" + values + "  \(secret.padded(to: width))  "
    }

    /// The numbered steps.
    var afterSecret: String { "\n\n" + Steps.text(sheet.steps + [text("confirm")]) + (seen.map { "\n" + $0 } ?? "") }

    /// Who was seen to use which secret; `nil` where nobody was.
    private var seen: String? {
        let (new, old) = (sheet.signIns?.current?.leadsAt, sheet.signIns?.old?.at)
        guard new != nil || old != nil else { return nil }
        return Paragraph.wrap(text(old == nil ? "seenNew" : new == nil ? "seenOld" : "seenBoth"))
    }

    private var head: String {
        guard let deadline = sheet.handOff.deadline?.instant else { return text("head") }
        return text(deadline <= times.now ? "headOverdue" : "headDue")
    }

    private func text(_ key: String) -> String {
        let deadline = sheet.handOff.deadline.map { times.time($0.instant) }
        let values = [
            "name": sheet.name, "deadline": deadline,
            "new": sheet.signIns?.current?.leadsAt.map { times.time($0.instant) },
            "old": sheet.signIns?.old?.at.map { times.time($0.instant) },
        ]
        return Markup { values[$0] ?? nil }.onTerminal(catalog.text("handoff.\(key)"))
    }
}
