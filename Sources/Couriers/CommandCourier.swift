public import Credentials
internal import Hooks
internal import JSON
public import Ports
public import SecureMemory

/// Hands notices to a script of the sysadmin's, which the unit leadkeeper-hook.socket has run.
public struct CommandCourier: ChannelCourier {
    private let caller: HookCaller

    /// Through that caller.
    public init(_ caller: HookCaller) { self.caller = caller }

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
