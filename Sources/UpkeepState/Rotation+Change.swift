package import Bookkeeping
package import Credentials

extension Rotation {
    /// What writing down the intent of an effect means for the credential's versions.
    package func change(for effect: RotationEffect, at now: Instant) -> RotationChange {
        guard effect.traits.makesSecret, let new else { return .noted }
        return .storing(
            SecretVersion(
                id: new.version, stage: .pending, fingerprint: [], issuedAt: now, storedAt: now, expiry: .unknown))
    }

    /// What a move means for the credential's versions, and for what is remembered of the one in use.
    ///
    /// - Parameters:
    ///   - standing: what was remembered of the credential before.
    ///   - isProbed: whether it is proven by a validation lead.
    package func change(
        for move: RotationMove, after standing: Standing, isProbed: Bool, at now: Instant
    ) -> RotationChange {
        var standing = standing.afterNewVersion(at: now)
        switch move {
        case .perform, .advance, .wait: return .noted
        case .end: return .ended
        case .backOut: return .backedOut(isPromoted ? standing : nil)
        case .promote:
            // A validation lead was written with it just now.
            if isProbed { standing.lastProofAt = now }
            return .promoted(standing)
        }
    }
}
