/// By when people have to begin, so that a new secret is live before the old one ends.
extension Credential {
    /// How long a change in Partner Center takes to be live where nobody has said or seen it: preview and certification
    /// alone can take four days.
    public static let usualPublishingTime = TimeSpan.days(5)

    /// How long publishing takes: the longest that leadkeeper has seen of late with this offer, in whole days.
    ///
    /// Where it has seen none, what the files say. A time that somebody chose there, one that is not the usual, is kept
    /// as long as publishing has not taken longer.
    ///
    /// - Parameter publications: what it has published, whatever the offers.
    public func publishingTime(seen publications: [PublishedOffer]) -> TimeSpan {
        let said = publishingTime ?? Self.usualPublishingTime
        let seen = publications.filter { $0.offer == offer }.map(\.took).max()
        guard let seen else { return said }
        let days = TimeSpan.days(max(1, (seen.seconds + 86_399) / 86_400))
        return said == Self.usualPublishingTime ? days : max(said, days)
    }

    /// When a new secret has to be begun at the latest, to be in use before that end: a secret of which Partner Center
    /// has a copy has to be published there, any other counts at once.
    ///
    /// - Parameter publishingTime: how long publishing takes.
    public func startBy(_ end: Instant, publishingTime: TimeSpan) -> Instant {
        destination == nil ? end : end - publishingTime
    }

    /// The same by how long publishing takes as the files say, or usually.
    public func startBy(_ end: Instant) -> Instant {
        startBy(end, publishingTime: publishingTime ?? Self.usualPublishingTime)
    }

    /// How long before the end people are to step in where leadkeeper has not replaced a secret by itself.
    private static let timeForPeople = TimeSpan.days(7)

    /// Whether leadkeeper is about to replace the secret before that end by itself, so that whoever did it by hand
    /// would only be in its way.
    public func isReplacedByItself(before end: Instant, at now: Instant) -> Bool {
        rotation.mode != .remind && identity.application != nil && end - now > Self.timeForPeople
    }
}

/// An offer that leadkeeper has published with a new secret.
public struct PublishedOffer: Hashable, Sendable {
    /// The offer's id.
    public var offer: String
    /// How long it took from the first change until it was live.
    public var took: TimeSpan

    /// That offer, which took so long.
    public init(offer: String, took: TimeSpan) {
        (self.offer, self.took) = (offer, took)
    }

    /// What a rotation published; `nil` where it published nothing, or nobody saw how long it took.
    public init?(_ rotation: Rotation) {
        guard case .partnerCenter(let offer) = rotation.handOff, let took = rotation.publication?.took else {
            return nil
        }
        self.init(offer: offer, took: took)
    }
}
