internal import Credentials
public import SecureMemory

/// `PUT /v1/mail/migration/secret`: try the way for mail that is prepared with a secret, and keep that for it.
public struct StoreMailSecret: ControlRequest {
    /// What it answers.
    public typealias Answer = MailTrialStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "storeMailSecret", .put, "/v1/mail/migration/secret", for: .changing, within: .seconds(600),
        "try the prepared way for mail with a secret",
        """
        Signs in by the way that `leadkeeper mail migrate` has prepared, with the client secret in the body, and \
        keeps that until `[Mail]` names the same application, unless it is refused for itself. Nothing changes for \
        the configured way. Then as `POST /v1/mail/migration/trial`.
        """,
        parameters: [StoreSecret.issued, StoreSecret.expires, StoreSecret.keyID, TryMail.testMail], takesSecret: true,
        problems: [
            .notPossible, .busy, .keyringUnavailable, .keyringLocked, .keyringDegraded, .cannotWrite,
        ])

    /// What the person who stores it says of it.
    public var facts: SecretFacts
    /// Whether the operators get a test mail.
    public var sendsTestMail: Bool
    /// The secret.
    public var secret: SharedSecret

    /// The request to try and keep that secret.
    public init(_ secret: SharedSecret, _ facts: SecretFacts, sendingTestMail sendsTestMail: Bool) {
        self.facts = facts
        self.sendsTestMail = sendsTestMail
        self.secret = secret
    }

    /// Understands the query, and takes the body over.
    public init(_ parts: RequestParts) throws(Problem) {
        var facts = SecretFacts(issuedAt: try parts.value(of: StoreSecret.issued))
        facts.expiry = try parts.value(of: StoreSecret.expires) ?? .unknown
        facts.keyID = try parts.value(of: StoreSecret.keyID)
        self.init(
            parts.secret, facts, sendingTestMail: try parts.value(of: TryMail.testMail) ?? false)
    }

    /// Query and body.
    public var parts: RequestParts {
        RequestParts(
            query: [
                StoreSecret.issued.argument(facts.issuedAt),
                StoreSecret.expires.argument(facts.expiry == .unknown ? nil : facts.expiry),
                StoreSecret.keyID.argument(facts.keyID), TryMail.testMail.argument(sendsTestMail ? true : nil),
            ], secret: secret)
    }
}
