/// What is asked about an offer: another one is asked at once, whenever the last was.
public struct OfferQuestion: Hashable, Sendable {
    /// How often it is asked.
    public static let interval = TimeSpan.days(1)
    /// How soon again where Partner Center could not be asked.
    public static let restAfterFailure = TimeSpan.minutes(50)

    /// The offer's id.
    public var offer: String
    /// What is declared of it.
    public var declared: LeadConfiguration

    /// Whether something is asked about a credential's offer.
    public static func isAsked(of credential: Credential) -> Bool { credential.offer != nil && credential.isCopied }

    /// The question about a credential's offer; `nil` where it has none.
    public init?(_ credential: Credential) {
        guard let offer = credential.offer, let declared = LeadConfiguration(of: credential) else { return nil }
        self.offer = offer
        self.declared = declared
    }
}

extension OfferQuestion {
    /// How soon it is asked again after that answer.
    public static func rest(after setback: Setback) -> TimeSpan {
        switch setback.kind {
        case .unauthorised: restAfterFailure
        case .transient, .uncertain: max(restAfterFailure, setback.retryAfter ?? restAfterFailure)
        // An offer of a kind that the API does not have, or that the administrator may not see, is not there an hour
        // later either.
        case .forbidden, .policy, .full, .absent, .refused: interval
        }
    }
}
