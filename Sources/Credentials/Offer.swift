/// An offer in Partner Center, as far as its leads are concerned.
public struct Offer: Hashable, Sendable, Codable {
    /// The product's durable id, `product/<guid>`.
    public var product: String
    /// What stands in the draft; `nil` where the draft has no lead destination.
    public var draft: LeadConfiguration?
    /// What customers' leads go by now; `nil` where the offer is not live or has no lead destination.
    public var live: LeadConfiguration?
    /// The resources, other than the lead destination, in which the draft differs from what is live: somebody's pending
    /// edits, which publishing would carry along; by their ids, sorted.
    public var pendingEdits: [String]
    /// The submissions that Partner Center has, the newest first.
    public var submissions: [Submission]

    /// An offer as it was read.
    public init(
        product: String, draft: LeadConfiguration?, live: LeadConfiguration?, pendingEdits: [String],
        submissions: [Submission]
    ) {
        self.product = product
        self.draft = draft
        self.live = live
        self.pendingEdits = pendingEdits
        self.submissions = submissions
    }

    /// One publication of an offer, on its way or ended.
    public struct Submission: Hashable, Sendable, Codable {
        /// What is published to.
        public enum Target: String, Hashable, Sendable, Codable, CaseIterable {
            case draft, preview, live
        }

        /// Its durable id, `submission/<guid>/<number>`.
        public var id: String
        /// What it publishes to.
        public var target: Target
        /// Whether it has ended.
        public var isComplete: Bool
        /// Whether it ended well; `nil` until it ends.
        public var hasSucceeded: Bool?
        /// When it was made; `nil` where the answer's date is missing or beyond belief.
        public var createdAt: Instant?

        /// One publication.
        public init(id: String, target: Target, isComplete: Bool, hasSucceeded: Bool?, createdAt: Instant?) {
            self.id = id
            self.target = target
            self.isComplete = isComplete
            self.hasSucceeded = hasSucceeded
            self.createdAt = createdAt
        }
    }

    /// How far a request to configure or to publish has come.
    public enum JobState: Hashable, Sendable, Codable {
        /// Not ended yet.
        case running
        /// Done.
        case succeeded
        /// Ended without effect; the code is Partner Center's, such as `invalidState`.
        case failed(code: String?)
    }
}
