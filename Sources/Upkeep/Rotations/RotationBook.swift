internal import Credentials

/// What the engine remembers of rotations beside the credentials' records.
struct RotationBook {
    /// How many keys an application may get within a day, and all of them together within an hour.
    static let mintsPerDay = 3
    static let mintsPerHour = 20
    /// Of so many rotations, how many may be stuck before none begins by itself.
    static let looksBack = 50
    static let stuckAtMost = 5

    /// The ids of all rotations that ever began.
    var known: Set<String> = []
    /// When keys were minted of late, or may have been, by rotation.
    private var mints: [String: (application: EntraApplication, at: [Instant])] = [:]
    /// The credentials that are no longer configured and have a rotation to be wound down.
    var unconfigured: Set<CredentialName> = []
    /// The applications that are being worked on.
    var busyApplications: Set<EntraApplication> = []
    /// How many turns are being taken.
    var running = 0
    /// Until when nothing is tried for a credential, since the ledger refused it, by the time since boot.
    var restsUntil: [CredentialName: Span] = [:]
    /// Until when nobody is asked who needs the administrator, since he was refused.
    var administratorRestsUntil: Span?
    /// Until when no rotation begins by itself, since too many are stuck.
    var heldUntil: Span?
    /// When an application is listed again after that failed.
    var listingRestsUntil: [CredentialName: Span] = [:]
    /// What was asked last about an offer, and until when that is not asked again, by the time since boot.
    var offerLooks: [CredentialName: (question: OfferQuestion, restsUntil: Span)] = [:]
    /// When the marketplace's test lead is looked for again, by the time since boot.
    var seekRestsUntil: [CredentialName: Span] = [:]
    /// In what offers differ as was told last, once that is known; empty where nothing does.
    var offersTold: [CredentialName: [String: String]] = [:]

    /// Takes over what the ledger knows.
    mutating func take(_ log: (ids: Set<String>, recent: [Rotation])) {
        known = log.ids
        mints = [:]
        for rotation in log.recent { take(rotation) }
    }

    /// Takes in a rotation as it is now.
    mutating func take(_ rotation: Rotation) {
        known.insert(rotation.id)
        guard let application = rotation.application, !rotation.mints.isEmpty else {
            mints[rotation.id] = nil
            return
        }
        mints[rotation.id] = (application, rotation.mints)
    }

    /// From when on a key may be minted on the application; `nil` for now.
    func mintsFrom(_ application: EntraApplication?, now: Instant) -> Instant? {
        guard let application else { return nil }
        let ofApplication = mints.values.filter { $0.application == application }.flatMap(\.at)
        let from = [
            Self.opening(of: ofApplication, within: .days(1), atMost: Self.mintsPerDay, now: now),
            Self.opening(of: mints.values.flatMap(\.at), within: .hours(1), atMost: Self.mintsPerHour, now: now),
        ].compactMap(\.self).max()
        return from.flatMap { $0 > now ? $0 : nil }
    }

    /// When the last of the mints on the application was that a listing has not seen a day later.
    func unseenMint(_ application: EntraApplication, listedAt: Instant, after span: Span, now: Instant) -> Bool {
        mints.values.contains { mint in
            mint.application == application && mint.at.contains { $0 + span <= now && listedAt < $0 + span }
        }
    }

    /// Forgets the mints that count for nothing any more.
    mutating func prune(now: Instant) {
        mints = mints.filter { $0.value.at.contains { now - $0 < .days(2) } }
    }

    private static func opening(of mints: [Instant], within span: Span, atMost count: Int, now: Instant) -> Instant? {
        let recent = mints.filter { now - $0 < span }.sorted()
        return recent.count < count ? nil : recent[recent.count - count] + span
    }
}

/// What is to be done for a credential's rotation, or its application.
struct RotationTurn {
    /// What.
    enum Work {
        /// A rotation begins, for that reason.
        case begin(RotationDue.Reason)
        /// The one under way goes on.
        case goOn
        /// The application's client secrets are listed.
        case list
        /// The offer in Partner Center is compared with what is declared.
        case look
        /// The marketplace's test lead is looked for.
        case seek
    }

    var name: CredentialName
    var work: Work?
    /// What people are to be told.
    var occasions: [Occasion] = []
    /// When to look again; `nil` where nothing is due before something changes.
    var next: Instant?
}
