/// Where the marketplace sends an offer's leads, and as whom: `dynamicsLeadConfiguration` of Partner Center without its
/// secret.
public struct LeadDestination: Hashable, Sendable, Codable {
    /// Where leads go: `dynamics`, `email`, `none`… in Partner Center's words.
    public var kind: String
    /// The Dynamics environment's address; `nil` where leads go elsewhere.
    public var environment: String?
    /// `azure-ad` or `office365`; `nil` where leads go elsewhere.
    public var method: String?
    /// The application's id, or the user's name.
    public var account: String?
    /// The application's directory; `nil` for a user.
    public var directory: String?
    /// Who is told by Microsoft of each new lead.
    public var contacts: [String]

    /// A destination in Dynamics or elsewhere.
    public init(
        kind: String = "dynamics", environment: String?, method: String?, account: String?, directory: String?,
        contacts: [String]
    ) {
        self.kind = kind
        self.environment = environment
        self.method = method
        self.account = account
        self.directory = directory
        self.contacts = contacts
    }

    /// Where the leads of a connection are to go.
    public init(of credential: Credential) {
        self.init(
            environment: credential.environment, method: credential.identity.method.rawValue,
            account: credential.identity.account,
            directory: credential.identity.application?.directory.description,
            contacts: credential.contacts.map(\.description))
    }
}

/// An offer in Partner Center, as far as its leads are concerned.
public struct Offer: Hashable, Sendable, Codable {
    /// The product's durable id, `product/<guid>`.
    public var product: String
    /// What stands in the draft; `nil` where the draft has no lead destination.
    public var draft: LeadDestination?
    /// What customers' leads go by now; `nil` where the offer is not live or has no lead destination.
    public var live: LeadDestination?
    /// The resources, other than the lead destination, in which the draft differs from what is live: somebody's pending
    /// edits, which publishing would carry along; by their ids, sorted.
    public var pendingEdits: [String]
    /// The submissions that Partner Center has, the newest first.
    public var submissions: [Submission]

    /// An offer as it was read.
    public init(
        product: String, draft: LeadDestination?, live: LeadDestination?, pendingEdits: [String],
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
