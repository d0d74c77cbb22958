/// What Microsoft's reports of sign-ins say of the two secrets, and what follows from it.
extension Rotation {
    /// How often the reports are read while somebody uses the old secret.
    static let signInInterval = TimeSpan.hours(6)
    /// For how long before a removal reports are waited for that cannot be read for the moment.
    static let patienceWithSignIns = TimeSpan.days(1)
    /// Microsoft keeps sign-ins for so long, and what is known of them holds a removal back for as long.
    ///
    /// Two things follow. Once nobody has used the old secret for all that time, and the marketplace the new one since,
    /// nobody *still* signs in with it: no report has such a sign-in any more. And where the reports can no longer be
    /// read, the last that was read counts until Microsoft itself would have forgotten it; from then on it is as if
    /// there were no reports, since a rotation must not wait for ever for evidence that nobody can have.
    static let memory = TimeSpan.days(30)

    /// Whether the reports are to be asked for what they say of that key.
    func asksForSignIns(of keyID: GUID?, _ facts: RotationFacts, every interval: TimeSpan, now: Instant) -> Bool {
        guard method == .clientSecret, keyID != nil, facts.maySeeSignIns else { return false }
        return signInsAskedAt.map { $0 > now || now - $0 >= interval } ?? true
    }

    /// The old secret is spared while somebody signs in with it; `nil` where nothing speaks for that.
    func moveToSpareOld(_ facts: RotationFacts, now: Instant) -> RotationMove? {
        guard handOff != .nobody, retirementOrderedBy == nil else { return nil }
        let use = useOfOld(facts.signIns, facts.handOff, now: now)
        let interval = use == nil ? TimeSpan.hours(1) : Self.signInInterval
        if asksForSignIns(of: old?.keyID, facts, every: interval, now: now) { return .perform(.readSignIns) }
        guard let use else { return nil }
        let next = max((signInsAskedAt.map { min($0, now) } ?? now) + Self.signInInterval, now + .minutes(1))
        return .wait(until: ([next] + ends(of: use, in: facts.signIns, after: now)).min(), for: .oldInUse)
    }

    /// When a use of the old secret stops to count by time alone, at the latest.
    private func ends(of use: SignInSight.KeyUse, in sight: SignInSight?, after now: Instant) -> [Instant] {
        [old?.endsAt, use.at.map { $0 + Self.memory }, sight?.readAt.map { $0 + Self.memory + .seconds(1) }]
            .compactMap(\.self).filter { $0 > now }
    }

    /// Who still signs in with the old secret, as far as it is known and counts; `nil` where nobody does.
    ///
    /// A sign-in counts that is newer than the hand-off. It stops to count where the secret has ended, where nobody
    /// could read the reports for a month, and where nobody has used it for a month while the marketplace has used the
    /// new one.
    public func useOfOld(
        _ sight: SignInSight?, _ copied: SecretVersion.HandOff, now: Instant
    ) -> SignInSight.KeyUse? {
        guard isUnderWay, step == .confirmed, method == .clientSecret, handOff != .nobody, let old,
            old.endsAt.map({ now < $0 }) ?? true, let sight,
            let use = sight.use(of: old.keyID, within: Self.memory, at: now), let last = use.at,
            last > (copied.liveSince ?? stepAt)
        else { return nil }
        let newAt = sight.use(of: new?.keyID, at: now)?.leadsAt
        return now - last >= Self.memory && newAt.map { $0 > last } == true ? nil : use
    }

    /// Takes in that the reports were read.
    mutating func hasAskedForSignIns(at now: Instant) {
        signInsAskedAt = now
        if failing == .readSignIns { getsOn() }
    }

    /// The reports cannot be read, which alone holds nothing up.
    ///
    /// What may be over soon is waited for before the old secret is removed, for a day at most.
    mutating func lacksSignIns(_ setback: Setback, at now: Instant) {
        let passes =
            switch setback.kind {
            case .transient, .uncertain: true
            case .unauthorised, .forbidden, .policy, .full, .absent, .refused: false
            }
        let waitsUntil = retiresAt.map { $0 + Self.patienceWithSignIns }
        guard passes, let waitsUntil, now < waitsUntil else {
            signInsAskedAt = now
            if failing == .readSignIns { getsOn() }
            return
        }
        rests(after: .readSignIns, atLeast: setback.retryAfter, at: now)
    }

    /// A person says that the old secret may go, whoever still uses it.
    public mutating func orderRetirement(by person: String) {
        retirementOrderedBy = person
        nextAt = nil
    }
}
