/// What the checks have found, as a decision.
extension Judgement {
    var decision: Decision {
        let next = ahead.min { $0.at < $1.at }
        let reason = heldBackReason ?? due.first?.reason ?? (mayNotBeTriedAgain ? .heldBack : .nothingDue)
        return Decision(
            due: due, beginsTrialOf: beginsTrialOf, next: next, reason: reason, sentence: sentence(for: reason))
    }

    /// The notice that waits for the credential to be tried from now on; `nil` where none begins to.
    var beginsTrialOf: Instant? { trial.flatMap { standing.endTrial == $0 ? nil : $0.dueAt } }

    private func sentence(for reason: Decision.Reason) -> String {
        let kind = credential.kind(of: current)
        return switch reason {
        case .noSecretStored: "no secret is stored"
        case .clockImplausible: "the clock is implausible; mail waits until it is not"
        case .unverified: "the ledger was restored from a backup; mail waits for the answer to a probe"
        case .endReached: "the end by its date is reached; it is tried before anybody is told"
        case .windowEnded where isEndDisproven:
            "by its date the \(kind) has expired, yet Microsoft accepts it: find "
                + "out which is right"
        case .windowEnded: "the \(kind) has expired"
        case .leadTimeReached: "the \(kind) expires soon"
        case .nobodyBegan: "nobody has begun to replace the \(kind), and others are told"
        case .snoozed: "reminders wait, as a person has asked"
        case .held: "notices to contacts are held back while connections are set up"
        case .refusedByMicrosoft: "Microsoft refuses the \(kind)"
        case .uncheckedTooLong: "it could not be checked for too long"
        case .troubleOver: "it works again"
        case .leadsSilent: "no lead has come from the marketplace for longer than is usual"
        case .proofTooOld: "the last proof is too old"
        case .signInTooOld: "the last sign-in is too old"
        case .heldBack where isNewerOnTrial: "a newer password of the account is on trial"
        case .heldBack:
            (facts.interruption?.count ?? 0) >= attemptsWithDoubtfulPassword
                ? "the daemon was stopped too often in the midst of trying the password; try it with `leadkeeper probe "
                    + "\(credential.name)`"
                : "the password was refused too often; store the right one"
        case .nothingDue: "nothing is due"
        }
    }
}
