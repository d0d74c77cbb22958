public import Credentials

/// What people have answered to notices about one connection.
public struct NoticeAnswers: Codable, Hashable, Sendable {
    /// About which connection.
    public var connection: String
    /// Whose reminders wait, until when and why.
    public var snoozes: [SnoozeStatus]
    /// Who is on it; `null` where nobody has said so.
    @Nullable public var acknowledgement: AcknowledgementStatus?

    /// The answers as JSON has them.
    ///
    /// - Parameter startBy: by when people have to begin; `nil` where that is not known.
    public init(_ answers: Answers, to connection: CredentialName, startBy: Instant?) {
        self.connection = connection.description
        snoozes = answers.snoozes.map { SnoozeStatus($0, startBy: startBy) }
        acknowledgement = answers.acknowledgement.map(AcknowledgementStatus.init)
    }
}

extension NoticeAnswers: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What people have answered to notices about one connection.",
        [
            "connection": .string("About which connection.", example: "contoso"),
            "snoozes": .array(.reference(SnoozeStatus.self)),
            "acknowledgement": .nullable(.reference(AcknowledgementStatus.self)),
        ])
}
