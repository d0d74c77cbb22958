/// What is known of who signs in with the keys of a credential, from Microsoft's reports.
///
/// leadkeeper's own sign-ins are set aside. What is left is the marketplace, or somebody else who has the secret.
public struct SignInSight: Hashable, Sendable, Codable {
    /// What is known of one key.
    public struct KeyUse: Hashable, Sendable, Codable {
        /// The issuer's handle for it.
        public var keyID: GUID
        /// When somebody other than leadkeeper last signed in with it; `nil` where nobody is known to have.
        public var at: Instant?
        /// From where; `nil` where that is not known.
        public var address: String?
        /// What for; `nil` where that is not known.
        public var resource: SignInResource?
        /// When somebody other than leadkeeper last got a token with it that is for leads; `nil` where that is not
        /// known.
        public var leadsAt: Instant?
        /// Whether somebody may have signed in later than that, which cannot be told: the last sign-in is
        /// leadkeeper's own, and the single ones cannot be read.
        public var isUnclear: Bool

        /// A key of which nothing is known.
        public init(_ keyID: GUID) {
            self.keyID = keyID
            isUnclear = false
        }
    }

    /// How long what was read counts: who used a secret a week ago may have stopped since.
    public static let countsFor = TimeSpan.days(7)
    /// How long the reports are left alone that may not be read.
    public static let restAfterRefusal = TimeSpan.days(1)
    /// How late a sign-in may come into the reports.
    public static let latest = TimeSpan.hours(6)
    /// How far back single sign-ins are read.
    private static let looksBack = TimeSpan.days(7)
    /// A sign-in that young may be one of ours whose answer is on its way.
    private static let youngest = TimeSpan.minutes(5)

    /// When the reports were last asked for.
    public var triedAt: Instant
    /// When they were last read; `nil` before.
    public var readAt: Instant?
    /// Why they could not be read the last time; `nil` where they could.
    public var obstacle: ReadingObstacle?
    /// Whether the single sign-ins could be read the last time.
    public var hasEvents: Bool
    /// What is known of each key.
    public var keys: [KeyUse]
    /// When the operators were last told that the old secret is still used; `nil` before.
    public var toldAt: Instant?

    /// What a report adds to what was known.
    ///
    /// - Parameters:
    ///   - keys: those that matter; of others nothing is kept.
    ///   - own: what leadkeeper's own sign-ins as the application are known by.
    public init(
        _ report: SignInReport, after known: SignInSight?, of keys: Set<GUID>, own: OwnSignIns, at now: Instant
    ) {
        (triedAt, readAt, obstacle) = (now, now, nil)
        hasEvents = report.events != nil
        toldAt = known?.toldAt
        let seen = ((report.last ?? []) + (report.events ?? [])).filter { now - $0.at >= Self.youngest }
        self.keys = keys.sorted { $0.description < $1.description }.map { keyID in
            var use = known?.keys.first { $0.keyID == keyID } ?? KeyUse(keyID)
            use.take(seen.filter { $0.keyID == keyID }, own, isWhole: report.events != nil && report.areEventsWhole)
            return use
        }
    }

    /// The same where the reports could not be read.
    public init(_ obstacle: ReadingObstacle?, after known: SignInSight?, at now: Instant) {
        triedAt = now
        readAt = known?.readAt
        self.obstacle = obstacle ?? known?.obstacle
        hasEvents = known?.hasEvents ?? false
        keys = known?.keys ?? []
        toldAt = known?.toldAt
    }

    /// Since when single sign-ins are to be read, after what is known.
    public static func begin(after known: SignInSight?, at now: Instant) -> Instant {
        let last = known.flatMap { $0.hasEvents ? $0.readAt : nil }
        return max(now - looksBack, (last ?? now - looksBack) - latest - latest)
    }

    /// Whether the reports may be asked for: what was refused is left alone for a day.
    public func mayBeRead(at now: Instant) -> Bool {
        obstacle == nil || now - triedAt >= Self.restAfterRefusal || triedAt > now
    }

    /// What is known of a key, as long as that counts; `nil` where nothing is.
    ///
    /// - Parameter span: for how long after it was read it counts.
    public func use(of keyID: GUID?, within span: TimeSpan = countsFor, at now: Instant) -> KeyUse? {
        guard let keyID, let readAt, now - readAt <= span else { return nil }
        return keys.first { $0.keyID == keyID }
    }
}

extension SignInSight.KeyUse {
    /// Takes in what was seen of this key.
    fileprivate mutating func take(_ seen: [KeySignIn], _ own: OwnSignIns, isWhole: Bool) {
        let others = seen.filter { own.owner(of: $0) == .others }
        // The single sign-in says more than the summary of the same one.
        let newest = others.max { ($0.at, $0.address == nil ? 0 : 1) < ($1.at, $1.address == nil ? 0 : 1) }
        if let newest, at.map({ newest.at >= $0 }) ?? true {
            if newest.at != at || newest.address != nil { address = newest.address }
            if newest.at != at || newest.resource != nil { resource = newest.resource }
            at = newest.at
        }
        let forLeads = others.filter { !$0.isRefused && $0.resource?.takesLeads == true }.map(\.at).max()
        leadsAt = [leadsAt, forLeads].compactMap(\.self).max()
        let doubtful = seen.filter { signIn in
            switch own.owner(of: signIn) {
            case .unknown: true
            // Of a summary that is ours nobody knows what lies beneath it.
            case .ours: !isWhole
            case .others: false
            }
        }
        let doubtfulAt = doubtful.map(\.at).max()
        isUnclear = doubtfulAt.map { doubt in at.map { doubt > $0 } ?? true } ?? false
    }

    /// Who signed in last, such as "20.1.2.3, to Dynamics 365".
    public var who: String {
        let place = address ?? "an address that is not known"
        return "from \(place)" + (resource.map { ", to \($0.words)" } ?? "")
    }
}
