import Credentials

/// Makes channels of the groups `[Channel NAME]`.
extension Layers {
    /// The channels, by name; those with a fault are left out.
    mutating func channels() -> [Channel] {
        Set(files.flatMap(\.channels)).sorted().compactMap { channel($0) }
    }

    private mutating func channel(_ name: ChannelName) -> Channel? {
        let kind = value(Keys.channelKind.of(name))
        let audience = value(Keys.channelTell.of(name))
        let level = value(Keys.channelLevel.of(name))
        let allowsPrivate = value(Keys.channelAllowPrivate.of(name))
        guard let kind, let audience, let level, let allowsPrivate else { return nil }
        return Channel(name, kind, audience: audience, level: level, allowsPrivate: allowsPrivate)
    }
}
