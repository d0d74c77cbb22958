internal import Credentials
internal import GLib
internal import Ports
internal import Wording

/// Writes one notice about the daemon itself, in English and in UTC, as everything is that operators see.
struct OperatorDrafter {
    let request: OperatorNoticeRequest
    let host: String
    private let catalog = Catalog.english

    init(request: OperatorNoticeRequest, host: String) {
        (self.request, self.host) = (request, host)
    }

    /// The notice.
    var document: NoticeDocument {
        NoticeDocument(
            languageTag: catalog.languageTag, subject: subject, level: level,
            levelWord: catalog.text(level.key).uppercased(), headline: markup.lines(counted("\(key).subject")),
            opening: [markup.lines(counted("\(key).essence"))],
            blocks: toDo + [.heading(lines("heading.meaning"))] + meaning.map { .paragraph(markup.lines($0)) }
                + [
                    .heading(lines("heading.facts")), .facts(facts), .footer(lines("operators.more")),
                    .footer(lines("operators.footer")),
                ])
    }

    /// The key of the catalogues under which everything about the occasion stands.
    private var key: String {
        switch request.occasion {
        case .impaired(let fault, _): "operators.\(fault.rawValue)"
        case .restored(let fault, _): "operators.\(fault.part.rawValue).restored"
        case .secretRefused: "operators.secret-refused"
        case .held: "operators.held"
        case .oldSecretUsed: "operators.old-secret-used"
        case .channelFails: "operators.channel-failed"
        case .channelWorks: "operators.channel.restored"
        case .keysChanged: "operators.keys-changed"
        case .passwordChanged: "operators.password-changed"
        case .mayStop: "operators.may-stop"
        }
    }

    /// What it asks of an operator; a warning can wait for an hour at which it suits.
    var level: NoticeLevel {
        switch request.occasion {
        case .impaired(let fault, _): fault.part.isWarning ? .check : .actNow
        case .restored: .worksAgain
        case .secretRefused, .passwordChanged: .actNow
        case .held, .channelFails, .keysChanged, .mayStop, .oldSecretUsed: .check
        case .channelWorks: .worksAgain
        }
    }

    /// The host is cut to a length that leaves room for what is the matter.
    private var subject: String {
        let headline = markup.plain(counted("\(key).subject"))
        return "\(MailSubject.tag)\(host.displayable(limit: 40)): \(headline)".displayable(limit: MailSubject.longest)
    }

    /// What it means.
    private var meaning: [String] { list("meaning") }

    private func list(_ word: String) -> [String] {
        guard case .impaired(let fault, _) = request.occasion else { return catalog.list("\(key).\(word)") }
        return catalog.list(word, of: fault)
    }

    private var toDo: [NoticeDocument.Block] {
        let steps = list("step")
        guard !steps.isEmpty else { return [.paragraph(lines("advice.nothingToDo"))] }
        let all = steps + (saysWhenOver ? [catalog.text("operators.step.afterwards")] : [])
        return [.heading(lines("heading.toDo")), .steps(all.map(markup.lines))]
    }

    /// Whether another mail is announced, after which things are to be looked at: where something had to be left undone
    /// meanwhile.
    private var saysWhenOver: Bool {
        guard case .impaired(let fault, _) = request.occasion else { return false }
        return switch fault.part {
        case .keyring, .disk, .ledger: true
        case .mail, .clock, .configuration, .settings, .mailSignIn: false
        }
    }

    private var facts: [NoticeDocument.Fact] {
        var rows: [(label: String, value: String)]
        switch request.occasion {
        case .impaired(let fault, _):
            rows = [
                ("part", fault.part.rawValue), ("trouble", fault.rawValue), ("since", "{moment}"),
                ("cause", "{reason}"),
            ]
        case .restored(let fault, _):
            rows = [
                ("part", fault.part.rawValue), ("trouble", fault.rawValue), ("since", "{moment}"),
                ("overSince", "{now}"),
            ]
        case .secretRefused:
            rows = [("connection", "{name}"), ("finding", "{class}"), ("stored", "{moment}"), ("cause", "{reason}")]
        case .oldSecretUsed:
            rows = [("connection", "{name}"), ("cause", "{reason}")]
        case .held:
            rows = [("since", "{moment}"), ("held", "{reason}")]
        case .channelFails:
            rows = [("channel", "{name}"), ("since", "{moment}"), ("cause", "{reason}")]
        case .channelWorks:
            rows = [("channel", "{name}"), ("since", "{moment}"), ("overSince", "{now}")]
        case .keysChanged, .passwordChanged:
            rows = [("connection", "{name}"), ("changed", "{reason}")]
        case .mayStop:
            rows = [("connection", "{name}"), ("known", "{moment}")]
        }
        rows.append(("connections", String(request.connections)))
        if let waiting = request.waiting { rows.append(("waiting", String(waiting))) }
        rows.append(("host", "{host}"))
        return rows.map { row in
            NoticeDocument.Fact(label: lines("operators.label.\(row.label)"), value: markup.lines(row.value))
        }
    }

    /// The sentence in the form for how many notices it is about; mostly there is but one form.
    private func counted(_ key: String) -> String {
        guard case .held(let count, _) = request.occasion else { return catalog.text(key) }
        return catalog.text(key, count: count)
    }

    private func lines(_ key: String) -> [NoticeDocument.Line] {
        markup.lines(catalog.text(key))
    }

    private var markup: Markup { Markup { value(of: $0) } }

    private func value(of name: String) -> String? {
        guard let value = NoticeValue(rawValue: name) else { return nil }
        switch value {
        case .host: return host.displayable()
        case .moment: return written(request.occasion.since)
        case .now: return written(request.now)
        case .reason:
            let message = request.message.displayable(limit: 1_000)
            switch request.occasion {
            // Names that others gave, and commands, have no markup here.
            case .channelFails, .keysChanged, .passwordChanged, .mayStop, .oldSecretUsed:
                return message.filter { $0 != "`" }
            case .impaired, .restored, .secretRefused, .held, .channelWorks: return message
            }
        case .others:
            if case .held(let count, _) = request.occasion { return String(count) }
            return request.waiting.map(String.init)
        case .name:
            switch request.occasion {
            case .secretRefused(let name, _, _, _), .keysChanged(let name, _), .passwordChanged(let name, _),
                .mayStop(let name, _), .oldSecretUsed(let name, _, _):
                return name.description
            case .channelFails(let name, _), .channelWorks(let name, _): return name.description
            case .impaired, .restored, .held: return nil
            }
        case .class, .advice:
            guard case .secretRefused(_, let probeClass, _, _) = request.occasion else { return nil }
            return value == .class ? probeClass.rawValue : probeClass.advice.filter { $0 != "`" }
        case .account, .directory, .environment, .offer, .secretID, .lifetime, .span, .nextSpan, .end, .proof,
            .accepted,
            .attempt, .code, .step, .checkReason, .entra, .microsoft365, .partnerCenter, .oldEnd, .overlap,
            .count, .unreachable, .answer, .rotationStep, .evidence, .obstacleCode, .startBy, .startByShort, .endShort,
            .publishingTime, .operators, .otherPeople, .people, .leadTimes,
            .momentShort, .recipient, .environmentHost, .place, .helper, .helpSince,
            .escalatedTo, .contacts, .usualPause, .cause, .check:
            return nil
        }
    }

    private func written(_ instant: Instant) -> String {
        ZonedTime(instant, in: .utc).map { catalog.moment($0, $0) } ?? "–"
    }
}
