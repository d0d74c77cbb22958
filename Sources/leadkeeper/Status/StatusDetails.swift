internal import Basics
internal import Control
internal import Credentials
internal import Doctor
internal import Triage
internal import Wording

/// All that is known of one connection, as `leadkeeper status NAME` shows it.
struct StatusDetails {
    let times: LocalTimes
    let output: Output

    /// What matters about it, in some ten lines: how it stands, what is needed, and until when.
    func brief(_ connection: ConnectionStatus) -> String {
        let concern = connection.concern(at: times.now)
        let maker = StatusRow.Maker(times: times)
        var text = output.toned(connection.name.printable, .strong) + "  "
        text += output.toned(maker.state(connection, concern).printable, concern.tone) + "\n"
        let needed = maker.needed(connection, concern)
        if !needed.isEmpty { text += field("needed", needed, concern.tone) }
        if let url = connection.url { text += field(Self.place(connection), url) }
        text += field(
            "expires", lapses(connection.window, isStored: connection.secret.stored), tone(connection.window.state))
        if let startBy = connection.startBy, connection.window.state != .lapsed {
            text += field(
                "start by", times.timeAndDistance(startBy.instant), startBy.instant <= times.now ? .bad : .plain)
        }
        if let risk = connection.window.risk { text += field("risk", risk, .warning) }
        for line in AnswerLines(times: times).lines(connection) { text += field(line.label, line.sentence, .warning) }
        text += field("works", works(connection, concern), tone(connection.probe.result))
        if let advice = connection.probe.advice { text += field("advice", advice) }
        if let doctor = connection.doctor, doctor.faults > 0 { text += field("doctor", self.doctor(doctor), .bad) }
        text += trial(connection) + handOff(connection) + lastLead(connection)
        if connection.rotation.step != nil { text += rotation(connection) }
        text += field("contacts", connection.contacts.isEmpty ? "nobody" : connection.contacts.joined(separator: ", "))
        text += field("next", next(connection))
        return text + field("more", "`leadkeeper status \(connection.name) --all`")
    }

    /// The paragraphs, each line with its end.
    func text(_ connection: ConnectionStatus) -> String {
        var text = output.toned(connection.name.printable, .strong) + "\n"
        if let url = connection.url { text += field(Self.place(connection), url) }
        text += field("method", "\(connection.method), as \(connection.identity)")
        text += field("contacts", connection.contacts.isEmpty ? "nobody" : connection.contacts.joined(separator: ", "))
        text += field(connection.secret.kind == .certificate ? "certificate" : "secret", secret(connection.secret))
        text += field(
            "expires", lapses(connection.window, isStored: connection.secret.stored), tone(connection.window.state))
        if let startBy = connection.startBy, connection.window.state != .lapsed {
            let isPast = startBy.instant <= times.now
            text += field("start by", times.timeAndDistance(startBy.instant), isPast ? .bad : .plain)
        }
        if let given = connection.window.givenAt {
            text += field("your date", "\(times.timeAndDistance(given.instant)); reminders count on it until then")
        }
        if let disagreement = connection.window.disagreement { text += field("disagrees", disagreement, .warning) }
        if let risk = connection.window.risk { text += field("risk", risk, .warning) }
        if let changedAt = connection.secret.changedElsewhereAt {
            text += field(
                "changed", "somebody changed the password at Microsoft, \(times.timeAndDistance(changedAt.instant))",
                .bad)
        }
        for line in AnswerLines(times: times).lines(connection) { text += field(line.label, line.sentence, .warning) }
        if let doubt = connection.secret.doubt { text += field("doubtful", doubt, .warning) }
        text += field("works", works(connection, connection.concern(at: times.now)), tone(connection.probe.result))
        if let advice = connection.probe.advice { text += field("advice", advice) }
        if let doctor = connection.doctor { text += field("doctor", self.doctor(doctor), tone(doctor)) }
        text += trial(connection)
        text += handOff(connection)
        if let seen = SignInLine(times: times).text(connection.signIns) { text += field("sign-ins", seen) }
        text += lastLead(connection)
        text += rotation(connection)
        if connection.method == SignInMethod.office365.rawValue {
            text += field(
                "way out",
                "`leadkeeper migrate \(connection.name)` guides to an Entra application, whose secrets are replaced "
                    + "without losing a lead"
            )
        }
        text += field("next", next(connection))
        if connection.decision.reason != .nothingDue { text += field("now", connection.decision.message) }
        text += ProbeLines(output: output).steps(connection.probe, heading: "\n  last probe\n")
        if !connection.conditions.isEmpty { text += "\n  conditions\n" + conditions(connection.conditions) }
        return text
    }

    /// When the last lead came from the marketplace; nothing where nobody looks for that.
    private func lastLead(_ connection: ConnectionStatus) -> String {
        guard let leads = LeadLine(times: times).text(connection.leads) else { return "" }
        return field("last lead", leads, connection.leads?.silent == true ? .warning : .plain)
    }

