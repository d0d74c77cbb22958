extension SecretVersion {
    /// What is known of a version's way to Partner Center, which holds a copy of the secret: a fact of the version,
    /// whoever replaces it.
    public struct HandOff: Hashable, Sendable {
        /// Since when it has been in use here while Partner Center has another; `nil` where that is not known to be so.
        ///
        /// The first secret of a connection is none: whoever stores it has most likely entered it there too.
        public var dueSince: Instant?
        /// When the one that Partner Center has ends, or has ended; `nil` where that is not known.
        public var copyEndsAt: Instant?
        /// The issuer's handle for the one that Partner Center has; `nil` where that is not known.
        public var copyKeyID: GUID?
        /// When a person said that Partner Center has it and the offer is live with it: the first time; `nil` before.
        public var confirmedAt: Instant?
        /// Who said so.
        public var confirmedBy: String?
        /// When Partner Center's API published it; `nil` before.
        public var publishedAt: Instant?
        /// When the marketplace wrote a test lead after it was handed over; `nil` where none was seen.
        public var testLeadAt: Instant?
        /// When the marketplace signed in with it after it was handed over, by Microsoft's reports; `nil` where that was
        /// not seen.
        public var signInAt: Instant?
        /// When a person vouched for it that the marketplace uses it; `nil` before.
        public var vouchedAt: Instant?
        /// Who did.
        public var vouchedBy: String?

        /// Nothing is known.
        public init() {}
    }
}

extension SecretVersion.HandOff {
    /// How long after the hand-off a person may vouch for it at the earliest: what is wrong with it shows within a day.
    public static let leastBeforeVouching = TimeSpan.days(1)
    /// How long evidence is looked for after a person said that it is done.
    static let looksForEvidence = TimeSpan.days(3)

    /// Since when Partner Center has it, as far as we were told or have seen; `nil` where nobody said so.
    public var handedOffAt: Instant? {
        [confirmedAt, publishedAt, testLeadAt, signInAt, vouchedAt].compactMap(\.self).min()
    }

    /// Since when the offer is live with it, by what we were told; `nil` where nobody said or has seen so.
    ///
    /// What was seen before that is no end of the old one: whoever presses Validate signs in with the new secret while
    /// the offer that is live still has the other.
    public var liveSince: Instant? {
        [confirmedAt, publishedAt, vouchedAt].compactMap(\.self).min()
            ?? [testLeadAt, signInAt].compactMap(\.self).min()
    }

    /// Whether it is certain enough that the one before it may be removed: the marketplace was seen to use it, or a
    /// person vouches.
    public var isCertain: Bool { testLeadAt != nil || signInAt != nil || vouchedAt != nil }

    /// Whether Partner Center still has the one before it, as far as is known.
    public var isDue: Bool { dueSince != nil && handedOffAt == nil }

    /// Takes a person's word that Partner Center has it and the offer is live with it; only the first time counts.
    ///
    /// - Returns: whether it is news.
    public mutating func confirm(by person: String, at now: Instant) -> Bool {
        guard confirmedAt == nil else { return false }
        confirmedAt = now
        confirmedBy = person
        return true
    }

    /// From when on a person may vouch for it; `nil` where nobody has said that it is handed off.
    public var vouchesFrom: Instant? {
        [confirmedAt, publishedAt].compactMap(\.self).min().map { $0 + Self.leastBeforeVouching }
    }

    /// Takes a person's vouching that the marketplace uses it; only the first time counts.
    ///
    /// The caller has asked `vouchesFrom`.
    /// - Returns: whether it is news.
    public mutating func vouch(by person: String, at now: Instant) -> Bool {
        guard vouchedAt == nil else { return false }
        vouchedAt = now
        vouchedBy = person
        return true
    }

    /// By when a person must have handed it over; `nil` unless that is due.
    ///
    /// What publishing takes before Partner Center's copy ends; of a password, of which there is one at a time, at
    /// once.
    ///
    /// - Parameter publishingTime: how long publishing takes.
    public func deadline(isPassword: Bool, publishingTime: TimeSpan) -> Instant? {
        guard isDue, let dueSince else { return nil }
        guard !isPassword else { return dueSince }
        return HandOffReminders.deadline(since: dueSince, copyEndsAt: copyEndsAt, publishingTime: publishingTime)
    }

    /// When people are reminded of it: the last such moment up to `now`, and the first after it; both `nil` unless it
    /// is due.
    public func reminders(at now: Instant, isPassword: Bool, publishingTime: TimeSpan)
        -> (due: Instant?, next: Instant?)
    {
        guard let dueSince, let deadline = deadline(isPassword: isPassword, publishingTime: publishingTime) else {
            return (nil, nil)
        }
        return HandOffReminders.moments(since: dueSince, deadline: deadline, at: now)
    }

