public import Credentials

/// A part of the ledger's events, oldest first.
public struct EventList: Codable, Hashable, Sendable {
    /// The events.
    public var events: [EventRecord]
    /// How many more there are that were asked for and not answered: later ones where the query says `after`, else
    /// earlier ones.
    public var more: Int

    /// Those events.
    public init(events: [EventRecord], more: Int = 0) {
        self.events = events
        self.more = more
    }
}

/// One entry of the ledger.
public struct EventRecord: Codable, Hashable, Identifiable, Sendable {
    /// Its number; later entries have greater ones.
    public var id: Int64
    /// When it happened.
    public var at: Timestamp
    /// What happened, as a stable word such as `probe-failed`.
    public var type: String
    /// The connection that it concerns; `null` where it concerns the daemon.
    @Nullable public var connection: String?
    /// The version of the secret that it concerns, where there is one.
    @Nullable public var version: String?
    /// What was wrong, where something was.
    @Nullable public var `class`: ProbeClass?
    /// One sentence.
    public var message: String
    /// More facts by name, such as `userID`, who asked for it.
    public var details: [String: String]

    /// Joins the parts.
    public init(
        id: Int64, at: Timestamp, type: String, connection: String?, version: String? = nil, class: ProbeClass? = nil,
        message: String, details: [String: String] = [:]
    ) {
        self.id = id
        self.at = at
        self.type = type
        self.connection = connection
        self.version = version
        self.class = `class`
        self.message = message
        self.details = details
    }
}

extension EventList: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Entries of the ledger, oldest first.",
        [
            "events": .array(.reference(EventRecord.self)),
            "more": .integer(
                "How many more there are that were not answered: later ones with after, "
                    + "else earlier ones.", example: 0),
        ])
}

extension EventRecord: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "One entry of the ledger.",
        [
            "id": .integer("Its number; later entries have greater ones.", example: 17),
            "at": .time("When it happened."),
            "type": .string("What happened, as a stable word.", example: "secret-stored"),
            "connection": .nullable(.string("The connection; null where it concerns the daemon.", example: "contoso")),
            "version": .nullable(.string("The version of the secret, where it concerns one.")),
            "class": .nullable(.choice("What was wrong, where something was.", ProbeClass.allCases)),
            "message": .string("One sentence."),
            "details": .texts("More facts by name."),
        ])
}
