/// Who still uses a secret that should be out of use.
public struct LateUse: Hashable, Sendable {
    /// With which key, when last, from where and what for.
    public var use: SignInSight.KeyUse
    /// Since when nobody should use it.
    public var goneBy: Instant
    /// Whether leadkeeper would remove the secret by now if nobody used it.
    public var isSpared: Bool

    /// How long after the offer is live with the new secret the marketplace may still use the other one: what is wrong
    /// with a hand-off shows within a day, and the reports come up to six hours late.
    public static let grace = TimeSpan.days(1)
    /// How often the operators are told.
    public static let interval = TimeSpan.days(7)

    /// Who uses the secret before the one in use, although that should be in Partner Center by now; `nil` where nobody
    /// is known to.
    ///
    /// Where a rotation would remove it: whoever signs in with it after the hand-off. Else the marketplace is given time
    /// to use the new one: a day where somebody said that the offer is live with it, and where nobody said so what
    /// publishing takes, and a day.
    public init?(
        of current: SecretVersion, _ rotation: Rotation?, _ sight: SignInSight?, publishingTime: TimeSpan,
        at now: Instant
    ) {
        guard let sight else { return nil }
        let handOff = current.handOff
        if let rotation {
            guard let retiresAt = rotation.retiresAt, retiresAt <= now, rotation.retirementOrderedBy == nil,
                let use = rotation.useOfOld(sight, handOff, now: now)
            else { return nil }
            (self.use, goneBy, isSpared) = (use, handOff.liveSince ?? rotation.stepAt, true)
            return
        }
        guard let dueSince = handOff.dueSince, handOff.copyEndsAt.map({ now < $0 }) ?? true,
            let use = sight.use(of: handOff.copyKeyID, at: now), let last = use.at
        else { return nil }
        let goneBy = handOff.liveSince.map { $0 + Self.grace } ?? dueSince + publishingTime + Self.grace
        guard last > goneBy else { return nil }
        (self.use, self.goneBy, isSpared) = (use, goneBy, false)
    }

    /// The begin of the week, counted from when nobody should use it any more, that `now` is in: people are told once in
    /// each.
    public func week(at now: Instant) -> Instant {
        goneBy + TimeSpan(seconds: max(0, (now - goneBy).seconds / Self.interval.seconds) * Self.interval.seconds)
    }

    /// What is so, in one sentence.
    public var sentence: String {
        let at = use.at.map { Timestamp($0).description } ?? "an unknown moment"
        return "somebody still signs in with the old secret (key id \(use.keyID)): last on \(at), \(use.who)"
            + (isSpared ? "; it is not removed before that ends" : "")
    }
}

extension Facts {
    /// Who still uses the secret before the one in use; `nil` where nobody is known to.
    public func lateUse(of credential: Credential, _ rotation: Rotation?, at now: Instant) -> LateUse? {
        current.flatMap {
            LateUse(of: $0, rotation, signIns, publishingTime: publishingTime(of: credential), at: now)
        }
    }
}
