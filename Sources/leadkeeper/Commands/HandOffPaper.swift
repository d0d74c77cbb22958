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

    private var isUser: Bool { sheet.applicationID == nil }

    /// The head, every value but the secret, and the label of that.
    var beforeSecret: String {
        let rows: [(key: String, value: String?)] = [
            ("offer", sheet.offer), ("destination", text("choice.\(sheet.destination.rawValue)")), ("url", sheet.url),
            ("authentication", text("choice.\(sheet.method)")), ("application", sheet.applicationID),
            ("directory", sheet.directoryID), ("user", sheet.userName),
        ]
        let given = rows.compactMap { row in row.value.map { (label: text("label.\(row.key)"), value: $0) } }
        let secret = text(isUser ? "label.password" : "label.secret")
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
