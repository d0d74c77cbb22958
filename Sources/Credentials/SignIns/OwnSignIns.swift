/// A sign-in of leadkeeper's own as an application, by which a report's entry is known again.
public struct OwnSignIn: Hashable, Sendable {
    /// The application that signed in.
    public var application: GUID
    /// The id that Entra gave it, `x-ms-request-id` or `trace_id` of its answer; `nil` where no answer was seen, so
    /// that nobody knows under which one a report may have it.
    public var requestID: String?
    /// The id that leadkeeper gave it, `client-request-id`.
    public var correlationID: String

    /// A sign-in of leadkeeper's own.
    public init(application: GUID, requestID: String?, correlationID: String) {
        (self.application, self.requestID, self.correlationID) = (application, requestID, correlationID)
    }
}

/// What is known of leadkeeper's own sign-ins as one application.
public struct OwnSignIns: Hashable, Sendable {
    /// Whose a sign-in is.
    public enum Owner: Hashable, Sendable {
        case ours
        case others
        /// It may be ours: some of those that were made then are not known by their ids.
        case unknown
    }

    /// How many are kept of one application.
    public static let limit = 600
    /// How long they are kept: longer than Entra keeps the single sign-ins.
    public static let keptFor = TimeSpan.days(40)
    /// How long before it is written down a sign-in may have been made: what signs in takes minutes at most.
    public static let margin = TimeSpan.minutes(15)

    /// The ids by which reports may have them, in lower case.
    public var ids: Set<String>
    /// Times in which there may have been some whose ids are lost.
    public var gaps: [ClosedRange<Instant>]
    /// Since when they are known; `nil` where all are.
    public var knownSince: Instant?

    /// What is known.
    public init(ids: Set<String> = [], gaps: [ClosedRange<Instant>] = [], knownSince: Instant? = nil) {
        (self.ids, self.gaps, self.knownSince) = (ids, gaps, knownSince)
    }

    /// Whose a sign-in is.
    public func owner(of signIn: KeySignIn) -> Owner {
        let given = [signIn.requestID, signIn.correlationID].compactMap { $0?.lowercased() }
        if given.contains(where: ids.contains) { return .ours }
        // What has no id at all cannot be told from ours.
        guard !given.isEmpty, knownSince.map({ signIn.at >= $0 }) ?? true else { return .unknown }
        return gaps.contains { $0.contains(signIn.at) } ? .unknown : .others
    }
}
