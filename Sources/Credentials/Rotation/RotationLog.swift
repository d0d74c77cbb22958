/// The rotations that this installation has begun, and when they minted keys of late.
public struct RotationLog: Sendable {
    /// How many keys an application may get within a day.
    static let mintsPerDay = 3
    /// How many all applications together may get within an hour.
    static let mintsPerHour = 20
    /// How long a mint is remembered.
    public static let remembers = TimeSpan.days(2)

    private struct Mints: Hashable, Sendable {
        var application: EntraApplication
        var at: [Instant]

        /// Until when they count for something; the past where there are none.
        var countUntil: Instant { (at.max() ?? .init(secondsSinceEpoch: .min / 2)) + RotationLog.remembers }
    }

    /// The ids of all rotations that ever began.
    public private(set) var known: Set<String> = []
    /// When keys were minted, or may have been, by rotation.
    private var mints: [String: Mints] = [:]
    /// The rotations among these, by the application.
    private var ofApplication: [EntraApplication: Set<String>] = [:]
    /// The moments of all of these, the latest last.
    private var moments: [Instant] = []
    /// When something of it is to be forgotten first; `nil` where there is nothing.
    private var pruneAt: Instant?

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
        let fresh = rotation.application.flatMap { application in
            rotation.mints.isEmpty ? nil : Mints(application: application, at: rotation.mints)
        }
        guard fresh != mints[rotation.id] else { return }
        replace(rotation.id, by: fresh)
    }

    private mutating func replace(_ id: String, by fresh: Mints?) {
        if let old = mints[id] {
            ofApplication[old.application]?.remove(id)
            if ofApplication[old.application]?.isEmpty == true { ofApplication[old.application] = nil }
            for moment in old.at {
                if let index = moments.lastIndex(of: moment) { moments.remove(at: index) }
            }
        }
        mints[id] = fresh
        guard let fresh else { return }
        ofApplication[fresh.application, default: []].insert(id)
        for moment in fresh.at {
            let index = moments.lastIndex { $0 <= moment }.map { $0 + 1 } ?? 0
            moments.insert(moment, at: index)
        }
        pruneAt = min(pruneAt ?? fresh.countUntil, fresh.countUntil)
    }

    private func moments(of application: EntraApplication) -> [Instant] {
        ofApplication[application]?.flatMap { mints[$0]?.at ?? [] } ?? []
    }

    /// From when on a key may be minted on the application; `nil` for now.
    public func mintsFrom(_ application: EntraApplication?, now: Instant) -> Instant? {
        guard let application else { return nil }
        let from = [
            Self.opening(of: moments(of: application).sorted(), within: .days(1), atMost: Self.mintsPerDay, now: now),
            Self.opening(of: moments, within: .hours(1), atMost: Self.mintsPerHour, now: now),
        ].compactMap(\.self).max()
        return from.flatMap { $0 > now ? $0 : nil }
    }

    /// When the first key minted on the application is that old which no listing has seen at that age; `nil` where the
    /// last one has seen all of them so.
    public func unseenMint(on application: EntraApplication, listedAt: Instant, atTheAgeOf age: TimeSpan) -> Instant? {
        moments(of: application).map { $0 + age }.filter { listedAt < $0 }.min()
    }

    /// Forgets the mints that count for nothing any more.
    public mutating func prune(now: Instant) {
        guard let due = pruneAt, due <= now else { return }
        for (id, old) in mints where old.countUntil <= now { replace(id, by: nil) }
        pruneAt = mints.values.map(\.countUntil).min()
    }

    /// From when on there may be another, of so many within that span; the moments are in order, the latest last.
    private static func opening(of moments: [Instant], within span: TimeSpan, atMost count: Int, now: Instant)
        -> Instant?
    {
        guard moments.count >= count, case let oldest = moments[moments.count - count], now - oldest < span else {
            return nil
        }
        return oldest + span
    }
}
