internal import Basics

/// The name of a credential: a connection's, as its file is called, or a reserved one.
public struct CredentialName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The SMTP password, or the secret of the app that sends mail.
    public static let mail = CredentialName(unchecked: "@mail")
    /// The secret of the Entra app that rotates and publishes.
    public static let administrator = CredentialName(unchecked: "@administrator")

    /// The URL of the monitor that gets signs of life.
    public static let heartbeat = CredentialName(unchecked: "@heartbeat")

    /// The secret of a way for mail that is not the configured one: it is tried before, and kept after, `[Mail]` changes.
    public static let spareMail = CredentialName(unchecked: "@mail-spare")

    /// The name as people write it.
    public let description: String

    /// Whether it is one of the reserved names, which no connection's file can have.
    public var isReserved: Bool { description.utf8.first == UInt8(ascii: "@") }

    /// Whether it is the secret of a channel.
    public var isChannel: Bool { description.hasPrefix(Self.channelMark) }

    /// Accepts `[a-z0-9][a-z0-9-]{0,62}`, `@mail`, `@mail-spare`, `@administrator`, `@heartbeat`, and `@channel-` with a
    /// channel's name; answers `nil` for anything else.
    public init?(_ text: String) {
        if [Self.mail, .spareMail, .administrator, .heartbeat].contains(where: { $0.description == text }) {
            description = text
            return
        }
        if text.hasPrefix(Self.channelMark) {
            guard ChannelName(String(text.dropFirst(Self.channelMark.count))) != nil else { return nil }
            description = text
            return
        }
        guard text.isPlainName else { return nil }
        description = text
    }

    /// The channel whose secret it is; `nil` where it is none's.
    public var channel: ChannelName? {
        guard description.hasPrefix(Self.channelMark) else { return nil }
        return ChannelName(String(description.dropFirst(Self.channelMark.count)))
    }

    /// The secret of a channel.
    init(of channel: ChannelName) { self.init(unchecked: Self.channelMark + channel.description) }

    /// What the names of channels' secrets begin with.
    private static let channelMark = "@channel-"

    private init(unchecked text: String) {
        description = text
    }

    /// The order of their bytes, in which lists of credentials are shown.
    public static func < (left: CredentialName, right: CredentialName) -> Bool {
        left.description < right.description
    }
}

extension CredentialName: Codable {
    /// Reads the name alone.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let name = CredentialName(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is not a credential's name")
        }
        self = name
    }

    /// Writes the name alone.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
