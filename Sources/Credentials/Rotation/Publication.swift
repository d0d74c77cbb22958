/// How far the hand-off through Partner Center's API has come.
public struct Publication: Hashable, Sendable, Codable {
    /// The stations.
    public enum Phase: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
        /// The offer is read and compared.
        case reading
        /// The new secret is being written into the draft.
        case configuring
        /// The draft has it.
        case configured
        /// The draft is being published to preview.
        case previewing
        /// Preview has it.
        case previewed
        /// Preview is being published to live.
        case goingLive = "going-live"
        /// Customers' leads go by it.
        case live

        /// The earlier station sorts first.
        public static func < (left: Phase, right: Phase) -> Bool { left.order < right.order }

        private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// The station.
    public var phase: Phase
    /// The offer as it was last read; `nil` before.
    public var offer: Offer?
    /// The job that is under way; `nil` where none is.
    public var job: String?
    /// When the last request was posted.
    public var postedAt: Instant?
    /// Since when it has been at that station.
    public var since: Instant
    /// Since when the new secret has been on its way into the offer, without having come to nothing; `nil` before, and
    /// in ledgers from before it was kept.
    public var startedAt: Instant?
    /// How many publications have come to nothing.
    public var failures: Int
    /// Whether the submissions are to be looked at before anything else: they alone say how a publication ended.
    public var isDoubtful: Bool

    /// At the first station.
    public init(at now: Instant) {
        phase = .reading
        since = now
        failures = 0
        isDoubtful = false
    }

    /// Comes to a station.
    mutating func reach(_ phase: Phase, at now: Instant) {
        if phase == .reading { startedAt = nil } else { startedAt = startedAt ?? now }
        self.phase = phase
        since = now
    }

    /// How long it took until the offer was live; `nil` where it is not, or nobody saw the beginning.
    public var took: TimeSpan? {
        guard phase == .live, let startedAt, startedAt <= since else { return nil }
        return since - startedAt
    }
}
