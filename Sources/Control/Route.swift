/// One operation of the API: where it is, who may use it, and what it answers.
///
/// The table of all routes is what the server finds its way by and what the OpenAPI document is made of.
public struct Route: Hashable, Sendable {
    /// The methods in use.
    public enum Method: String, Hashable, Sendable {
        case get = "GET"
        case put = "PUT"
        case post = "POST"
        case delete = "DELETE"
    }

    /// Who may use a route.
    public enum Access: String, Hashable, Sendable {
        /// root, the service's user, and members of the group `leadkeeper`.
        case reading
        /// root and the service's user.
        case changing
    }

    /// What the operations are called.
    public enum Operation: String, Hashable, Sendable, CaseIterable {
        case listConnections
        case getConnection
        case getHealth
        case listEvents
        case storeSecret
        case undoSecret
        case showSecret
        case removeSecret
        case probe
        case listNotices
        case testNotice
        case planRotation
        case beginRotation
        case abortRotation
        case getHandOff
        case showHandOff
        case confirmHandOff
        case vouchForHandOff
        case compareOffer
        case listKeys
        case adoptKey
        case beginBackup
        case endBackup
        case reload
        case getOpenAPI
    }

    /// A parameter of the query.
    public enum Parameter: String, Hashable, Sendable, CaseIterable {
        case connection
        case after
        case limit
        case issued
        case expires
        case keyID = "key-id"
        case signInOnly = "sign-in-only"
        case publishEdits = "publish-edits"
        case lapsed
        case before
        case allowEmpty = "allow-empty"
        case unproven
        case wait
    }

    /// What a successful answer holds.
    public enum Answer: Hashable, Sendable {
        /// JSON of that schema.
        case json(schema: String)
        /// The OpenAPI document.
        case document
        /// The bytes of a secret.
        case secret
    }

    /// What it is called.
    public var operation: Operation
    /// Its method.
    public var method: Method
    /// Its path, in which `{name}` stands for a connection's name and `{key}` for a key id.
    public var path: String
    /// Who may use it.
    public var access: Access
    /// What it does, in a few words.
    public var summary: String
    /// What it does, in whole sentences.
    public var description: String
    /// What its query may have, and whether it must.
    public var parameters: [Parameter: Bool]
    /// Whether its body is a secret; other routes have none.
    public var takesSecret: Bool
    /// What it answers with 200.
    public var answer: Answer
    /// What it may answer else, beside what every route may.
    public var problems: [Problem.Code]

    /// What every route may answer.
    public static let commonProblems: [Problem.Code] = [
        .notPermitted, .methodNotAllowed, .bodyTooLarge, .invalidValue, .internal, .temporary,
    ]

    init(
        _ operation: Operation, _ method: Method, _ path: String, _ access: Access, _ summary: String, _ description: String,
        parameters: [Parameter: Bool] = [:], takesSecret: Bool = false, answer: Answer, problems: [Problem.Code] = []
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.access = access
        self.summary = summary
        self.description = description
        self.parameters = parameters
        self.takesSecret = takesSecret
        self.answer = answer
        self.problems = problems
    }
}

