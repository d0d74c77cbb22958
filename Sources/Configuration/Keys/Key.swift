import Credentials

/// One key of the configuration: where it stands, what it accepts, and what it is without being given.
struct Key<Value: Sendable>: Sendable {
    /// What people are told of it.
    let description: KeyDescription
    /// How its value is read.
    let parser: ValueParser<Value>

    init(
        _ group: String, _ key: String, in place: KeyDescription.Place, default defaultText: String = "",
        else derivedDefault: String? = nil,
        isRequired: Bool = false, orIn sharedGroup: String? = nil, _ parser: ValueParser<Value>,
        _ explanation: String
    ) {
        description = KeyDescription(
            group: group, key: key, place: place, isRequired: isRequired, defaultText: defaultText,
            derivedDefault: derivedDefault, sharedGroup: sharedGroup,
            accepted: parser.accepted, explanation: explanation)
        self.parser = parser
    }

    /// The same key of one channel's group: `[Channel NAME]`.
    func of(_ channel: ChannelName) -> Key {
        Key(of: description.moved(to: Keys.channelMark + channel.description), parser)
    }

    /// The same key for a channel that is a mail server as `[Mail]` is one, where not said otherwise.
    func ofMailChannels(
        else derivedDefault: String? = nil, _ explanation: String? = nil
    ) -> Key {
        Key(
            of: KeyDescription(
                group: Keys.channelMark + "NAME", key: description.key, place: description.place, isRequired: false,
                defaultText: derivedDefault == nil ? description.defaultText : "",
                derivedDefault: derivedDefault ?? description.derivedDefault, sharedGroup: nil,
                accepted: description.accepted, explanation: explanation ?? description.explanation), parser)
    }

    /// The same key where its value is read in another way.
    func read(as parser: ValueParser<Value>) -> Key {
        Key(
            of: KeyDescription(
                group: description.group, key: description.key, place: description.place,
                isRequired: description.isRequired, defaultText: description.defaultText,
                derivedDefault: description.derivedDefault, sharedGroup: description.sharedGroup,
                accepted: parser.accepted, explanation: description.explanation), parser)
    }

    private init(of description: KeyDescription, _ parser: ValueParser<Value>) {
        (self.description, self.parser) = (description, parser)
    }

    /// The value of the default text; `nil` where there is none.
    var defaultValue: Value? {
        let text = description.defaultText
        guard !text.isEmpty else { return nil }
        return try? parser.parse(ValueText(whole: text, elements: text.split(separator: ";").map(String.init))).get()
    }
}

/// What people are told of one key: a row of the table that messages and the manual are made from.
public struct KeyDescription: Hashable, Sendable {
    /// Which files a key may stand in.
    public enum Place: Hashable, Sendable {
        /// `leadkeeper.conf` and `leadkeeper.conf.d/*.conf`.
        case settings
        /// `connections/NAME.conf`.
        case connection
        /// Both; the connection's file overrides.
        case both
    }

    /// The group, without its brackets.
    public let group: String
    /// The key.
    public let key: String
    /// Which files it may stand in.
    public let place: Place
    /// Whether it must be given.
    public let isRequired: Bool
    /// The group of `leadkeeper.conf` that may give it for all connections without one of their own; `nil` for none.
    public let sharedGroup: String?
    /// The value that it has without being given, as one would write it; empty where it has none or a derived one.
    public let defaultText: String
    /// What it is derived from without being given, in words; `nil` where it has ``defaultText`` or nothing.
    public let derivedDefault: String?
    /// What is accepted, in words.
    public let accepted: String
    /// What it is for, in one clause.
    public let explanation: String

    /// Joins what is known of it.
    init(
        group: String, key: String, place: Place, isRequired: Bool, defaultText: String, derivedDefault: String?,
        sharedGroup: String?, accepted: String, explanation: String
    ) {
        (self.group, self.key, self.place) = (group, key, place)
        (self.isRequired, self.sharedGroup) = (isRequired, sharedGroup)
        (self.defaultText, self.derivedDefault) = (defaultText, derivedDefault)
        (self.accepted, self.explanation) = (accepted, explanation)
    }

    /// The same key in another group.
    func moved(to group: String) -> KeyDescription {
        KeyDescription(
            group: group, key: key, place: place, isRequired: isRequired, defaultText: defaultText,
            derivedDefault: derivedDefault, sharedGroup: sharedGroup, accepted: accepted, explanation: explanation)
    }
}

extension Settings {
    /// All keys of both kinds of file, in the order of the manual.
    public static var keyTable: [KeyDescription] { Keys.table }

    /// The keys that each `[Channel NAME]` of `leadkeeper.conf` may have, in the order of the manual.
    public static var channelKeyTable: [KeyDescription] { Keys.ofChannels }
}
