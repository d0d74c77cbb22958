package import Credentials

/// The ways out beside the mail server, each with an outbox of its own, so that none holds another up.
package struct Channels {
    /// All of them, in the order of their names.
    package private(set) var all: [Channel] = []
    private var ways: [ChannelName: Channel] = [:]
    /// What waits for each; of no others.
    private var outboxes: [ChannelName: Outbox] = [:]
    /// Why one takes nothing now, as the journal has it; those that work are left out.
    private var troubles: [ChannelName: Trouble] = [:]

    /// Why one takes nothing.
    private struct Trouble {
        var message: String
        var fault: DaemonFault
    }

    /// There are none.
    package init() {}

    /// Takes over what the configuration has; what is known of those that stay as they were is kept.
    package mutating func use(_ channels: [Channel]) {
        let before = (ways: ways, outboxes: outboxes)
        all = channels.sorted { $0.name < $1.name }
        ways = Dictionary(uniqueKeysWithValues: channels.map { ($0.name, $0) })
        outboxes = Dictionary(
            uniqueKeysWithValues: channels.map { channel in
                let isAsBefore = before.ways[channel.name]?.kind == channel.kind
                var outbox = (isAsBefore ? before.outboxes[channel.name] : nil) ?? Outbox()
                outbox.pace = channel.pace
                return (channel.name, outbox)
            })
        troubles = troubles.filter { ways[$0.key] != nil }
    }

    /// The channel of that name; `nil` where the configuration has none.
    package subscript(name: ChannelName) -> Channel? { ways[name] }

    /// What waits for a channel, and what of it rests; nothing ever where there is no such channel.
    package subscript(outboxOf name: ChannelName) -> Outbox {
        get { outboxes[name] ?? Outbox(pace: Channel.paceOfURLs) }
        _modify {
            guard ways[name] != nil else {
                var nothing = Outbox(pace: Channel.paceOfURLs)
                yield &nothing
                return
            }
            yield &outboxes[name, default: Outbox(pace: Channel.paceOfURLs)]
        }
    }

    /// A change of the ledger has ended.
    package mutating func ledgerHasChanged() {
        for channel in all { outboxes[channel.name]?.ledgerHasChanged() }
    }

    /// Whoever has read the configuration anew may have mended what rests.
    package mutating func mayBeMended() {
        for channel in all { outboxes[channel.name]?.mayBeMended() }
    }

    /// Why a channel takes nothing now; `nil` where it is not known to.
    package func trouble(of name: ChannelName) -> String? { troubles[name]?.message }

    /// Whether it takes nothing before somebody mends its settings or its secret.
    package func isRefused(_ name: ChannelName) -> Bool { troubles[name]?.fault == .mailRefused }

    /// A channel takes nothing, for that reason; answers whether the journal has yet to say so.
    package mutating func isMet(_ fault: DaemonFault, _ message: String, of name: ChannelName) -> Bool {
        troubles.updateValue(Trouble(message: message, fault: fault), forKey: name) == nil
    }

    /// A channel has taken something; answers whether that ends trouble.
    package mutating func isOver(_ name: ChannelName) -> Bool { troubles.removeValue(forKey: name) != nil }
}
