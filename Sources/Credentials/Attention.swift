/// What asks for somebody about a credential, in words that stay the same: one for each check of `AttentionCheck`.
public enum Attention: String, Hashable, Sendable, Codable, CaseIterable {
    /// Nobody has saved a secret.
    case noSecret = "no-secret"
    /// The window has ended.
    case lapsed
    /// Microsoft refuses it, and has said so often enough to be believed.
    case refused
    /// The window has ended by its date, and Microsoft goes on accepting the secret.
    case endInDoubt = "end-in-doubt"
    /// A password is not tried any more, so as not to lock the account.
    case heldBack = "held-back"
    /// A rotation does not get on.
    case rotationStuck = "rotation-stuck"
    /// A person has to enter the new secret in Partner Center.
    case handOff = "hand-off"
    /// Somebody still signs in with the secret before the one in use.
    case oldSecretUsed = "old-secret-used"
    /// It ends soon, and leadkeeper does not replace it by itself.
    case renewalDue = "renewal-due"
    /// No lead has come from the marketplace for longer than is usual.
    case leadsSilent = "leads-silent"
    /// Nobody said when it ends.
    case endUnknown = "end-unknown"
    /// It could not be tried for so long that people were told.
    case unchecked
    /// Leadkeeper itself cannot do its work.
    case leadkeeper
}

/// Decides whether a person has to act for a credential: an ordered list of checks, the most urgent first.
///
/// The one place that knows all of it: what the credential itself asks for, and what leadkeeper needs to go on watching
/// it.
struct AttentionCheck {
    /// The words that say what asks for somebody, where no other part has them.
    enum Reason {
        static let lapsed = "Lapsed"
        static let endInDoubt = "EndInDoubt"
        static let heldBack = "HeldBack"
        static let handOff = "HandOff"
        static let oldSecretUsed = "OldSecretUsed"
        static let renewalDue = "RenewalDue"
        static let leadsSilent = "LeadsSilent"
    }

    let credential: Credential
    let current: SecretVersion
    let facts: Facts
    /// The conditions that were found before, `CredentialValid` among them.
    let found: [Condition]
    let rotation: Rotation?
    /// Leadkeeper's own health; `nil` where it is not asked about.
    let health: Health?
    let window: Window
    let now: Instant

    /// `NeedsAttention`, with the first matter that asks for somebody.
    var condition: Condition {
        let broken = lapsed ?? refused ?? endDoubted ?? heldBack
        let handing = broken ?? rotationStuck ?? handOffWaits ?? oldSecretUsed
        guard let matter = handing ?? renewalDue ?? silent ?? endUnknown ?? unchecked ?? ownTrouble else {
            return Condition(.needsAttention, .false, "Nothing", "no action is needed", since: nil)
        }
        var condition = Condition(
            .needsAttention, .true, matter.reason, matter.message + answered, since: matter.since)
        condition.attention = matter.attention
        return condition
    }

    /// What people have answered, which takes nothing away from it that somebody has to act.
    private var answered: String {
        let answers = facts.answers.standing(of: facts, credential, at: now)
        var words = ""
        if let acknowledgement = answers.acknowledgement {
            words += "; \(acknowledgement.by) is on it since \(Timestamp(acknowledgement.since))"
        }
        if let until = answers.snoozes.map({ $0.end(startBy: facts.startBy(of: credential, at: now)) }).max() {
            words += "; reminders wait until \(Timestamp(until))"
        }
        return words
    }

    private struct Matter {
        var attention: Attention
        var reason: String
        var message: String
        var since: Instant?

        init(_ attention: Attention, reason: String, message: String, since: Instant?) {
            (self.attention, self.reason, self.message, self.since) = (attention, reason, message, since)
        }
    }

    /// The window has ended.
    private var lapsed: Matter? {
        guard let remaining = window.remaining(at: now), remaining.seconds <= 0, doubtedEnd == nil, !window.isDueDate
        else { return nil }
        return Matter(
            .lapsed,
            reason: Reason.lapsed, message: "the \(kind) has expired", since: window.endInstant)
    }

    /// Microsoft refuses it, and has said so often enough to be believed.
    private var refused: Matter? {
        guard let valid, valid.status == .false, facts.standing.refusals >= Standing.refusalsThatCount else {
            return nil
        }
        return Matter(.refused, reason: valid.reason, message: valid.message, since: valid.since)
    }

    /// The window has ended by its date, and Microsoft goes on accepting the secret.
    private var endDoubted: Matter? {
        guard let doubtedEnd else { return nil }
        return Matter(
            .endInDoubt,
            reason: Reason.endInDoubt,
            message:
                "the \(kind) has expired by its date, but Microsoft accepts it: find out "
                + "which is right",
            since: doubtedEnd)
    }

