public import Credentials
public import Ports
public import SecureMemory

/// Takes notices to channels of every kind.
public struct ChannelCouriers: ChannelCourier {
    private let http: HTTPCourier
    private let command: CommandCourier

    /// Joins those of the kinds.
    public init(http: HTTPCourier, command: CommandCourier) { (self.http, self.command) = (http, command) }

    /// Makes one attempt, by whoever knows that kind.
    public func deliver(
        _ message: [UInt8], to recipient: EmailAddress, through channel: Channel, secret: SharedSecret?,
        at now: Instant
    ) async -> Delivery {
        switch channel.kind {
        case .webhook, .teams, .slack:
            await http.deliver(message, to: recipient, through: channel, secret: secret, at: now)
        case .mail: .misconfigured(code: nil, text: "a mail server is reached by neither a URL nor a script")
        case .command: await command.deliver(message, to: recipient, through: channel, secret: secret, at: now)
        }
    }
}