    private func next(_ connection: ConnectionStatus) -> String {
        connection.next.map { "\($0.action.rawValue) \(times.timeAndDistance($0.at.instant))" } ?? "nothing"
    }

    /// What the place that leads go to is called.
    private static func place(_ connection: ConnectionStatus) -> String {
        switch SignInMethod(rawValue: connection.method) {
        case .httpsEndpoint: "endpoint"
        case .azureTable: "table"
        case .azureAD, .office365, .mailbox, .channel, .heartbeat, nil: "environment"
        }
    }

    /// The secret that is tried before it takes the place of the one in use, on lines of their own; nothing where there
    /// is none.
    private func trial(_ connection: ConnectionStatus) -> String {
        guard let trial = connection.trial else { return "" }
        let isCertificate = trial.kind == .certificate
        let stored =
            (isCertificate ? "certificate, " : "")
            + "version \(trial.version), stored \(times.timeAndDistance(trial.storedAt.instant))"
        var text = field("on trial", "\(stored); it expires: \(lapses(trial.window))", .warning)
        if trial.probe.result != .never {
            let at = trial.probe.at.map { ", \(times.timeAndDistance($0.instant))" } ?? ""
            text += field("its answer", "not clear, \(ProbeLines.cause(trial.probe))\(at)", .warning)
        }
        if let advice = trial.probe.advice { text += field("advice", advice) }
        let next = trial.nextAttemptAt.map { times.timeAndDistance($0.instant) }
        return text
            + field(
                "tried again",
                next ?? "not by itself, so that the account is not locked; run `leadkeeper secret set` again")
    }

    /// Where the rotation stands and whom it waits for, on lines of their own; nothing where there never was one.
    func rotation(_ connection: ConnectionStatus) -> String {
        let rotation = connection.rotation
        guard let step = rotation.step else {
            guard let last = rotation.last else { return "" }
            return field(
                "rotation",
                "not in progress; the last one: \(last.end.words) \(times.timeAndDistance(last.at.instant))")
        }
        let since = rotation.since.map { " since \(times.timeAndDistance($0.instant))" } ?? ""
        var text = field("rotation", "\(step.rawValue)\(since)")
        if let attention = rotation.attention {
            let code = attention.code.map { " (\($0))" } ?? ""
            let begin = times.timeAndDistance(attention.since.instant)
            text += field(
                "blocked by", "\(attention.reason.rawValue): \(attention.message)\(code), since \(begin)", .bad)
            // What is refused for a reason of its own is explained by whoever refused it, and by nobody else.
            if attention.reason == .refused || attention.reason == .publicationFailed, let code = attention.code,
                let answerer = attention.answeredBy
            {
                text += field("explained", answerer.explanation(of: code))
            }
        }
        if let waitingFor = rotation.waitingFor {
            text += field("waits for", waitingFor.words(isStuck: rotation.attention != nil))
            if waitingFor == .oldInUse {
                text += field(
                    "let it go", "`leadkeeper rotate \(connection.name) --retire` removes the old secret all the same",
                    .warning)
            }
            if waitingFor == .person, rotation.attention != nil {
                text += field(
                    "try again", "`leadkeeper rotate \(connection.name)`, once the problem is fixed", .warning
                )
            }
        }
        return text
    }

    /// Whether Partner Center has the secret in use, and by when it should, on lines of their own; nothing where nobody
    /// knows.
    func handOff(_ connection: ConnectionStatus) -> String {
        var text = handOff(connection.handOff).map { field("handed off", $0) } ?? ""
        if let deadline = connection.handOff.deadline ?? connection.rotation.deadline {
            let isLate = deadline.instant <= times.now
            text += field(
                "hand over",
                "`leadkeeper handoff \(connection.name) show` has the steps; \(handOver(by: deadline.instant))",
                isLate ? .bad : .warning)
        }
        return text
    }

    /// Whether Partner Center has a secret, in words; `nil` where nobody knows.
    func handOff(_ handOff: HandOffRecord) -> String? {
        let at = { (timestamp: Timestamp?) in timestamp.map { " " + times.timeAndDistance($0.instant) } ?? "" }
        return switch handOff.state {
        case .unknown: nil
        case .due: "no, Partner Center has had the previous one since\(at(handOff.dueSince))"
        case .confirmed:
            "confirmed by \(handOff.confirmedBy ?? "a person")\(at(handOff.confirmedAt)); no test lead seen yet"
        case .published:
            "published through Partner Center's API\(at(handOff.publishedAt)); no test lead seen yet"
        case .vouched: "vouched for by \(handOff.vouchedBy ?? "a person")\(at(handOff.vouchedAt))"
        case .seen where handOff.testLeadAt == nil:
            "the marketplace signed in with the secret in use\(at(handOff.signInAt))"
        case .seen: "the marketplace wrote a test lead\(at(handOff.testLeadAt))"
        }
    }