    private var doubtedEnd: Instant? {
        guard !window.isDueDate, let end = facts.noticeEnd(window, at: now), end <= now,
            facts.standing.isAccepted(beyond: end, current)
        else {
            return nil
        }
        return end
    }

    /// A password is not tried any more, so as not to lock the account.
    private var heldBack: Matter? {
        guard facts.isPasswordHeldBack(of: credential) else { return nil }
        return Matter(
            .heldBack,
            reason: Reason.heldBack,
            message:
                "leadkeeper has stopped trying the password, to avoid locking the account; save the right one with"
                + " `leadkeeper secret set \(credential.name)`",
            since: facts.standing.lastAttemptAt ?? facts.interruption?.lastAt)
    }

    /// A rotation does not get on.
    private var rotationStuck: Matter? {
        guard let rotation, let attention = rotation.attention else { return nil }
        return Matter(
            .rotationStuck,
            reason: attention.reason.conditionReason,
            message: rotation.isUpToPerson
                ? "\(attention.message); to try again, run `leadkeeper rotate \(credential.name)`: leadkeeper "
                    + "nothing else does"
                : attention.message,
            since: attention.since)
    }

    /// A person has to enter the new secret in Partner Center.
    private var handOffWaits: Matter? {
        guard let since = handOffSince else { return nil }
        return Matter(
            .handOff,
            reason: Reason.handOff,
            message:
                "enter the new secret in Partner Center; `leadkeeper handoff \(credential.name) show` has the steps",
            since: since)
    }

    /// Since when a person has been asked to hand over what works; `nil` where nobody is.
    private var handOffSince: Instant? {
        if let rotation { return rotation.awaitsHandOff ? rotation.stepAt : nil }
        return current.handOff.isDue && facts.standing.accepts(current) ? current.handOff.dueSince : nil
    }

    /// Somebody still signs in with the secret before the one in use.
    private var oldSecretUsed: Matter? {
        guard let late = facts.lateUse(of: credential, rotation, at: now) else { return nil }
        return Matter(.oldSecretUsed, reason: Reason.oldSecretUsed, message: late.sentence, since: late.goneBy)
    }

    /// It ends soon, and leadkeeper does not replace it by itself.
    private var renewalDue: Matter? {
        guard let longest = credential.notices.leadTimes.max(), rotation == nil, isReplacedByPeople,
            window.state(at: now, longestLeadTime: longest) == .notice
        else { return nil }
        let steps =
            kind == .certificate
            ? "make the next one with `leadkeeper certificate make \(credential.name)`"
            : credential.name.isReserved
                ? "save a new one with `leadkeeper secret set \(credential.name)`"
                : "`leadkeeper rotate \(credential.name)` prints the steps"
        let reason =
            window.isDueDate
            ? "replace the \(kind), which reaches the age that [Window] Lifetime sets for it"
            : "replace the \(kind) before it expires"
        return Matter(
            .renewalDue,
            reason: Reason.renewalDue,
            message: "\(reason); \(steps)",
            since: window.reminded(at: now).map { $0 - longest })
    }

    /// No lead has come for longer than is usual.
    private var silent: Matter? {
        guard let silence = facts.silence(of: credential) else { return nil }
        return Matter(
            .leadsSilent, reason: Reason.leadsSilent,
            message: "no lead has come from the marketplace since \(Timestamp(silence.since)), which is longer than is "
                + "usual; `leadkeeper doctor \(credential.name)` looks for the cause",
            since: silence.foundAt)
    }

    private var isReplacedByPeople: Bool {
        credential.rotation.mode == .remind || credential.name.isReserved || credential.identity.application == nil
    }

    /// Nobody said when it ends, so nobody can be reminded in time.
    private var endUnknown: Matter? {
        guard window.end == .unknown, let known = found.first(where: { $0.kind == .windowKnown }) else { return nil }
        return Matter(.endUnknown, reason: known.reason, message: known.message, since: known.since)
    }

    /// It could not be tried for so long that people were told.
    private var unchecked: Matter? {
        guard case .unchecked(let since, _)? = facts.standing.alarmedOf, facts.standing.failures > 0, let valid,
            valid.status == .unknown
        else { return nil }
        return Matter(.unchecked, reason: valid.reason, message: valid.message, since: since)
    }

    /// Leadkeeper itself cannot do its work.
    private var ownTrouble: Matter? {
        guard let finding = health?.urgent else { return nil }
        return Matter(
            .leadkeeper,
            reason: finding.reason, message: "leadkeeper's \(finding.part.rawValue): \(finding.message)",
            since: finding.since)
    }

    private var kind: SecretKind { credential.kind(of: current) }

    private var valid: Condition? { found.first { $0.kind == .credentialValid } }
}
