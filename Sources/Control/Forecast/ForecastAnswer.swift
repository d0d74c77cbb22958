internal import Basics
public import Credentials

/// What lies ahead.
public struct ForecastAnswer: Codable, Hashable, Sendable {
    /// One thing that lies ahead.
    public struct Entry: Codable, Hashable, Sendable {
        /// When.
        public var at: Timestamp
        /// What kind of thing it is.
        public var kind: ForecastEntry.Kind
        /// The connection; `null` where it concerns the daemon.
        @Nullable public var connection: String?
        /// Who is told; empty unless it is a notice.
        public var recipients: [String]
        /// Those of them who are away.
        public var away: [String]
        /// Which kind of notice it is; `null` unless it is one.
        @Nullable public var notice: String?
        /// One sentence, or the part of one; empty for probes.
        public var message: String
    }

    /// Days in a row on which nobody works.
    public struct Quiet: Codable, Hashable, Sendable {
        /// The first of them.
        public var first: String
        /// The last of them.
        public var last: String

        /// Those days, as JSON has them.
        public init(_ days: QuietDays) { (first, last) = (days.first.description, days.last.description) }

        /// Those days; `nil` where they are none.
        public var days: QuietDays? { QuietDays("\(first)..\(last)") }
    }

    /// From when on.
    public var from: Timestamp
    /// Up to when.
    public var until: Timestamp
    /// How many connections it covers.
    public var connections: Int
    /// What it takes for granted, a sentence each.
    public var assumptions: [String]
    /// On which days ahead nobody works, beside weekends.
    public var quietDays: [Quiet]
    /// What lies ahead, in its order.
    public var entries: [Entry]
    /// All but the probes as an iCalendar file, RFC 5545; `null` unless it was asked for.
    @Nullable public var calendar: String?
}

extension ForecastAnswer {
    /// A forecast as JSON has it.
    public init(
        _ forecast: Forecast, away: [EmailAddress: TimeSpan] = [:], quietDays: [QuietDays] = [], calendar: String? = nil
    ) {
        let back = Dictionary(uniqueKeysWithValues: away.map { ($0.key.description, forecast.from + $0.value) })
        self.init(
            from: Timestamp(forecast.from), until: Timestamp(forecast.until), connections: forecast.connections,
            assumptions: forecast.assumptions, quietDays: quietDays.map(Quiet.init),
            entries: forecast.entries.map { entry in
                Entry(
                    at: Timestamp(entry.at), kind: entry.kind, connection: entry.connection?.description,
                    recipients: entry.recipients,
                    away: entry.recipients.filter { recipient in back[recipient].map { entry.at < $0 } ?? false },
                    notice: entry.notice, message: entry.message)
            }, calendar: calendar)
    }
}

extension ForecastAnswer: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What lies ahead, if all goes on as it is and nobody does anything.",
        [
            "from": .time("From when on."), "until": .time("Up to when."),
            "connections": .integer("How many connections it covers.", example: 3),
            "assumptions": .array(.string("What it takes for granted.")),
            "quietDays": .array(.reference(Quiet.self)),
            "entries": .array(.reference(Entry.self)),
            "calendar": .nullable(
                .string("All but the probes as an iCalendar file; null unless it was asked for.")),
        ])
}

extension ForecastAnswer.Quiet: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Days in a row on which nobody works.",
        [
            "first": .string("The first of them.", example: "2026-12-24"),
            "last": .string("The last of them.", example: "2027-01-02"),
        ])
}

extension ForecastAnswer.Entry: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "One thing that lies ahead.",
        [
            "at": .time("When."), "kind": .choice("What kind of thing it is.", ForecastEntry.Kind.allCases),
            "connection": .nullable(.string("The connection; null where it concerns the daemon.", example: "contoso")),
            "recipients": .array(.string("Who is told, by address or as channel NAME.")),
            "away": .array(.string("Those of them who are away.")),
            "notice": .nullable(.choice("Which kind of notice it is.", NoticeKind.allCases.map(\.word))),
            "message": .string("One sentence, or the part of one; empty for probes."),
        ])
}
