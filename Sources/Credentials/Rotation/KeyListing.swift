/// The client secrets that were on an application at a moment.
public struct KeyListing: Hashable, Sendable, Codable {
    /// When they were listed.
    public var at: Instant
    /// Which they were.
    public var keys: [IssuedKey]

    /// What was on an application.
    public init(at: Instant, keys: [IssuedKey]) {
        self.at = at
        self.keys = keys
    }

    /// Whether a key was on the application.
    public func has(_ keyID: GUID) -> Bool { keys.contains { $0.keyID == keyID } }
}

extension KeyListing {
    /// How long before its end somebody else's key is told of.
    private static let foreignLeadTime = TimeSpan.days(7)

    /// Something that a listing tells.
    public struct News: Hashable, Sendable {
        /// What kind of thing.
        public var kind: EventKind
        /// One sentence for people.
        public var message: String
        /// The version that it is about; `nil` where it is about none of ours.
        public var version: String?
        /// More facts by name.
        public var details: [String: String]
    }

    /// What it tells of the version in use that the one before did not.
    ///
    /// - Parameter before: the connection's listing before; `nil` for the first.
    public func news(since before: KeyListing?, current: SecretVersion?) -> [News] {
        // What was gone before is no news; what a first listing lacks is.
        guard let keyID = current?.likelyKeyID, !has(keyID), before?.has(keyID) ?? true else { return [] }
        return [
            News(
                kind: .keyVanished,
                message: "the client secret in use is no longer on the application: somebody has removed it",
                version: current?.id, details: ["key-id": keyID.description])
        ]
    }

    /// What it tells of keys of others, once for all connections of an application.
    ///
    /// - Parameters:
    ///   - changes: what others have done since the listing before.
    ///   - before: the application's listing before; `nil` for the first.
    ///   - ours: the keys of all versions that are kept.
    ///   - interval: how far back a first listing tells.
    public func news(
        ofOthers changes: [KeyChange], since before: KeyListing?, ours: Set<GUID>, install: GUID, interval: TimeSpan
    ) -> [News] {
        let since = before?.at ?? at - interval
        let foreign = keys.filter { !ours.contains($0.keyID) && $0.operation(of: install) == nil }
        return changes.map(\.news) + foreign.compactMap { lapse(of: $0, since: since, isFirst: before == nil) }
    }

    /// Somebody else's key that has lapsed since the last listing, or has come near its end.
    private func lapse(of key: IssuedKey, since: Instant, isFirst: Bool) -> News? {
        guard let end = key.endsAt else { return nil }
        let whose = "somebody else's client secret \(key.keyID) on the application"
        if end > since, end <= at { return .foreign(.foreignKeyLapses, "\(whose) has expired", key) }
        let toldFrom = end - Self.foreignLeadTime
        guard end > at, toldFrom <= at, toldFrom > since || isFirst else { return nil }
        return .foreign(.foreignKeyLapses, "\(whose) expires within \(Self.foreignLeadTime.inWords)", key)
    }

    /// What Microsoft says of a version's validity; `nil` where its key is not known, or not there.
    public func report(of version: SecretVersion) -> IssuerReport? {
        guard let keyID = version.likelyKeyID, let key = keys.first(where: { $0.keyID == keyID }) else { return nil }
        return IssuerReport(of: key, at: at)
    }

    /// The only key that a secret can be which Microsoft accepted at that moment, by what it begins with; `nil` where
    /// none can, or more than one.
    ///
    /// A key that does not show what it begins with can be any. What lies on the service principal has to be asked for
    /// beside this.
    public func onlyKey(beginning hint: String, acceptedAt: Instant) -> IssuedKey? {
        let able = keys.filter { $0.mayBe(hint, acceptedAt: acceptedAt) }
        guard able.count == 1, let key = able.first, key.hint == hint else { return nil }
        return key
    }

    /// Whether it shows that Partner Center's copy is gone, of which nobody knew that it has ended.
    public func showsLoss(ofCopyIn handOff: SecretVersion.HandOff) -> Bool {
        guard handOff.isDue, let copy = handOff.copyKeyID else { return false }
        return (handOff.copyEndsAt.map { $0 > at } ?? true) && !has(copy)
    }
}

extension KeyListing.News {
    fileprivate static func foreign(_ kind: EventKind, _ message: String, _ key: IssuedKey) -> Self {
        Self(
            kind: kind, message: message, version: nil,
            details: ["key-id": key.keyID.description, "display-name": key.displayName ?? ""])
    }
}

extension KeyChange {
    /// What the journal and the history have of it.
    fileprivate var news: KeyListing.News {
        switch kind {
        case .added:
            .foreign(
                .foreignKeySeen, "somebody else has added the client secret \(key.keyID) to the application", key)
        case .removed:
            .foreign(
                .foreignKeyGone, "somebody else has removed the client secret \(key.keyID) from the application", key)
        case .renamed:
            .foreign(.foreignKeyRenamed, "somebody else has renamed the client secret \(key.keyID)", key)
        }
    }
}

extension IssuedKey {
    /// Whether a secret that begins so, and that Microsoft accepted at that moment, can be this one.
    public func mayBe(_ beginning: String, acceptedAt: Instant) -> Bool {
        guard certificate == nil, endsAt.map({ $0 > acceptedAt }) ?? true else { return false }
        return hint.map { $0 == beginning } ?? true
    }
}

extension Rotation {
    /// How old a key whose value nobody has is before it is removed without its rotation's knowledge.
    public static let orphanAge = TimeSpan.days(1)

    /// Whether a key that it has minted and that is of no version that is kept is of use to nobody: its value was lost,
    /// it has lapsed, nobody else can have got it, or another has taken its place everywhere.
    ///
    /// - Parameters:
    ///   - current: the version in use of its credential.
    ///   - other: the rotation of its credential that is under way; `nil` where none is.
    ///   - last: the last rotation of its credential that has ended.
    public func leavesBehind(
        _ key: IssuedKey, current: SecretVersion?, underWay other: Rotation?, last: Rotation?, now: Instant
    ) -> Bool {
        guard let startsAt = key.startsAt, now - startsAt >= Self.orphanAge else { return false }
        if isUnderWay { return step > .begun }
        if new?.keyID != key.keyID || key.endsAt.map({ $0 <= now }) == true { return true }
        // A secret that a person stored without its key id may be this very one.
        guard let current, current.keyID != nil else { return false }
        if !mayBeCopied { return true }
        guard let last, other == nil else { return false }
        return last.end == .completed && last.id > id && last.new?.version == current.id
    }
}
