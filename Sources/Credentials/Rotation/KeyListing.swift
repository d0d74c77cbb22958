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

    /// What it tells that the one before did not.
    ///
    /// - Parameters:
    ///   - before: the listing before; `nil` for the first.
    ///   - ours: the keys of all versions that are kept.
    ///   - current: the version in use.
    ///   - interval: how often the application is listed, since when a first listing tells.
    public func news(
        since before: KeyListing?, ours: Set<GUID>, current: SecretVersion?, install: GUID, interval: TimeSpan
    ) -> [News] {
        let since = before?.at ?? at - interval
        var news: [News] = []
        for key in keys where !ours.contains(key.keyID) && key.operation(of: install) == nil {
            if let before, !before.has(key.keyID) {
                news.append(
                    .foreign(
                        .foreignKeySeen, "somebody else has added the client secret \(key.keyID) to the application",
                        key))
            }
            if let lapse = lapse(of: key, since: since, isFirst: before == nil) { news.append(lapse) }
        }
        // What was gone before is no news; what a first listing lacks is.
        if let keyID = current?.keyID.flatMap({ GUID($0) }), !has(keyID), before?.has(keyID) ?? true {
            news.append(
                News(
                    kind: .keyVanished,
                    message: "the client secret in use is no longer on the application: somebody has removed it",
                    version: current?.id, details: ["key-id": keyID.description]))
        }
        return news
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

    /// The version with what the issuer says of its end; `nil` where that is no news.
    ///
    /// Of a key whose id is known the issuer knows the end; where the operator gave an earlier one, that stays.
    public func learned(of version: SecretVersion) -> SecretVersion? {
        guard let keyID = version.keyID.flatMap({ GUID($0) }), let key = keys.first(where: { $0.keyID == keyID }) else {
            return nil
        }
        var version = version
        if let end = key.endsAt {
            switch version.expiry {
            case .at(let known, .graph) where known == end: return nil
            case .at(let known, let origin) where origin != .graph && known <= end: return nil
            case .at, .never, .unknown: version.expiry = .at(end, origin: .graph)
            }
        } else {
            guard key.hasNoEnd, version.expiry == .unknown else { return nil }
            version.expiry = .never
        }
        return version
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
