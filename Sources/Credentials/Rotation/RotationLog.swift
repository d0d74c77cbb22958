/// The rotations that this installation has begun, and when they minted keys of late.
public struct RotationLog: Sendable {
    /// How many keys an application may get within a day.
    static let mintsPerDay = 3
    /// How many all applications together may get within an hour.
    static let mintsPerHour = 20
    /// How long a mint is remembered.
    public static let remembers = TimeSpan.days(2)

    private struct Mints: Sendable {
        var application: EntraApplication
        var at: [Instant]
    }

    /// The ids of all rotations that ever began.
    public private(set) var known: Set<String> = []
    /// When keys were minted, or may have been, by rotation.
    private var mints: [String: Mints] = [:]

    /// Nothing is known yet.
    public init() {}

    /// What the ledger knows: the ids of all rotations, and those that may have minted a key since `remembers` began.
    public init(_ past: (ids: Set<String>, recent: [Rotation])) {
        known = past.ids
        for rotation in past.recent { take(rotation) }
    }

    /// Takes in a rotation as it is now.
    public mutating func take(_ rotation: Rotation) {
        known.insert(rotation.id)
        mints[rotation.id] = rotation.application.flatMap { application in
            rotation.mints.isEmpty ? nil : Mints(application: application, at: rotation.mints)
        }
    }

    /// From when on a key may be minted on the application; `nil` for now.
    public func mintsFrom(_ application: EntraApplication?, now: Instant) -> Instant? {
        guard let application else { return nil }
        let ofApplication = mints.values.filter { $0.application == application }.flatMap(\.at)
        let from = [
            Self.opening(of: ofApplication, within: .days(1), atMost: Self.mintsPerDay, now: now),
            Self.opening(of: mints.values.flatMap(\.at), within: .hours(1), atMost: Self.mintsPerHour, now: now),
        ].compactMap(\.self).max()
        return from.flatMap { $0 > now ? $0 : nil }
    }

    /// When the first key minted on the application is that old which no listing has seen at that age; `nil` where the
    /// last one has seen all of them so.
    public func unseenMint(on application: EntraApplication, listedAt: Instant, atTheAgeOf age: TimeSpan) -> Instant? {
        mints.values.filter { $0.application == application }.flatMap(\.at).map { $0 + age }
            .filter { listedAt < $0 }.min()
    }

    /// Forgets the mints that count for nothing any more.
    public mutating func prune(now: Instant) {
        mints = mints.filter { $0.value.at.contains { now - $0 < Self.remembers } }
    }

    private static func opening(of mints: [Instant], within span: TimeSpan, atMost count: Int, now: Instant) -> Instant?
    {
        let recent = mints.filter { now - $0 < span }.sorted()
        return recent.count < count ? nil : recent[recent.count - count] + span
    }
}
