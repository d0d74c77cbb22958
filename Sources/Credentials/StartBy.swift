/// By when people have to begin, so that a new secret is live before the old one ends.
extension Credential {
    /// How long a change in Partner Center takes to be live where nobody has said or seen it: preview and certification
    /// alone can take four days.
    public static let usualPublishingTime = TimeSpan.days(5)

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

    /// Whether leadkeeper is about to replace the secret before that end by itself, so that whoever did it by hand would
    /// only be in its way.
    public func isReplacedByItself(before end: Instant, at now: Instant) -> Bool {
        rotation.mode != .remind && identity.application != nil && end - now > Self.timeForPeople
    }
}