    /// Whether the marketplace's test lead is looked for: it is due, or a person said so not long ago.
    public func awaitsEvidence(at now: Instant) -> Bool {
        guard dueSince != nil, !isCertain, publishedAt == nil else { return false }
        return confirmedAt.map { now - $0 < Self.looksForEvidence } ?? true
    }

    /// Takes over what the rotation that brought the version has found out on its way.
    public func seen(by rotation: Rotation) -> SecretVersion.HandOff {
        guard rotation.handOff != .nobody else { return self }
        var handOff = self
        if isDue { (handOff.copyEndsAt, handOff.copyKeyID) = (rotation.copyEndsAt, rotation.copyKeyID) }
        if case .testLead(let at) = rotation.evidence { handOff.testLeadAt = testLeadAt ?? at }
        if case .signIn(let at) = rotation.evidence { handOff.signInAt = signInAt ?? at }
        if let publication = rotation.publication, publication.phase == .live {
            handOff.publishedAt = publishedAt ?? publication.since
        }
        return handOff
    }

    /// Takes back what a clock that was ahead of its time has left in it, once the clock is right again.
    public func believed(at now: Instant) -> SecretVersion.HandOff {
        var handOff = self
        handOff.dueSince = dueSince.map { min($0, now) }
        handOff.confirmedAt = confirmedAt.map { min($0, now) }
        handOff.publishedAt = publishedAt.map { min($0, now) }
        handOff.testLeadAt = testLeadAt.map { min($0, now) }
        handOff.signInAt = signInAt.map { min($0, now) }
        handOff.vouchedAt = vouchedAt.map { min($0, now) }
        return handOff
    }
}

extension SecretVersion {
    /// What is known of the version's way to Partner Center once it has taken the place of another.
    ///
    /// The same bytes stored again keep what is known of them. Whatever was never handed over is not what Partner
    /// Center has: it has the one before. A version that is put back is due again only where the one that it replaces
    /// had got there.
    /// - Parameters:
    ///   - other: the one that was in use until now; `nil` where none was.
    ///   - isRefused: whether Microsoft refuses that one, so that its end has come.
    ///   - isCopied: whether Partner Center has a copy of that credential at all.
    public func handOff(inPlaceOf other: SecretVersion?, isRefused: Bool, isCopied: Bool, at now: Instant) -> HandOff {
        guard isCopied, let other, other.id != id else { return handOff }
        guard other.fingerprint != fingerprint || fingerprint.isEmpty else { return other.handOff }
        let isPutBack = stage == .previous
        if isPutBack, other.handOff.handedOffAt == nil { return handOff }
        var next = HandOff()
        next.dueSince = now
        if other.handOff.isDue {
            (next.copyEndsAt, next.copyKeyID) = (other.handOff.copyEndsAt, other.handOff.copyKeyID)
        } else {
            if let end = other.knownEnd { next.copyEndsAt = end }
            if isRefused { next.copyEndsAt = min(next.copyEndsAt ?? now, now) }
            next.copyKeyID = other.keyID.flatMap { GUID($0) }
        }
        return next
    }
}

/// When people are reminded of a hand-off.
enum HandOffReminders {
    /// What publishing takes before the copy ends; where nobody knows when it does, it is taken to have a month.
    static func deadline(since begin: Instant, copyEndsAt: Instant?, publishingTime: TimeSpan) -> Instant {
        max(begin, (copyEndsAt ?? begin + .days(30)) - publishingTime)
    }

    /// At once, in the first week twice, then weekly, more often towards the deadline, daily for two weeks after it,
    /// and weekly for as long as it takes.
    ///
    /// - Returns: the last such moment up to `now`, and the first after it.
    static func moments(since begin: Instant, deadline: Instant, at now: Instant) -> (due: Instant?, next: Instant?) {
        var moments = [begin]
        moments += ([3] + Array(stride(from: Int64(7), through: 364, by: 7))).map { begin + .days($0) }.filter {
            $0 < deadline
        }
        moments += [14, 7, 3, 1].map { deadline - .days($0) }
        moments += (0...14).map { deadline + .days($0) }
        let weeksOver = max(0, (now - deadline).seconds / (7 * 86_400))
        moments += (weeksOver...weeksOver + 1).map { deadline + .days(14 + 7 * max(0, $0 - 2)) }
        let sorted = moments.filter { $0 >= begin }.sorted()
        return (sorted.last { $0 <= now }, sorted.first { $0 > now })
    }
}

extension Standing {
    /// Whether the version in use was accepted by Microsoft since it was stored, and is not refused now.
    ///
    /// Nobody is asked to hand over what does not work.
    public func accepts(_ version: SecretVersion) -> Bool {
        guard refusals == 0, unverifiedSince == nil else { return false }
        // Where nothing is tried unasked, nothing else is to be waited for.
        if lastProbe?.isWithheld == true { return true }
        return lastProbe?.result == .ok || lastProofAt.map { $0 >= version.storedAt } == true
    }
}