extension Route {
    /// The route of an operation.
    public static func of(_ operation: Operation) -> Route {
        switch operation {
        case .listConnections:
            Route(
                operation, .get, "/v1/connections", .reading, "all connections",
                "Lists every connection with its secret, window, last probe, conditions and what comes next, in the order of their"
                    + " names. The reserved names `@mail` and `@administrator` are among them where they are configured. `health` is"
                    + " how leadkeeper itself is.",
                answer: .json(schema: "ConnectionList"))
        case .getConnection:
            Route(
                operation, .get, "/v1/connections/{name}", .reading, "one connection", "Answers one connection.",
                answer: .json(schema: "ConnectionStatus"), problems: [.unknownConnection])
        case .getHealth:
            Route(
                operation, .get, "/v1/health", .reading, "how leadkeeper itself is",
                "Answers whether leadkeeper can do its work, part by part: mail, keyring, clock, configuration, ledger and disk.",
                answer: .json(schema: "HealthStatus"))
        case .listEvents:
            Route(
                operation, .get, "/v1/events", .reading, "what happened",
                "Lists entries of the ledger, oldest first: with `after`, the first ones after that number, else the newest ones.",
                parameters: [.connection: false, .after: false, .limit: false], answer: .json(schema: "EventList"),
                problems: [.unknownConnection])
        case .storeSecret:
            Route(
                operation, .put, "/v1/connections/{name}/secret", .changing, "store a secret",
                "Writes a new version to the keyring, reads it back, tries it, and makes it the one in use once it is proven; where none is"
                    + " in use, or Microsoft refuses the one that is, in any case. The body is the secret, 1 to 4096 printable bytes,"
                    + " nothing around it; what cannot be the secret of such a connection, or the dates of one, is refused with the"
                    + " reason. Answers what became of it, with the connection as it is then; it may take minutes. A"
                    + " secret that was refused is a successful answer with `outcome` `refused`. During a rotation only `unproven` stores one.",
                parameters: [
                    .issued: false, .expires: false, .keyID: false, .lapsed: false, .unproven: false, .wait: false,
                ], takesSecret: true, answer: .json(schema: "SecretAnswer"),
                problems: [
                    .unknownConnection, .busy, .rotationUnderWay, .keyringUnavailable, .keyringLocked, .keyringDegraded,
                    .cannotWrite,
                ])
        case .undoSecret:
            Route(
                operation, .post, "/v1/connections/{name}/secret/undo", .changing, "put the secret before back",
                "Puts the version before the one in use back to use while the keyring has it, and ends the trial of another; where"
                    + " there is only a trial, ends that. Answers what became of it, with the connection as it is then.",
                answer: .json(schema: "SecretAnswer"),
                problems: [
                    .unknownConnection, .noSecret, .busy, .rotationUnderWay, .notPossible, .keyringUnavailable, .keyringLocked,
                    .keyringDegraded, .cannotWrite,
                ])
        case .showSecret:
            Route(
                operation, .get, "/v1/connections/{name}/secret", .changing, "show the secret in use",
                "Answers the secret, after the ledger has recorded who asked for it.", answer: .secret,
                problems: [.unknownConnection, .noSecret, .keyringUnavailable, .keyringLocked, .keyringDegraded, .cannotWrite])
        case .removeSecret:
            Route(
                operation, .delete, "/v1/connections/{name}/secret", .changing, "remove the secret",
                "Removes every version from the keyring and answers which they were.", answer: .json(schema: "SecretRemoval"),
                problems: [
                    .unknownConnection, .noSecret, .busy, .keyringUnavailable, .keyringLocked, .keyringDegraded, .cannotWrite,
                ])
        case .probe:
            Route(
                operation, .post, "/v1/connections/{name}/probe", .changing, "probe now",
                "Proves that the secret in use works, all the way to a validation lead, and answers what was found. It may take"
                    + " minutes. A probe that failed is a successful answer with `result` `failed`.",
                parameters: [.signInOnly: false], answer: .json(schema: "ProbeStatus"),
                problems: [.unknownConnection, .busy, .cannotWrite])
        case .listNotices:
            Route(
                operation, .get, "/v1/notices", .reading, "who was told what",
                "Lists notices, newest first: to whom, about what, and whether the mail server accepted them; with `before`, those that"
                    + " are older than that one.",
                parameters: [.connection: false, .before: false, .limit: false], answer: .json(schema: "NoticeList"),
                problems: [.unknownConnection])
        case .testNotice:
            Route(
                operation, .post, "/v1/notices/test", .changing, "send a test notice",
                "Sends a notice that is marked as a test to the connection's contacts now, and answers how that went.",
                parameters: [.connection: true], answer: .json(schema: "NoticeList"),
                problems: [.unknownConnection, .cannotWrite])
        case .planRotation:
            Route(
                operation, .get, "/v1/connections/{name}/rotation", .reading, "what a rotation would do",
                "Answers what a rotation of the secret would do, step by step, what stands in its way, and the steps by which a person"
                    + " replaces the secret. Changes nothing.",
                answer: .json(schema: "RotationPlanStatus"), problems: [.unknownConnection])
        case .beginRotation:
            Route(
                operation, .post, "/v1/connections/{name}/rotation", .changing, "begin a rotation",
                "Begins to replace the secret, and answers the connection as it is then. The rotation goes on by itself; its step and"
                    + " whom it waits for stand in `rotation`. One that is stuck is tried again at once; with `publish-edits`, one that waits"
                    + " for somebody's pending edits in the offer publishes them along.",
                parameters: [.publishEdits: false], answer: .json(schema: "ConnectionStatus"),
                problems: [.unknownConnection, .noSecret, .busy, .rotationUnderWay, .noRotation, .notPossible, .cannotWrite])
        case .abortRotation:
            Route(
                operation, .delete, "/v1/connections/{name}/rotation", .changing, "call a rotation off",
                "Has the rotation under way undone: the old secret stays in use, and the new one is removed where it was made. Answers the"
                    + " connection as it is then.",
                answer: .json(schema: "ConnectionStatus"),
                problems: [.unknownConnection, .busy, .noRotation, .notPossible, .cannotWrite])
        case .getHandOff:
            Route(
                operation, .get, "/v1/connections/{name}/handoff", .reading, "what belongs in Partner Center",
                "Answers what a person enters in Partner Center, all but the secret, and the numbered steps.",
                answer: .json(schema: "HandOffStatus"), problems: [.unknownConnection, .noSecret, .notPossible])
        case .showHandOff:
            Route(
                operation, .get, "/v1/connections/{name}/handoff/secret", .changing, "show the secret to hand over",
                "Answers the secret that belongs in Partner Center, after the ledger has recorded who asked for it.",
                answer: .secret,
                problems: [
                    .unknownConnection, .noSecret, .notPossible, .keyringUnavailable, .keyringLocked, .keyringDegraded,
                    .cannotWrite,
                ])
        case .confirmHandOff:
            Route(
                operation, .post, "/v1/connections/{name}/handoff", .changing, "say that the hand-off is done",
                "Records that Partner Center has the secret in use and the offer is live with it, on the word of a person, and answers"
                    + " the connection as it is then. The first time counts; said again it changes nothing.",
                answer: .json(schema: "ConnectionStatus"),
                problems: [.unknownConnection, .noSecret, .busy, .notPossible, .cannotWrite])
        case .vouchForHandOff:
            Route(
                operation, .post, "/v1/connections/{name}/handoff/vouch", .changing, "vouch for the hand-off",
                "Records that a person vouches for it that the marketplace uses the secret in use, so that the one before it may be"
                    + " removed, and answers the connection as it is then. It is taken from a day after the hand-off on.",
                answer: .json(schema: "ConnectionStatus"),
                problems: [.unknownConnection, .noSecret, .busy, .notPossible, .cannotWrite])
        case .compareOffer:
            Route(
                operation, .get, "/v1/connections/{name}/offer", .reading, "whether the offer is as declared",
                "Asks Partner Center for the connection's offer, and answers in what its lead destination, live and in the draft, is not"
                    + " as declared. Secrets are masked there and cannot be compared. Changes nothing.",
                answer: .json(schema: "OfferComparison"),
                problems: [
                    .unknownConnection, .notPossible, .issuerRefused, .keyringUnavailable, .keyringLocked, .keyringDegraded,
                ])
        case .listKeys:
            Route(
                operation, .get, "/v1/connections/{name}/keys", .reading, "the client secrets on the application",
                "Asks Microsoft Graph which client secrets there are on the connection's application, and says whose they are.",
                answer: .json(schema: "KeyList"),
                problems: [
                    .unknownConnection, .notPossible, .issuerRefused, .keyringUnavailable, .keyringLocked, .keyringDegraded,
                ])
        case .adoptKey:
            Route(
                operation, .put, "/v1/connections/{name}/keys/{key}", .changing, "say which key the secret is",
                "Names the client secret on the application that the stored secret is, after seeing it there: its id, and its end by"
                    + " Microsoft Graph. Answers the connection as it is then.",
                answer: .json(schema: "ConnectionStatus"),
                problems: [
                    .unknownConnection, .noSecret, .unknownKey, .busy, .notPossible, .issuerRefused, .keyringUnavailable,
                    .keyringLocked, .keyringDegraded,
                    .cannotWrite,
                ])
        case .beginBackup:
            Route(
                operation, .post, "/v1/backup", .changing, "begin a backup",
                "Writes a copy of the ledger beside it and answers its name. Until the backup is ended, or for five minutes, nothing is"
                    + " removed from the keyring, so that its files, copied after this, have every secret that the copy names.",
                answer: .json(schema: "BackupStatus"), problems: [.cannotWrite])
        case .endBackup:
            Route(
                operation, .delete, "/v1/backup", .changing, "end a backup", "Removes the copy and lets removals go on.",
                answer: .json(schema: "BackupStatus"))
        case .reload:
            Route(
                operation, .post, "/v1/reload", .changing, "read the configuration again",
                "Reads the configuration files again and answers once they are in use, or why they are not: with faults, or with no"
                    + " connections any more, the configuration before them stays in use, which is a successful answer with `result`"
                    + " `refused`. With `allow-empty` it is meant that there are no connections.",
                parameters: [.allowEmpty: false], answer: .json(schema: "ReloadStatus"))
        case .getOpenAPI:
            Route(
                operation, .get, "/v1/openapi.json", .reading, "this description", "Answers this document.", answer: .document)
        }
    }

    /// All routes.
    public static let all = Operation.allCases.map(of)
}
