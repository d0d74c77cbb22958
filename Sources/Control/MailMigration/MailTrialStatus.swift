/// What came of trying a way for mail that is not the configured one.
public struct MailTrialStatus: Codable, Hashable, Sendable {
    /// A test mail.
    public struct Mail: Codable, Hashable, Sendable {
        /// To whom.
        public var recipient: String
        /// Whether it was taken for that recipient.
        public var accepted: Bool
        /// What was answered.
        public var message: String

        /// Joins the parts.
        public init(recipient: String, accepted: Bool, message: String) {
            self.recipient = recipient
            self.accepted = accepted
            self.message = message
        }
    }

    /// What was found.
    public var probe: ProbeStatus
    /// The test mails; none where it was not signed in, or none were wanted.
    public var mails: [Mail]

    /// Joins the parts.
    public init(probe: ProbeStatus, mails: [Mail]) {
        self.probe = probe
        self.mails = mails
    }
}

extension MailTrialStatus: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What came of trying another way for mail.",
        ["probe": .reference(ProbeStatus.self), "mails": .array(.reference(MailTrialStatus.Mail.self))])
}

extension MailTrialStatus.Mail: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "A test mail.",
        [
            "recipient": .string("To whom.", example: "root@contoso.com"),
            "accepted": .boolean("Whether it was taken for that recipient."),
            "message": .string("What was answered.", example: "2.0.0 OK"),
        ])
}
