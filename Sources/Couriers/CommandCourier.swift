public import Credentials
internal import Hooks
internal import JSON
public import Ports
public import SecureMemory

/// Hands notices to a script of the sysadmin's, which the unit leadkeeper-hook.socket has run.
public struct CommandCourier: ChannelCourier {
    private let caller: HookCaller
    private let host: String

    /// Through that caller.
    ///
    /// - Parameter host: this host's name, as pings tell it.
    public init(_ caller: HookCaller, host: String = "localhost") { (self.caller, self.host) = (caller, host) }

    /// Asks whether the unit answers and has a script to run; the script itself is not run.
    public func prove(_ channel: Channel, secret: SharedSecret?, at now: Instant) async -> WayProof {
        let ping = CloudEvent(pingFrom: host, id: PingID.random(), through: channel.name, at: now)
        let delivery = await caller.call(.hook, with: ping)
        return delivery.isAccepted
            ? .works("\(HookSocket.hook.unit) answers, and has a script to run") : .fails(delivery)
    }

    /// Has the script run for one notice.
    public func deliver(
        _ message: [UInt8], to recipient: EmailAddress, through channel: Channel, secret: SharedSecret?,
        at now: Instant
    ) async -> Delivery {
        guard let notice = try? JSONCoder.decode(ChannelMessage.self, from: message) else {
            return .refused(code: nil, text: "it was written for another kind of channel")
        }
        return await caller.call(.hook, with: CloudEvent(notice, through: channel.name))
    }
}
