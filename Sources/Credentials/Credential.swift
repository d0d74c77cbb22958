public import Basics

/// A named thing under management: what the configuration says of it, without any secret and without any state.
///
/// The ledger keeps it as JSON, to go on watching where the files are gone: what is added later has to be optional
/// there.
public struct Credential: Hashable, Sendable, Codable {
    /// Its name, unique among all.
    public var name: CredentialName
    /// Whom it signs in as, and how.
    public var identity: Identity
    /// Where its leads go; `nil` for reserved names.
    public var destination: LeadDestination?
    /// The people who are told before it lapses.
    public var contacts: [EmailAddress]
    /// How long an Office 365 password lives from the day it was issued, or how old what never expires may get.
    public var lifetime: Lifetime
    /// How often it is proven.
    public var probing: ProbePolicy
    /// When and how people are told.
    @Shared public var notices: NoticePolicy
    /// How it is replaced.
    public var rotation: RotationPolicy
    /// The offer in Partner Center whose leads it carries; `nil` where a person hands secrets over.
    public var offer: String?
    /// How long it takes from a change in Partner Center until the offer is live with it, as the files say; `nil` where
    /// they do not, and in ledgers from before they could.
    public var publishingTime: TimeSpan?

    /// The names in the ledger.
    private enum CodingKeys: String, CodingKey {
        case name, identity
        case destination = "environment"
        case contacts, lifetime, probing, notices, rotation, offer, publishingTime
    }

    /// Joins what the files say.
    public init(
        name: CredentialName, identity: Identity, destination: LeadDestination?, contacts: [EmailAddress],
        lifetime: Lifetime, probing: ProbePolicy, notices: NoticePolicy, rotation: RotationPolicy, offer: String? = nil,
        publishingTime: TimeSpan? = nil
    ) {
        self.name = name
        self.identity = identity
        self.destination = destination
        self.contacts = contacts
        self.lifetime = lifetime
        self.probing = probing
        _notices = Shared(wrappedValue: notices)
        self.rotation = rotation
        self.offer = offer
        self.publishingTime = publishingTime
    }
}

/// Whom a credential signs in as.
public enum Identity: Hashable, Sendable, Codable {
    /// An Entra application with a client secret.
    case azureAD(directory: GUID, application: GUID)
    /// An Office 365 user with a password, signing in through a public client; `directory` is a GUID or a domain.
    case office365(userName: String, client: GUID, directory: String)
    /// Whoever has the URL of an HTTPS endpoint at that host, which is named with its port unless that is 443.
    case httpsEndpoint(host: String)
    /// Whoever has a key of that storage account.
    case azureTable(account: String)
    /// A mailbox on an SMTP server.
    case mailbox(userName: String)
    /// Whoever has the address of a channel may write to it.
    case channel(Channel.Kind)
    /// Whoever has the URL of a monitor may give it signs of life.
    case heartbeat(Heartbeat.Kind)

    /// How it signs in.
    public var method: SignInMethod {
        switch self {
        case .azureAD: .azureAD
        case .office365: .office365
        case .httpsEndpoint: .httpsEndpoint
        case .azureTable: .azureTable
        case .mailbox: .mailbox
        case .channel: .channel
        case .heartbeat: .heartbeat
        }
    }

    /// The application id, the user name, the host or the storage account: what tells this identity from others.
    public var account: String {
        switch self {
        case .azureAD(_, let application): application.description
        case .office365(let userName, _, _): userName
        case .httpsEndpoint(let host): host
        case .azureTable(let account): account
        case .mailbox(let userName): userName
        case .channel(let kind): kind.rawValue
        case .heartbeat(let kind): kind.rawValue
        }
    }

    /// With what kind of secret it signs in.
    public var secretKind: SecretKind { method.secretKind }

    /// Whether its secret is a password of an account that can be locked.
    public var isPassword: Bool { secretKind.locksAccount }
}

/// How long a secret lives from the day it was issued.
public enum Lifetime: Hashable, Sendable, Codable {
    /// As long as that.
    case span(TimeSpan)
    /// It does not lapse.
    case never

    /// That of an Office 365 password where nobody says otherwise: what a directory from before 2021 grants.
    public static let ofPasswords = Lifetime.span(.days(90))
}

/// How often a credential is proven, and what becomes of the validation lead.
public struct ProbePolicy: Hashable, Sendable, Codable {
    /// What becomes of a validation lead after it was read back.
    public enum Cleanup: String, Hashable, Sendable, Codable, CaseIterable {
        /// It is removed.
        case delete
        /// It stays, and the next probe updates it.
        case keep
    }

    /// Between whole probes, which write a validation lead.
    public var leadInterval: TimeSpan
    /// Between probes that sign in and go no further.
    public var signInInterval: TimeSpan
    /// What becomes of the validation lead.
    public var cleanup: Cleanup
    /// Whether `leadInterval` stands in the connection's own file, so that somebody wants whole probes of this very
    /// connection; `nil` where that makes no difference, and in ledgers from before it did.
    public var isAskedFor: Bool?
    /// `false` where nobody is told that no lead has come for longer than is usual; `nil` where people are, as in
    /// ledgers from before they could be.
    public var watchesSilence: Bool?

    /// The defaults are those of the reference configuration.
    public init(
        leadInterval: TimeSpan = .days(1), signInInterval: TimeSpan = .hours(6), cleanup: Cleanup = .delete,
        isAskedFor: Bool? = nil, watchesSilence: Bool? = nil
    ) {
        self.leadInterval = leadInterval
        self.signInInterval = signInInterval
        self.cleanup = cleanup
        self.isAskedFor = isAskedFor
        self.watchesSilence = watchesSilence
    }
}

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

/// How a secret is replaced.
public struct RotationPolicy: Hashable, Sendable, Codable {
    /// Who replaces it.
    public enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
        /// People do; leadkeeper reminds and verifies.
        case remind
        /// leadkeeper mints and proves; a person hands over.
        case assisted
        /// leadkeeper does all of it.
        case automatic
    }

    /// Who replaces it.
    public var mode: Mode
    /// How long before the end of the window a rotation begins.
    public var before: TimeSpan
    /// How long both secrets stay valid after the hand-off.
    public var overlap: TimeSpan
    /// The lifetime to ask for.
    public var lifetime: TimeSpan

    /// The defaults are those of the reference configuration.
    public init(
        mode: Mode = .remind, before: TimeSpan = .days(30), overlap: TimeSpan = .days(7),
        lifetime: TimeSpan = .days(180)
    ) {
        self.mode = mode
        self.before = before
        self.overlap = overlap
        self.lifetime = lifetime
    }
}

extension Credential {
    /// Whether mail is sent by it: to the server of `[Mail]`, or to that of a channel.
    public var sendsMail: Bool {
        switch identity {
        case .mailbox: true
        case .azureAD: name == .mail || name.channel != nil
        case .office365, .httpsEndpoint, .azureTable, .channel, .heartbeat: false
        }
    }

    /// What `secret-tool` and other keyring viewers show, such as `leadkeeper: contoso, client secret of 2026-11-21`.
    ///
    /// - Parameter kind: what is kept; `nil` for a secret of the kind that its identity has.
    package func keyringLabel(of kind: SecretKind? = nil, at now: Instant) -> String {
        "leadkeeper: \(name), \(kind ?? identity.secretKind) of \(now.utcDate)"
    }
}
