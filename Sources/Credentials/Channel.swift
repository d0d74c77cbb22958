internal import Basics

/// The name of a way out beside the mail server of `[Mail]`: what stands behind `Channel` in `[Channel NAME]`.
public struct ChannelName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// What the way of `[Mail]` is called where channels are listed; no channel can have that name.
    public static let mail = "mail"
    /// How long a name may be: with `channel-` before it, it is still the name of an item in the keyring.
    public static let longest = 55

    /// The name as people write it.
    public let description: String

    /// Accepts `[a-z0-9][a-z0-9-]{0,54}` but `mail`; answers `nil` for anything else.
    public init?(_ text: String) {
        guard text.isPlainName, text.utf8.count <= Self.longest, text != Self.mail else { return nil }
        description = text
    }

    /// The name of its secret: `@channel-NAME`.
    public var credential: CredentialName { CredentialName(of: self) }

    /// The order of their bytes.
    public static func < (left: ChannelName, right: ChannelName) -> Bool { left.description < right.description }
}

/// A way out beside the mail server of `[Mail]`, of which it takes nothing over: what goes there goes there as well.
public struct Channel: Hashable, Sendable {
    /// What is at its other end.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// A program of yours, over HTTPS: CloudEvents 1.0 in JSON, signed as Standard Webhooks has it.
        case webhook
        /// A channel or chat of Microsoft Teams, by a webhook of its Workflows.
        case teams
        /// A channel of Slack, by an incoming webhook.
        case slack
        /// A script on this host, which a unit of its own has run.
        case command
        /// People's mailboxes, by another mail server than that of `[Mail]`.
        case mail
        /// A Prometheus Alertmanager, which is told what is wrong for as long as it is.
        case alertmanager

        /// Whether it is reached by a URL, which is its secret.
        public var hasURL: Bool {
            switch self {
            case .webhook, .teams, .slack, .alertmanager: true
            case .mail, .command: false
            }
        }

        /// Whether notices go there, each once; else what is wrong is told again and again until it is over.
        public var takesNotices: Bool {
            switch self {
            case .webhook, .teams, .slack, .command, .mail: true
            case .alertmanager: false
            }
        }

        /// Whether its URL may have a name and a password in it, by which HTTP signs in.
        public var mayHaveUser: Bool { self == .alertmanager }
    }

    /// Whose notices go there.
    public enum Audience: String, Hashable, Sendable, CaseIterable {
        /// What the operators are told.
        case operators
        /// What the contacts are told.
        case contacts
        /// Both.
        case both
    }

    /// The least that a notice has to ask for to go there.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        /// Everything that people are told.
        case reminder
        /// What somebody has to act on now, and word that it is over.
        case actNow = "act-now"
    }

    /// Its name.
    public var name: ChannelName
    /// What is at its other end.
    public var kind: Kind
    /// Whose notices go there.
    public var audience: Audience
    /// The least that a notice has to ask for to go there.
    public var level: Level
    /// Whether it may be on this host or in a private network.
    public var allowsPrivate: Bool
    /// How much may leave through it.
    public var pace: MailPace

    /// A channel; the defaults are those of the reference configuration.
    public init(
        _ name: ChannelName, _ kind: Kind, audience: Audience = .operators, level: Level = .reminder,
        allowsPrivate: Bool = false, pace: MailPace = Self.paceOfURLs
    ) {
        (self.name, self.kind, self.audience, self.level) = (name, kind, audience, level)
        (self.allowsPrivate, self.pace) = (allowsPrivate, pace)
    }

    /// How much may leave where a URL leads: what is there takes about one notice a second, and each by itself.
    public static let paceOfURLs = MailPace(gathering: .seconds(0), mailsPerDay: nil, mailsPerMinute: 30)
}
