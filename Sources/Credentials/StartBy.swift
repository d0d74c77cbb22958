/// By when people have to begin, so that a new secret is live before the old one ends.
extension Credential {
    /// How long a change in Partner Center takes to be live where nobody has said or seen it: preview and certification
    /// alone can take four days.
    public static let usualPublishingTime = TimeSpan.days(5)

    /// How long publishing takes: what the files say, since somebody chose it; else the longest that leadkeeper has seen
    /// of late with this offer, in whole days; and where it has seen none, the usual.
    ///
    /// - Parameter publications: what it has published, whatever the offers.
    public func publishingTime(seen publications: [PublishedOffer]) -> TimeSpan {
        if let publishingTime { return publishingTime }
        guard let longest = publications.filter({ $0.offer == offer }).map(\.took).max() else {
            return Self.usualPublishingTime
        }
        return .days(max(1, (longest.seconds + 86_399) / 86_400))
    }

    /// When a new secret has to be begun at the latest, to be in use before that end: a secret of which Partner Center
    /// has a copy has to be published there, any other counts at once.
    ///
    /// - Parameter publishingTime: how long publishing takes, as `publishingTime(seen:)` knows it.
    public func startBy(_ end: Instant, publishingTime: TimeSpan) -> Instant {
        destination == nil ? end : end - publishingTime
    }

    /// How long before the end people are to step in where leadkeeper has not replaced a secret by itself.
    private static let timeForPeople = TimeSpan.days(7)

    /// Whether leadkeeper is about to replace the secret before that end by itself, so that whoever did it by hand
    /// would only be in its way.
    public func isReplacedByItself(before end: Instant, at now: Instant) -> Bool {
        rotation.mode != .remind && identity.application != nil && end - now > Self.timeForPeople
    }
}

extension Facts {
    /// How long publishing takes, as far as is known.
    public func publishingTime(of credential: Credential) -> TimeSpan {
        credential.publishingTime(seen: publications)
    }

    /// By when people have to begin, so that what is in use does not end before the next is live: before the end of its
    /// window, and before that of the copy that Partner Center still has; `nil` where neither is known.
    public func startBy(of credential: Credential, at now: Instant) -> Instant? {
        guard let current else { return nil }
        let window = Window(
            of: current, identity: credential.identity, lifetime: credential.lifetime,
            refusedAsLapsedAt: standing.refusedAsLapsedAt)
        let time = publishingTime(of: credential)
        let own =
            window.isDueDate ? nil : window.reminded(at: now).map { credential.startBy($0, publishingTime: time) }
        let copy = current.handOff.deadline(isPassword: credential.identity.isPassword, publishingTime: time)
        return [own, copy].compactMap(\.self).min()
    }

    /// By when a person must have entered the secret in Partner Center; `nil` where nobody is asked to.
    ///
    /// The rotation under way knows it, else the version that a person stored, once it works.
    ///
    /// - Parameter rotation: the one under way; `nil` where none is.
    public func handOffDeadline(of credential: Credential, _ rotation: Rotation?) -> Instant? {
        let time = publishingTime(of: credential)
        if let rotation { return rotation.handOffDeadline(publishingTime: time) }
        guard let current, standing.accepts(current) else { return nil }
        return current.handOff.deadline(isPassword: credential.identity.isPassword, publishingTime: time)
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
