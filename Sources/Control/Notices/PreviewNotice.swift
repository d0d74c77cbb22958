internal import Basics
public import Credentials

/// `GET /v1/notices/preview`: what would be sent.
///
/// Writes a notice as it would be sent now, and sends and records nothing; throws `notPossible` where the secret that
/// it would be about is not stored.
public struct PreviewNotice: ControlRequest {
    /// What it answers.
    public typealias Answer = MailText

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "previewNotice", .get, "/v1/notices/preview", for: .reading, within: .seconds(30),
        "what would be sent",
        """
        Writes a notice about the connection as it would be sent to its first contact now, and sends and records \
        nothing. Without an occasion it is the next reminder.
        """,
        parameters: [connection, occasion, language], problems: [.unknownConnection, .noSecret])

    private static let connection = Parameter<CredentialName>.connection(isRequired: true)
    private static let occasion = Parameter<NoticeSample>.word("occasion", "What it is about.")
    private static let language = Parameter<NoticePolicy.Language>.word(
        "language", "In which language; without it, the first contact's.")

    /// About which connection.
    public var name: CredentialName
    /// About what; `nil` for the next reminder.
    public var occasion: NoticeSample?
    /// In which language; `nil` for the first contact's.
    public var language: NoticePolicy.Language?

    /// The request about that connection.
    public init(_ name: CredentialName, _ occasion: NoticeSample? = nil, in language: NoticePolicy.Language? = nil) {
        (self.name, self.occasion, self.language) = (name, occasion, language)
    }

    /// Understands the query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(
            try parts.required(Self.connection), try parts.value(of: Self.occasion),
            in: try parts.value(of: Self.language))
    }

    /// The query.
    public var parts: RequestParts {
        RequestParts(query: [
            Self.connection.argument(name), Self.occasion.argument(occasion), Self.language.argument(language),
        ])
    }
}

extension Parameter where Value: RawRepresentable<String> & CaseIterable {
    /// One of the words that the type has.
    static func word(_ name: String, _ description: String) -> Self {
        let words = Value.allCases.map(\.rawValue)
        return Self(name: name, description: description, schema: .choice(among: words)) { text throws(Problem) in
            guard let value = Value(rawValue: text) else {
                throw .refusal(of: name, accepted: words.joined(separator: ", "))
            }
            return value
        } write: {
            $0.rawValue
        }
    }
}
