public import Credentials

/// That reminders wait.
public struct SnoozeStatus: Codable, Hashable, Sendable {
    /// Which contact is not reminded; `null` where nobody is.
    @Nullable public var recipient: String?
    /// Since when.
    public var since: Timestamp
    /// Until when; never later than the start-by date.
    public var until: Timestamp
    /// Who has said so.
    public var person: String
    /// Why.
    public var reason: String

    /// A snooze as JSON has it.
    ///
    /// - Parameter startBy: by when people have to begin; `nil` where that is not known.
    public init(_ snooze: Snooze, startBy: Instant?) {
        recipient = snooze.recipient?.description
        since = Timestamp(snooze.since)
        until = Timestamp(snooze.end(startBy: startBy))
        person = snooze.person
        reason = snooze.reason
    }
}

extension SnoozeStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "That reminders wait.",
        [
            "recipient": .nullable(
                .string("Which contact is not reminded; null where nobody is.", example: "ops@contoso.com")),
            "since": .time("Since when."), "until": .time("Until when; never later than the start-by date."),
            "person": .string("Who has said so.", example: "user 0"), "reason": .string("Why."),
        ])
}

/// That somebody is on it.
public struct AcknowledgementStatus: Codable, Hashable, Sendable {
    /// Who.
    public var by: String
    /// Since when.
    public var since: Timestamp
    /// Until when that counts.
    public var until: Timestamp
    /// Who has said so.
    public var person: String

    /// An acknowledgement as JSON has it.
    public init(_ acknowledgement: Acknowledgement) {
        by = acknowledgement.by
        since = Timestamp(acknowledgement.since)
        until = Timestamp(acknowledgement.until)
        person = acknowledgement.person
    }
}

extension AcknowledgementStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "That somebody is on it.",
        [
            "by": .string("Who.", example: "Anna"), "since": .time("Since when."),
            "until": .time("Until when that counts."), "person": .string("Who has said so.", example: "user 0"),
        ])
}

/// That notices to contacts are held back.
public struct HoldStatus: Codable, Hashable, Sendable {
    /// One notice that is held back.
    public struct Notice: Codable, Hashable, Sendable {
        /// About which connection.
        public var connection: String
        /// What it is about, such as `lapses/604800`.
        public var occasion: String

        /// Joins the parts.
        public init(connection: String, occasion: String) {
            self.connection = connection
            self.occasion = occasion
        }
    }

    /// Since when.
    public var since: Timestamp
    /// Until when.
    public var until: Timestamp
    /// Who has said so.
    public var person: String
    /// What is held back.
    public var notices: [Notice]

    /// A hold as JSON has it.
    public init(_ hold: Hold, notices: [Notice]) {
        since = Timestamp(hold.since)
        until = Timestamp(hold.until)
        person = hold.person
        self.notices = notices
    }
}

extension HoldStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "That notices to contacts are held back.",
        [
            "since": .time("Since when."), "until": .time("Until when."),
            "person": .string("Who has said so.", example: "user 0"),
            "notices": .array(.reference(HoldStatus.Notice.self)),
        ])
}

extension HoldStatus.Notice: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "One notice that is held back.",
        [
            "connection": .string("About which connection.", example: "contoso"),
            "occasion": .string("What it is about.", example: "lapses/604800"),
        ])
}

/// Whether notices to contacts are held back.
public struct HoldAnswer: Codable, Hashable, Sendable {
    /// What holds them back; `null` where nothing does.
    @Nullable public var hold: HoldStatus?

    /// That answer.
    public init(hold: HoldStatus?) {
        self.hold = hold
    }
}

extension HoldAnswer: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Whether notices to contacts are held back.", ["hold": .nullable(.reference(HoldStatus.self))])
}
