internal import Basics
internal import Control
internal import Credentials
internal import GLib

/// The dates that a person enters for a secret, each a day in the local zone or a moment.
enum EnteredDates {
    /// What the options say of the secret; throws where that cannot be, by the calendar of whoever types.
    static func facts(_ invocation: Invocation, times: LocalTimes) throws(Failure) -> SecretFacts {
        var facts = SecretFacts(
            keyID: invocation[.keyID], mayHaveLapsed: invocation.has(.lapsed), isUnproven: invocation.has(.unproven),
            waits: !invocation.has(.noWait))
        if let text = invocation[.issued] { facts.issuedAt = try time(text, .issued, times.zone) }
        if let text = invocation[.expires] {
            facts.expiry = text == "never" ? .never : .at(try time(text, .expires, times.zone), origin: .operator)
        }
        if let objection = facts.dates.objection(today: times.today) { throw failure(objection, invocation) }
        return facts
    }

    /// Asks when a secret expires; throws where nobody answers.
    static func askedExpiry(_ times: LocalTimes, to operation: String) throws(Failure) -> SecretVersion.Expiry {
        try Question.ask("When does it expire (YYYY-MM-DD, or never)", else: "unknown", to: operation) {
            (text: String) throws(Failure) -> Question.Reading<SecretVersion.Expiry> in
            switch text {
            case "unknown": return .understood(.unknown)
            case "never": return .understood(.never)
            default:
                guard let end = try? time(text, .expires, times.zone) else {
                    return .refused(DateFault.accepted(orNever: true))
                }
                let facts = SecretFacts(expiry: .at(end, origin: .operator))
                if let objection = facts.dates.objection(today: times.today) {
                    return .refused(objection.description)
                }
                return .understood(facts.expiry)
            }
        }
    }

    /// Asks when a password was set, from which its end is reckoned; throws where nobody answers.
    static func askedIssue(_ times: LocalTimes, to operation: String) throws(Failure) -> Instant {
        try Question.ask("When was it set (YYYY-MM-DD)", else: "today", to: operation) {
            (text: String) throws(Failure) -> Question.Reading<Instant> in
            if text == "today" { return .understood(times.now) }
            guard let issue = try? time(text, .issued, times.zone) else {
                return .refused(DateFault.accepted(orNever: false))
            }
            let objection = SecretFacts(issuedAt: issue).dates.objection(today: times.today)
            return objection.map { .refused($0.description) } ?? .understood(issue)
        }
    }

    /// A moment that a person has entered with an option.
    static func time(_ text: String, _ option: Option, _ zone: Zone) throws(Failure) -> Instant {
        let form: DateForm
        do throws(DateFault) {
            form = try DateForm(text)
        } catch {
            throw malformed(error, text, option)
        }
        guard let instant = form.instant(beginning: { $0.beginning(in: zone) }) else {
            throw malformed(.notADate, text, option)
        }
        return instant
    }

    private static func malformed(_ fault: DateFault, _ text: String, _ option: Option) -> Failure {
        let accepted = DateFault.accepted(orNever: option == .expires)
        return .usage("--\(option.name): \(fault.sentence(of: text)). Use \(accepted).")
    }

    private static func failure(_ objection: SecretDates.Objection, _ invocation: Invocation) -> Failure {
        switch objection {
        case .issuedOutOfRange: malformed(.outOfRange, invocation[.issued] ?? "", .issued)
        case .expiresOutOfRange: malformed(.outOfRange, invocation[.expires] ?? "", .expires)
        case .issuedInFuture, .expiresInPast, .expiresBeforeIssued:
            .usage("--\(objection.description)", hint: objection.advice)
        }
    }
}

extension CivilDate {
    /// Its first second in a zone; `nil` where GLib has no such day.
    func beginning(in zone: Zone) -> Instant? {
        ZonedTime.beginning(ofDay: day, month: month, year: year, in: zone).map(Instant.init(secondsSinceEpoch:))
    }
}

extension LocalTimes {
    /// Today and tomorrow as they are here; somewhere on Earth where the zone cannot tell.
    var today: SecretDates.Today {
        guard let local = ZonedTime(secondsSinceEpoch: now.secondsSinceEpoch, in: zone),
            let begins = local.date.beginning(in: zone), let tomorrowEnds = local.date.next.next.beginning(in: zone)
        else { return .somewhere(at: now) }
        return SecretDates.Today(begins: begins, tomorrowEnds: tomorrowEnds)
    }
}
