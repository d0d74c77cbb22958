/// When and how people are told.
public struct NoticePolicy: Hashable, Sendable, Codable {
    /// A language that notices are written in.
    public enum Language: String, Hashable, Sendable, Codable, CaseIterable {
        /// English.
        case en
        /// French.
        case fr
        /// Swedish.
        case sv
        /// Dutch.
        case nl
    }

    /// How long before the end of the window people are told; any order, zero for the moment itself.
    public var leadTimes: [TimeSpan] { didSet { mailedLeadTimes = Self.mailed(of: leadTimes) } }
    /// The lead times that have a mail of their own, the longest first: of two that are less than a day apart only the
    /// longer one has.
    ///
    /// The end itself, which is no lead time, always has its own.
    public private(set) var mailedLeadTimes: [TimeSpan]
    /// How long a credential may go unchecked before people are told.
    public var uncheckedAfter: TimeSpan
    /// What language the notices are in, but for those in `languages`.
    public var language: Language
    /// Who is written to in another language.
    public var languages: [EmailAddress: Language]
    /// The IANA time zone in which notices show times, beside UTC.
    public var timeZone: String
    /// Whether reminders bring an entry for the calendar.
    public var calendar: Bool
    /// How long before the moment by which people have to begin others are told that nobody has.
    ///
    /// Any order, zero for that moment itself; empty for never.
    public var escalation: [TimeSpan]
    /// Who these others are.
    public var escalateTo: [EmailAddress]

    /// The defaults are those of the reference configuration.
    public init(
        leadTimes: [TimeSpan] = [.days(30), .days(14), .days(7), .days(3), .days(1), .days(0)],
        uncheckedAfter: TimeSpan = .hours(12),
        language: Language = .en, languages: [EmailAddress: Language] = [:], timeZone: String = "UTC",
        calendar: Bool = true,
        escalation: [TimeSpan] = [], escalateTo: [EmailAddress] = []
    ) {
        self.leadTimes = leadTimes
        mailedLeadTimes = Self.mailed(of: leadTimes)
        self.uncheckedAfter = uncheckedAfter
        self.language = language
        self.languages = languages
        self.timeZone = timeZone
        self.calendar = calendar
        self.escalation = escalation
        self.escalateTo = escalateTo
    }

    /// The language that this person is written to in.
    public func language(for recipient: EmailAddress) -> Language { languages[recipient] ?? language }

    /// Reads what the ledger keeps; what an earlier leadkeeper did not know has its default.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            leadTimes: try container.decode([TimeSpan].self, forKey: .leadTimes),
            uncheckedAfter: try container.decode(TimeSpan.self, forKey: .uncheckedAfter),
            language: try container.decode(Language.self, forKey: .language),
            languages: try container.decodeIfPresent([EmailAddress: Language].self, forKey: .languages) ?? [:],
            timeZone: try container.decode(String.self, forKey: .timeZone),
            calendar: try container.decodeIfPresent(Bool.self, forKey: .calendar) ?? true,
            escalation: try container.decodeIfPresent([TimeSpan].self, forKey: .escalation) ?? [],
            escalateTo: try container.decodeIfPresent([EmailAddress].self, forKey: .escalateTo) ?? [])
    }

    /// Writes what the ledger keeps; what an earlier leadkeeper does not know is left out where it has its default.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(leadTimes, forKey: .leadTimes)
        try container.encode(uncheckedAfter, forKey: .uncheckedAfter)
        try container.encode(language, forKey: .language)
        if !languages.isEmpty { try container.encode(languages, forKey: .languages) }
        try container.encode(timeZone, forKey: .timeZone)
        if !calendar { try container.encode(calendar, forKey: .calendar) }
        if !escalation.isEmpty { try container.encode(escalation, forKey: .escalation) }
        if !escalateTo.isEmpty { try container.encode(escalateTo, forKey: .escalateTo) }
    }

    private enum CodingKeys: String, CodingKey {
        case leadTimes, uncheckedAfter, language, languages, timeZone, calendar, escalation, escalateTo
    }
}
