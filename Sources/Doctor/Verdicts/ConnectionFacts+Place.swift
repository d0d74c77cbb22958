internal import Credentials
internal import Ports

/// An HTTPS endpoint, or a table of a storage account.
extension ConnectionFacts {
    var secretMatches: Verdict {
        place.fit.verdict { objection in
            guard let objection else { return .ok("it is for \(credential.destination?.origin ?? "that place")") }
            var verdict = Verdict.fault(objection.description)
            verdict.steps = [
                "Correct the address in \(credential.name).conf, or store the secret of that place:\n"
                    + "$ leadkeeper secret set \(credential.name)"
            ]
            return verdict
        }
    }

    /// What the storage account says to the key, where one class of refusal is about the check.
    func storage(_ check: Check, _ right: String) -> Verdict {
        place.key.verdict { passage in
            switch passage {
            case .passed: .ok(right)
            // This host's address is not the marketplace's.
            case .refused(let finding) where Check.about(finding.class, at: .table) == check:
                .refused(finding, check == .storageFirewall ? .warning : .fault)
            case .refused(let finding): .unknown(finding.sentence)
            }
        }
    }

    var storageTable: Verdict {
        place.hasTable.verdict { isThere in
            if isThere { return .ok("the account has it") }
            let name = if case .table(_, let name) = credential.destination { name } else { "of that name" }
            let made = "Microsoft makes it with the next lead"
            guard hasWrittenLead else { return .ok("the account has no table \(name) yet; \(made)") }
            var verdict = Verdict.warning(
                "the table \(name), into which leadkeeper has written leads, is gone; \(made)")
            verdict.steps = [
                "Find out who removed it, and whether leads of before are kept elsewhere: what was in it is gone.",
                "If leads go into another table now, set Table= in \(credential.name).conf.",
            ]
            return verdict
        }
    }

    /// Whether an HTTPS endpoint takes the URL, by what was posted last: nothing else can show it.
    var endpointAccepts: Verdict {
        guard secret.value == true, let current else {
            return .unknown("there is no URL to be had that could be taken")
        }
        switch lastProbe?.finding {
        case let finding? where Check.about(finding.class, at: .httpsEndpoint) == .secretAccepted:
            return .refused(finding)
        // What it does not like is the lead.
        case let finding? where finding.class == .endpointRefused: return .ok("the endpoint answers at it")
        case let finding? where finding.class != .notPosted: return .unknown(finding.sentence)
        case _?, nil: break
        }
        if let lastLeadAt, lastLeadAt >= current.storedAt {
            return .ok("the endpoint took a validation lead on \(lastLeadAt.utcDate)")
        }
        return .unknown(
            "nothing was posted with it yet, which would set off what waits there (`leadkeeper probe "
                + "\(credential.name)` posts a validation lead)")
    }
}
