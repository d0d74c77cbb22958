public import Credentials

/// Whether Partner Center has the secret in use, as far as people have said and leadkeeper has seen.
public struct HandOffRecord: Codable, Hashable, Sendable {
    /// How it stands, in words that stay the same.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// Nobody has said or seen anything.
        case unknown
        /// Partner Center still has the one before it.
        case due
        /// A person said that it is there.
        case confirmed
        /// Partner Center's API has published it.
        case published
        /// A person vouches for it that the marketplace uses it.
        case vouched
        /// The marketplace was seen to use it: it wrote a test lead, or signed in with it.
        case seen
    }

    /// How it stands.
    public var state: State
    /// Since when it is to be handed over; `null` where that is not known to be so.
    @Nullable public var dueSince: Timestamp?
    /// By when a person should have handed it over; `null` unless that is due.
    @Nullable public var deadline: Timestamp?
    /// When a person said that Partner Center has it and the offer is live.
    @Nullable public var confirmedAt: Timestamp?
    /// Who said so.
    @Nullable public var confirmedBy: String?
    /// When Partner Center's API published it.
    @Nullable public var publishedAt: Timestamp?
    /// When a person vouched for it that the marketplace uses it.
    @Nullable public var vouchedAt: Timestamp?
    /// Who did.
    @Nullable public var vouchedBy: String?
    /// When the marketplace wrote a test lead after the hand-off.
    @Nullable public var testLeadAt: Timestamp?
    /// When the marketplace signed in with it after the hand-off, by Microsoft's reports.
    @Nullable public var signInAt: Timestamp?

    /// What is known of a version's hand-off; nothing for `nil`.
    ///
    /// - Parameter deadline: by when a person should have handed it over; `nil` unless that is due.
    public init(_ handOff: SecretVersion.HandOff? = nil, deadline: Instant? = nil) {
        state = State(handOff ?? SecretVersion.HandOff())
        dueSince = handOff?.dueSince.map(Timestamp.init)
        self.deadline = deadline.map(Timestamp.init)
        confirmedAt = handOff?.confirmedAt.map(Timestamp.init)
        confirmedBy = handOff?.confirmedBy
        publishedAt = handOff?.publishedAt.map(Timestamp.init)
        vouchedAt = handOff?.vouchedAt.map(Timestamp.init)
        vouchedBy = handOff?.vouchedBy
        testLeadAt = handOff?.testLeadAt.map(Timestamp.init)
        signInAt = handOff?.signInAt.map(Timestamp.init)
    }
}

extension HandOffRecord.State {
    /// The strongest of what is known.
    fileprivate init(_ handOff: SecretVersion.HandOff) {
        self =
            if handOff.testLeadAt != nil || handOff.signInAt != nil {
                .seen
            } else if handOff.vouchedAt != nil {
                .vouched
            } else if handOff.confirmedAt != nil {
                .confirmed
            } else if handOff.publishedAt != nil {
                .published
            } else {
                handOff.isDue ? .due : .unknown
            }
    }
}

extension HandOffRecord: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Whether Partner Center has the secret in use, as far as people have said and leadkeeper has seen.",
        [
            "state": .choice(
                "due: Partner Center has the one before it; confirmed: a person said that it is there; seen: the "
                    + "marketplace wrote a"
                    + " test lead or signed in with it.", HandOffRecord.State.allCases),
            "dueSince": .nullable(.time("Since when it is to be handed over; null where that is not known to be so.")),
            "deadline": .nullable(.time("By when a person should have handed it over; null unless that is due.")),
            "confirmedAt": .nullable(.time("When a person said that Partner Center has it.")),
            "confirmedBy": .nullable(.string("Who said so.", example: "user 0")),
            "publishedAt": .nullable(.time("When Partner Center's API published it.")),
            "vouchedAt": .nullable(.time("When a person vouched for it that the marketplace uses it.")),
            "vouchedBy": .nullable(.string("Who did.", example: "user 0")),
            "testLeadAt": .nullable(.time("When the marketplace wrote a test lead after the hand-off.")),
            "signInAt": .nullable(
                .time("When the marketplace signed in with it after the hand-off, by Microsoft's reports.")),
        ])
}
