internal import Credentials
internal import Ports
internal import SecureMemory

/// A mail server that takes everything, once it is up.
struct AssumedMailer: Mailer {
    let clock: AssumedClock
    let record: ForecastRecord
    let microsoft: AssumedMicrosoft
    /// Until when it cannot be reached; `nil` where it can.
    let downUntil: Instant?
    /// What stands before each recipient; empty for the mail server of `[Mail]`.
    var way = ""

    let setting = "as it is now"

    private var isDown: Bool { downUntil.map { clock.now() < $0 } ?? false }
    private static let down = Delivery.postponed(code: nil, text: "the mail server cannot be reached")

    func deliver(_ message: [UInt8], to recipient: String, secret: MailSecret?) async -> Delivery {
        if isDown { return Self.down }
        if let secret, let finding = await finding(of: secret) {
            return .misconfigured(code: nil, text: finding.message)
        }
        record.delivered(message, to: way + recipient)
        return .accepted(code: 250, text: "taken")
    }

    func signIn(with secret: MailSecret) async -> MailSignIn {
        if isDown { return .unknown(code: nil, text: "the mail server cannot be reached") }
        return await finding(of: secret).map(MailSignIn.turnedDown) ?? .accepted
    }

    func prove(to recipient: String, secret: MailSecret?) async -> WayProof {
        if isDown { return .fails(Self.down) }
        if let secret, let finding = await finding(of: secret) {
            return .fails(.misconfigured(code: nil, text: finding.message))
        }
        return .works("it takes mail")
    }

    private func finding(of secret: MailSecret) async -> ProbeReport.Finding? {
        microsoft.finding(of: await secret.proof.standIn, of: secret.value == nil ? .clientSecret : .password)
    }
}

/// Channels that take everything.
struct AssumedCourier: ChannelCourier {
    let record: ForecastRecord

    func deliver(
        _ message: [UInt8], to recipient: EmailAddress, through channel: Channel, secret: SharedSecret?,
        at now: Instant
    ) async -> Delivery {
        record.delivered(message, to: channel.name.inForecast)
        return .accepted(code: 200, text: "taken")
    }

    func prove(_ channel: Channel, secret: SharedSecret?, at now: Instant) async -> WayProof { .works("it answers") }
}

extension ChannelName {
    /// How a forecast names it among those who are told.
    var inForecast: String { "channel \(self)" }
}
