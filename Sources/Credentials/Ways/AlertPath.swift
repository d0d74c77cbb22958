/// How one way out stands: the mail of `[Mail]`, or a channel beside it.
public struct AlertPath: Hashable, Sendable {
    /// Which channel; `nil` for the mail of `[Mail]`.
    public var channel: ChannelName?
    /// What is at its other end: `mail`, or the channel's kind.
    public var kind: String
    /// Whether what the operators are told goes there.
    public var reachesOperators: Bool
    /// Whether it works: `true` only where that was seen, and lately.
    public var status: Condition.Status
    /// Why, in one stable word.
    public var reason: String
    /// Why, in a clause, with what mends it where that is known.
    public var message: String
    /// Since when it is so; `nil` where that was not noted.
    public var since: Instant?
    /// When it was last proven: by a canary, or by a notice that was accepted; `nil` where it never was.
    public var provenAt: Instant?
    /// Whether it does not work, and that will not pass by itself.
    public var isDown: Bool
    /// Whether its last proof is one still, and it is not down.
    public var isProven: Bool

    /// The way's name, as configuration and status have it.
    public var name: String { channel?.description ?? ChannelName.mail }

    /// What is remembered of a way, as it counts at that moment.
    ///
    /// - Parameter impairment: trouble of the mail that the daemon knows of; `nil` where there is none.
    public init(
        _ channel: ChannelName?, kind: String, reachesOperators: Bool, _ standing: WayStanding,
        impairment: HealthFacts.Impairment? = nil, at now: Instant
    ) {
        (self.channel, self.kind, self.reachesOperators) = (channel, kind, reachesOperators)
        (status, reason, message, since) = (standing.status, standing.reason, standing.message, standing.since)
        provenAt = standing.provenAt
        let patience = WayStanding.patience
        isDown =
            standing.status == .false
            && (standing.isLasting
                || standing.failures >= patience.failures && standing.since.map { now - $0 >= patience.span } ?? false)
        if let impairment {
            (status, reason, message, since) = (.false, impairment.reason, impairment.message, impairment.since)
            isDown = impairment.isLasting
        }
        let span = standing.needsDeliveries ? WayStanding.deliveryLasts : WayStanding.proofLasts
        let isFresh = standing.provenAt.map { $0 <= now && now - $0 < span } ?? false
        isProven = isFresh && !isDown
        if status == .true, !isFresh {
            status = .unknown
            reason = "NotProvenLately"
            message = "nothing has shown for \(span.seconds / 86_400) days that it works"
        }
    }

    /// The condition `AlertPathWorks` of this way.
    public var condition: Condition { Condition(.alertPathWorks, status, reason, message, since: since) }
}

/// All ways by which people are told: how each stands, and whether anybody can be told at all.
public struct AlertPaths: Hashable, Sendable {
    /// The mail of `[Mail]` first, then the channels in the order of their names.
    public var all: [AlertPath]

    /// Those ways.
    public init(_ all: [AlertPath]) { self.all = all }

    /// Those by which operators are told.
    public var ofOperators: [AlertPath] { all.filter(\.reachesOperators) }

    /// Whether operators can be told by none of them, and that will not pass by itself.
    public var areAllDown: Bool { ofOperators.allSatisfy(\.isDown) }

    /// Since when they are all down: from the last that failed on; `nil` where one is not down.
    public var allDownSince: Instant? { areAllDown ? ofOperators.compactMap(\.since).max() : nil }

    /// Why it is not proven that operators can be told: the first way's trouble; `nil` where one way at least is.
    public var obstacle: String? {
        let ways = ofOperators
        guard !ways.contains(where: \.isProven) else { return nil }
        let causes = ways.map { way in
            way.status == .unknown
                ? "\(way.name): \(way.message), so it is not proven that people can be told"
                : "\(way.name): \(way.message)"
        }
        return causes.joined(separator: "; ")
    }

    /// One of them; `nil` where there is no such channel.
    public subscript(channel: ChannelName?) -> AlertPath? { all.first { $0.channel == channel } }
}
