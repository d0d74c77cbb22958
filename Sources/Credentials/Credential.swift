public import Basics

/// A named thing under management: what the configuration says of it, without any secret and without any state.
///
/// The ledger keeps it as JSON, to go on watching where the files are gone: what is added later has to be optional
/// there.
///
/// All copies share what they hold until one of them is changed, since whoever decides about a credential hands it on
/// many times.
public struct Credential: Hashable, Sendable {
    @usableFromInline var content: Shared<Content>

    /// What the files say.
    @usableFromInline struct Content: Hashable, Sendable, Codable {
        @usableFromInline var name: CredentialName
        @usableFromInline var identity: Identity
        @usableFromInline var destination: LeadDestination?
        @usableFromInline var contacts: [EmailAddress]
        @usableFromInline var lifetime: Lifetime
        @usableFromInline var probing: ProbePolicy
        @usableFromInline var notices: NoticePolicy
        @usableFromInline var rotation: RotationPolicy
        @usableFromInline var offer: String?
        @usableFromInline var publishingTime: TimeSpan?

        /// The names in the ledger.
        private enum CodingKeys: String, CodingKey {
            case name, identity
            case destination = "environment"
            case contacts, lifetime, probing, notices, rotation, offer, publishingTime
        }
    }

    /// Joins what the files say.
    public init(
        name: CredentialName, identity: Identity, destination: LeadDestination?, contacts: [EmailAddress],
        lifetime: Lifetime, probing: ProbePolicy, notices: NoticePolicy, rotation: RotationPolicy, offer: String? = nil,
        publishingTime: TimeSpan? = nil
    ) {
        content = Shared(
            wrappedValue: Content(
                name: name, identity: identity, destination: destination, contacts: contacts, lifetime: lifetime,
                probing: probing, notices: notices, rotation: rotation, offer: offer, publishingTime: publishingTime))
    }
}

extension Credential {
    /// Its name, unique among all.
    @inlinable public var name: CredentialName {
        _read { yield content.wrappedValue.name }
        set { content.wrappedValue.name = newValue }
    }
    /// Whom it signs in as, and how.
    @inlinable public var identity: Identity {
        _read { yield content.wrappedValue.identity }
        set { content.wrappedValue.identity = newValue }
    }
    /// Where its leads go; `nil` for reserved names.
    @inlinable public var destination: LeadDestination? {
        _read { yield content.wrappedValue.destination }
        set { content.wrappedValue.destination = newValue }
    }
    /// The people who are told before it lapses.
    @inlinable public var contacts: [EmailAddress] {
        _read { yield content.wrappedValue.contacts }
        set { content.wrappedValue.contacts = newValue }
    }
    /// How long an Office 365 password lives from the day it was issued, or how old what never expires may get.
    @inlinable public var lifetime: Lifetime {
        _read { yield content.wrappedValue.lifetime }
        set { content.wrappedValue.lifetime = newValue }
    }
    /// How often it is proven.
    @inlinable public var probing: ProbePolicy {
        _read { yield content.wrappedValue.probing }
        set { content.wrappedValue.probing = newValue }
    }
    /// When and how people are told.
    @inlinable public var notices: NoticePolicy {
        _read { yield content.wrappedValue.notices }
        set { content.wrappedValue.notices = newValue }
    }
    /// How it is replaced.
    @inlinable public var rotation: RotationPolicy {
        _read { yield content.wrappedValue.rotation }
        set { content.wrappedValue.rotation = newValue }
    }
    /// The offer in Partner Center whose leads it carries; `nil` where a person hands secrets over.
    @inlinable public var offer: String? {
        _read { yield content.wrappedValue.offer }
        set { content.wrappedValue.offer = newValue }
    }
    /// How long it takes from a change in Partner Center until the offer is live with it, as the files say; `nil` where
    /// they do not, and in ledgers from before they could.
    @inlinable public var publishingTime: TimeSpan? {
        _read { yield content.wrappedValue.publishingTime }
        set { content.wrappedValue.publishingTime = newValue }
    }
}

extension Credential: Codable {
    /// Reads what the ledger keeps.
    public init(from decoder: any Decoder) throws { content = try Shared(from: decoder) }

    /// Writes what the ledger keeps.
    public func encode(to encoder: any Encoder) throws { try content.encode(to: encoder) }
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