    /// By when a secret is to be entered in Partner Center.
    func handOver(by deadline: Instant) -> String {
        deadline <= times.now ? "enter it now" : "enter it before \(times.timeAndDistance(deadline))"
    }

    private func field(_ label: String, _ value: String, _ tone: Tone = .plain) -> String {
        let label = "  " + label.padded(to: 13)
        let lines = Paragraph.lines(value.printable, width: Paragraph.width - label.count)
        let indent = String(repeating: " ", count: label.count)
        return label + lines.map { output.toned($0, tone) }.joined(separator: "\n" + indent) + "\n"
    }

    private func secret(_ secret: SecretStatus) -> String {
        guard secret.stored else { return "none saved" }
        var parts = ["version \(secret.version ?? "unknown")"]
        if let issuedAt = secret.issuedAt { parts.append("issued \(times.timeAndDistance(issuedAt.instant))") }
        if let keyID = secret.keyID { parts.append("key id \(keyID)") }
        return parts.joined(separator: ", ")
    }

    /// When a window ends and who says so, such as "2026-12-20 01:00 CET (in 29 days), known from Microsoft Graph".
    ///
    /// - Parameter isToldBack: whether it is said to the one who stored the secret, who need not be named then.
    func lapses(_ window: WindowStatus, isStored: Bool = true, isToldBack: Bool = false) -> String {
        guard isStored else { return "–" }
        let when = window.expiresAt.map { times.timeAndDistance($0.instant) } ?? ""
        let isOwnWord = isToldBack && window.origin == .operator
        let origin = isOwnWord ? "" : window.origin.map { ", known from \($0.sentence)" } ?? ""
        switch window.state {
        case .open, .notice, .lapsed: return when + origin
        case .never: return "never" + (window.origin == .graph ? origin : "")
        case .unknown: return "unknown"
        }
    }

    private func works(_ connection: ConnectionStatus, _ concern: Concern) -> String {
        let probe = connection.probe
        let at = probe.at.map { ", \(times.timeAndDistance($0.instant))" } ?? ""
        switch probe.result {
        case .ok where concern == .dateInDoubt:
            return "expired by its date, yet Microsoft accepts it: check the date\(at)"
        case .ok: return "yes\(probe.extent == .signIn ? ", it signs in" : ", a validation lead was written")\(at)"
        case .failed: return "no, \(ProbeLines.cause(probe))\(at)"
        case .unknown: return "not known, \(ProbeLines.cause(probe))\(at)"
        case .never: return connection.url == nil ? "not probed" : "not tried yet"
        }
    }

    /// What the doctor has found last, such as "1 fault: lead-writer-role (2026-11-29 13:05 CET, 1 hour ago)".
    private func doctor(_ doctor: DoctorSummary) -> String {
        let (faults, warnings) = (doctor.faults, doctor.warnings)
        let count = [
            faults == 0 ? nil : faults.counted("fault"),
            warnings == 0 ? nil : warnings.counted("warning"),
        ].compactMap { $0 }.joined(separator: " and ")
        let checks = doctor.checks.map(\.rawValue).joined(separator: ", ")
        let found = count.isEmpty ? "nothing found" : "\(count): \(checks)"
        let untold = doctor.untold == 0 ? "" : "; \(doctor.untold) cannot be told"
        return "\(found)\(untold), \(times.timeAndDistance(doctor.at.instant))"
    }

    private func tone(_ doctor: DoctorSummary) -> Tone {
        doctor.faults > 0 ? .bad : doctor.warnings > 0 ? .warning : .plain
    }

    private func conditions(_ conditions: [ConditionStatus]) -> String {
        conditions.map { condition in
            let label = "    \(condition.type.rawValue.padded(to: 16)) \(condition.status.rawValue.padded(to: 8)) "
            return Paragraph.wrap("\(condition.message) (\(condition.reason))".printable, label: label) + "\n"
        }.joined()
    }

    private func tone(_ state: Window.State) -> Tone {
        switch state {
        case .open, .never: .plain
        case .notice, .unknown: .warning
        case .lapsed: .bad
        }
    }

    private func tone(_ result: ProbeStatus.Result) -> Tone {
        switch result {
        case .ok: .good
        case .failed: .bad
        case .unknown: .warning
        case .never: .plain
        }
    }
}

extension Rotation.End {
    /// How it ended, in words that follow a colon.
    fileprivate var words: String {
        switch self {
        case .completed: "completed"
        case .aborted: "cancelled"
        case .superseded: "replaced by another secret"
        case .abandoned: "abandoned, because the configuration changed"
        case .lost: "lost, because somebody removed the new secret in Entra"
        }
    }
}
