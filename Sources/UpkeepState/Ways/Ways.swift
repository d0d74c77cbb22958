package import Credentials

/// The ways out, the mail of `[Mail]` under `nil` and the channels beside it: how each stands, and which canary is next.
///
/// One canary at a time, so that none holds anything up.
package struct Ways {
    /// Whether canaries are wanted; before that, deliveries alone show how a way stands.
    package private(set) var arePlanned = false
    private var standings: [ChannelName?: WayStanding] = [nil: WayStanding()]
    /// Those that are to be tried whatever was planned for them.
    private var asked: Set<ChannelName?> = []
    /// The way that is tried now; `nil` where none is.
    private var underWay: ChannelName??

    /// Nothing is known yet.
    package init() {}

    /// Takes over what there is; what is known of those that stay is kept.
    ///
    /// - Parameters:
    ///   - channels: those beside the mail.
    ///   - known: what the ledger has of each.
    ///   - provenAt: when each last took a notice.
    package mutating func use(
        _ channels: [ChannelName], known: [ChannelName?: WayStanding], provenAt: [ChannelName?: Instant]
    ) {
        let before = arePlanned ? standings : [:]
        standings = [:]
        for way in [nil] + channels.map(Optional.some) {
            var standing = before[way] ?? known[way] ?? WayStanding()
            standing.wasProven(at: provenAt[way])
            standings[way] = standing
        }
        asked = asked.filter { standings[$0] != nil }
    }

    /// Has each way tried as soon as can be, and daily from then on; what rests after a refusal goes on resting.
    package mutating func plan() {
        arePlanned = true
        for (way, standing) in standings where standing.status != .false || standing.nextAt == nil {
            asked.insert(way)
        }
    }

    /// Whoever has read the configuration anew may have mended what does not work.
    package mutating func mayBeMended() {
        guard arePlanned else { return }
        for (way, standing) in standings where standing.status != .true { asked.insert(way) }
    }

    /// What is known of one way; what is set of one that the configuration does not have is dropped.
    package subscript(way: ChannelName?) -> WayStanding {
        get { standings[way] ?? WayStanding() }
        set { if standings[way] != nil { standings[way] = newValue } }
    }

    /// All of them: the mail first.
    package var all: [(way: ChannelName?, standing: WayStanding)] {
        standings.map { ($0.key, $0.value) }.sorted { left, right in
            guard let second = right.0 else { return false }
            return left.0.map { $0 < second } ?? true
        }
    }

    /// When a way is tried next with those settings.
    package func due(_ way: ChannelName?, with settings: String, at now: Instant) -> Instant {
        asked.contains(way) ? now : self[way].due(with: settings, at: now)
    }

    /// Whether one is tried now.
    package var isTrying: Bool { underWay != nil }

    /// A canary of that way begins.
    ///
    /// - Parameter jitter: draws by how many thousandths the way's canaries come early; asked for its first one alone.
    package mutating func begin(_ way: ChannelName?, jitter: () -> Int64) {
        underWay = .some(way)
        asked.remove(way)
        if self[way].jitterPermille == nil { self[way].jitterPermille = jitter() }
    }

    /// It has ended.
    package mutating func end() { underWay = nil }
}
