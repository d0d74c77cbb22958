internal import Credentials
internal import Ports

/// The secret, and what is proven with it.
extension ConnectionFacts {
    var secretStored: Verdict {
        secret.verdict { isThere in
            isThere
                ? .ok(current.map { "stored on \($0.storedAt.utcDate)" } ?? "it is stored")
                : .fault("no secret is stored", .secretMissing)
        }
    }

    /// What Microsoft Graph lists under the key id of the secret in use; `nil` where that is not known, or not listed.
    private var key: IssuedKey? {
        guard let id = current?.keyID.flatMap({ GUID($0) }) else { return nil }
        return (directory.application.value ?? nil)?.keys.first { $0.keyID == id }
    }

    var secretExpiry: Verdict {
        guard let current, let window else { return .unknown("no secret is stored") }
        let expired: ProbeClass = credential.identity.isPassword ? .passwordExpired : .secretExpired
        let issued = "issued on \(current.issuedAt.utcDate), \((now - current.issuedAt).inWords) ago"
        if let end = key?.endsAt, end <= now {
            return .fault("\(issued); it expired on \(end.utcDate), as Microsoft Graph says", expired)
        }
        if let finding = signInRefusal(about: .secretExpiry) { return .refused(finding) }
        switch window.end {
        case .never: return .ok("\(issued); it does not expire")
        case .unknown: return .unknown("\(issued); nobody has said when it expires (`leadkeeper secret set --expires`)")
        case .at(let end, let origin):
            let longest = credential.notices.leadTimes.max() ?? .days(0)
            if window.isDueDate {
                let due = "\(issued); it is to be replaced by \(end.utcDate), by \(origin.words), and works on"
                guard end <= now else { return .ok(due) }
                var verdict = Verdict.warning(due)
                verdict.steps = ["See the steps to replace it:\n$ leadkeeper rotate \(credential.name) --dry-run"]
                return verdict
            }
            switch window.state(at: now, longestLeadTime: longest) {
            case .lapsed where environment.signIn.hasPassed:
                return .warning(
                    "\(issued); it should have expired on \(end.utcDate), by \(origin.words), and is still accepted",
                    expired)
            case .lapsed: return .fault("\(issued); it expired on \(end.utcDate), by \(origin.words)", expired)
            case .notice:
                return .warning(
                    "\(issued); it expires on \(end.utcDate), in \((end - now).inWords), by \(origin.words)", expired)
            case .open, .never, .unknown:
                return .ok("\(issued); it expires on \(end.utcDate), by \(origin.words)")
            }
        }
    }

    var secretAccepted: Verdict {
        switch credential.destination?.kind {
        case .httpsEndpoint?: endpointAccepts
        case .table?: storage(.secretAccepted, "the storage account accepts the key")
        case .dynamics?, nil: entraAccepts
        }
    }

    private var entraAccepts: Verdict {
        if let id = current?.keyID.flatMap({ GUID($0) }), let record = directory.application.value ?? nil,
            !record.keys.contains(where: { $0.keyID == id })
        {
            return .fault("its key \(id) is no longer on the application", .secretWrong)
        }
        return environment.signIn.verdict { passage in
            switch passage {
            case .passed: .ok("Microsoft Entra gives a token for it")
            case .refused(let finding): .refused(finding)
            }
        }
    }

    var leadWritten: Verdict {
        guard let lastProbe else { return .unknown("nothing was tried yet (`leadkeeper probe \(credential.name)`)") }
        let when = lastProbe.at.utcDate
        // The probe went well as far as it could go.
        if place.hasTable == .known(false) {
            return .unknown("no lead can be written before there is a table, which Microsoft makes with the first lead")
        }
        guard let finding = lastProbe.finding else {
            return lastLeadAt.map { .ok("leadkeeper wrote a validation lead on \($0.utcDate)") }
                ?? .unknown("leadkeeper has signed in and written no lead yet (`leadkeeper probe \(credential.name)`)")
        }
        // It was to be no lead: what the last one showed stands.
        if finding.class == .notPosted, let lastLeadAt {
            return .ok("leadkeeper wrote a validation lead on \(lastLeadAt.utcDate)")
        }
        guard finding.class.result == .failed else { return .unknown("\(finding.sentence), on \(when)") }
        let isInEnvironment = finding.step != .endpoint && finding.step != .token
        let kind = credential.destination?.kind ?? .dynamics
        let about =
            kind == .dynamics
            ? Check.about(finding, isInEnvironment: isInEnvironment) : Check.about(finding.class, at: kind)
        guard let check = about, check.isMade(for: credential) else {
            return .refused(finding)
        }
        switch verdict(of: check).status {
        case .ok:
            return .unknown(
                "the probe of \(when) has failed for \(finding.class.rawValue), which is not found any more "
                    + "(`leadkeeper probe \(credential.name)` tries again)")
        // What stops leadkeeper's own probe need not stop the marketplace.
        case .warning: return .unknown("the probe of \(when) was stopped by what \(check.rawValue) warns of")
        case .fault, .unknown: return .refused(finding)
        }
    }

    var offerDestination: Verdict {
        offer.verdict { drift in
            guard !drift.isNone else { return .ok("Partner Center has the same, as far as it can be compared") }
            let evidence = "Partner Center has another value for \(drift.summary)"
            return drift.differences.contains { $0.edition == .live } || !drift.isLive
                ? .fault(evidence) : .warning("\(evidence): the next publication brings it")
        }
    }

    var offerPublished: Verdict {
        offer.verdict { drift in
            drift.isLive
                ? .ok("a live edition has a lead destination")
                : .fault(
                    "no live edition has a lead destination: Microsoft sends no leads before the offer is published")
        }
    }
}

extension Window.Origin {
    /// Who says so, in words that follow "by".
    var words: String {
        switch self {
        case .operator: "the date that was given"
        case .policy: "the password policy"
        case .graph: "Microsoft Graph"
        case .certificate: "the certificate"
        case .refusal: "Microsoft Entra's refusal"
        case .age: "the age that is set for it"
        }
    }
}
