internal import Credentials
internal import GLib
internal import Ports

/// Writes one notice about the daemon itself, in English and in UTC, as everything is that operators see.
struct OperatorDrafter {
    let request: OperatorNoticeRequest
    let host: String

    /// The notice.
    var document: NoticeDocument {
        let words = English.words(request.occasion)
        let toDo: NoticeDocument.Block =
            words.steps.isEmpty ? .paragraph(lines("You need not do anything.")) : .steps(words.steps.map { lines($0) })
        return NoticeDocument(
            languageTag: "en", subject: "leadkeeper on \(host.displayable(limit: 40)): \(words.subject)".displayable(limit: 78),
            essence: lines(words.essence),
            blocks: [.heading(lines("What this means"))] + words.meaning.map { .paragraph(lines($0)) }
                + [.heading(lines("What to do")), toDo, .heading(lines("The facts")), .facts(facts)]
                + [.heading(lines("How to see more")), .paragraph(lines(more)), .footer(lines(footer))])
    }

    private var facts: [NoticeDocument.Fact] {
        var rows: [(String, String)]
        switch request.occasion {
        case .impaired(let fault, _):
            rows = [("Part", fault.part.rawValue), ("Trouble", fault.rawValue), ("Since", "{moment}"), ("Cause", "{reason}")]
        case .restored(let fault, _):
            rows = [("Part", fault.part.rawValue), ("Trouble", fault.rawValue), ("Since", "{moment}"), ("Over since", "{now}")]
        case .secretRefused(_, let probeClass, _, _):
            rows = [("Connection", "{name}"), ("Finding", probeClass.rawValue), ("Stored", "{moment}"), ("Cause", "{reason}")]
        }
        rows.append(("Connections", String(request.connections)))
        if request.waiting != nil { rows.append(("Notices that wait", "{others}")) }
        rows.append(("Host", "{host}"))
        return rows.map { NoticeDocument.Fact(label: lines($0.0), value: lines($0.1)) }
    }

    private var more: String {
        "The first command shows every connection, the second the state of all parts, and the third what they have written:\n"
            + "$ leadkeeper status\n$ systemctl status 'leadkeeper*'\n$ journalctl -u 'leadkeeper*' -p warning --since -1d"
    }

    private var footer: String {
        "Sent by leadkeeper on {host} to the operators in [Mail] of leadkeeper.conf, written {now}. This mail was made by a program; "
            + "it holds no secret."
    }

    private func lines(_ template: String) -> [NoticeDocument.Line] {
        NoticeMarkup { value in self.value(of: value) }.lines(template)
    }

    private func value(of value: NoticeValue) -> String {
        switch value {
        case .host: host.displayable()
        case .name: if case .secretRefused(let name, _, _, _) = request.occasion { name.description } else { "–" }
        case .moment: written(request.occasion.since)
        case .now: written(request.now)
        case .span: English.span(NoticeSpan(elapsed: request.now - request.occasion.since))
        case .reason: request.message.displayable(limit: 300)
        case .others: request.waiting.map(String.init) ?? "–"
        default: "–"
        }
    }

    private func written(_ instant: Instant) -> String {
        ZonedTime(instant, in: .utc).map { English.moment($0, $0) } ?? "–"
    }
}
