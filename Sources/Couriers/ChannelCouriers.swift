public import Credentials
public import Ports
public import SecureMemory

/// Takes notices to channels of every kind.
public struct ChannelCouriers: ChannelCourier {
    private let http: HTTPCourier
    private let command: CommandCourier
    private let alertmanager: AlertmanagerCourier

    /// Joins those of the kinds.
    public init(http: HTTPCourier, command: CommandCourier, alertmanager: AlertmanagerCourier) {
        (self.http, self.command, self.alertmanager) = (http, command, alertmanager)
    }

    /// Makes one attempt, by whoever knows that kind.
    public func deliver(
        _ message: [UInt8], to recipient: EmailAddress, through channel: Channel, secret: SharedSecret?,
        at now: Instant
    ) async -> Delivery {
        switch channel.kind {
        case .webhook, .teams, .slack:
            await http.deliver(message, to: recipient, through: channel, secret: secret, at: now)
        case .mail, .alertmanager: .misconfigured(code: nil, text: "a channel of this kind has another courier")
        case .command: await command.deliver(message, to: recipient, through: channel, secret: secret, at: now)
        }
    }

    /// Tries a channel, by whoever knows that kind.
    public func prove(_ channel: Channel, secret: SharedSecret?, at now: Instant) async -> WayProof {
        switch channel.kind {
        case .webhook, .teams, .slack: await http.prove(channel, secret: secret, at: now)
        case .mail: .untold("a mail server is reached by neither a URL nor a script")
        case .alertmanager: await alertmanager.prove(channel, secret: secret, at: now)
        case .command: await command.prove(channel, secret: secret, at: now)
        }
    }
}
