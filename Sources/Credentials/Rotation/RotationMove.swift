/// What a rotation does next.
public enum RotationMove: Hashable, Sendable {
    /// An effect on the world outside.
    case perform(RotationEffect)
    /// The new secret becomes the current one: one transaction of the ledger.
    case promote
    /// The new secret is given up, and the old one is the current one, again or still: one transaction of the ledger.
    case backOut
    /// It moves on to that step by itself: one transaction of the ledger.
    case advance(Rotation.Step)
    /// It is over: one transaction of the ledger.
    case end(Rotation.End)
    /// Nothing until then; `nil` for until something changes.
    case wait(until: Instant?, for: RotationWait)
}

/// What a rotation waits for.
public enum RotationWait: String, Hashable, Sendable, Codable, CaseIterable {
    /// For the clock to be trusted.
    case clock
    /// For the ledger, back from a copy, to be verified.
    case verification
    /// For a while after something did not get on.
    case retry
    /// For a new secret to be known everywhere.
    case propagation
    /// For permission to mint: there were too many of late.
    case breaker
    /// For a person: to hand over, or to have it tried again where what is in the way leaves that to people.
    case person
    /// For Partner Center.
    case partnerCenter = "partner-center"
    /// For the marketplace's test lead.
    case evidence
    /// For the overlap to pass.
    case overlap
    /// For whoever still signs in with the old secret, or a person who says that it may go.
    case oldInUse = "old-in-use"
    /// For proof that the new secret works, before the old one goes.
    case proof
    /// For the administrator's secret to be stored, or to be accepted again.
    case administrator
    /// For the connection to be configured again as it was.
    case configuration

    /// What it waits for, in words that follow "waits for".
    ///
    /// - Parameter isStuck: whether something is in the way of the rotation.
    public func words(isStuck: Bool) -> String {
        switch self {
        case .clock: "a clock that can be trusted"
        case .verification: "a probe, because the ledger was restored from a backup"
        case .retry: "its next attempt"
        case .propagation: "Microsoft to know the new secret everywhere"
        case .breaker: "permission to make another secret: there were too many of late"
        case .person where isStuck: "a person, to put right what is in the way and to have it tried again"
        case .person: "a person, to enter the new secret in Partner Center"
        case .partnerCenter: "Partner Center"
        case .evidence: "the marketplace to write a test lead with the new secret"
        case .overlap: "the time in which both secrets stay valid to pass"
        case .oldInUse: "whoever still signs in with the old secret"
        case .proof: "proof that the new secret works, before the old one goes"
        case .administrator: "the secret of @administrator"
        case .configuration: "the connection to be configured again as it was"
        }
    }
}
