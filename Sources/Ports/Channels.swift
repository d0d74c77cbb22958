public import Credentials
public import SecureMemory

/// Writes what goes to channels; it reads no clock and draws nothing at random.
public protocol ChannelWriter: Sendable {
    /// What goes to that channel of a notice about a credential; `nil` where it asks too little of its readers for it.
    func write(_ request: NoticeRequest, for channel: Channel) -> NoticeDraft?
    /// The same, of a notice about the daemon itself.
    func write(_ request: OperatorNoticeRequest, for channel: Channel) -> NoticeDraft?
    /// What tells all of these at once, for a channel that merges notices; `nil` where it takes them one by one.
    func write(together requests: [NoticeRequest], for channel: Channel) -> NoticeDraft?
}

/// Takes what a `ChannelWriter` has written to where the channel's URL leads.
public protocol ChannelCourier: Sendable {
    /// Makes one attempt; the answer holds nothing of the secret.
    ///
    /// - Parameters:
    ///   - recipient: what stands in the outbox in the place of an address.
    ///   - secret: the secret of the channel; `nil` where it has none.
    ///   - now: when it is sent.
    func deliver(
        _ message: [UInt8], to recipient: EmailAddress, through channel: Channel, secret: SharedSecret?,
        at now: Instant
    ) async -> Delivery

    /// Tries the channel without anybody seeing it, where its kind has a way for that; the answer holds nothing of the
    /// secret.
    ///
    /// - Parameters:
    ///   - secret: the secret of the channel; `nil` where it has none.
    ///   - now: when that is.
    func prove(_ channel: Channel, secret: SharedSecret?, at now: Instant) async -> WayProof
}

/// Tells the monitors among the channels what is wrong.
public protocol AlertPoster: Sendable {
    /// Makes one attempt to tell these; the answer holds nothing of the secret.
    ///
    /// - Parameter now: when it is sent, up to which nothing is over that has no end.
    func post(
        _ alerts: [Alert], through channel: Channel, secret: SharedSecret, at now: Instant
    ) async -> Delivery
}

/// What fulfils channels.
public struct ChannelPorts: Sendable {
    /// Who writes.
    public var writer: any ChannelWriter
    /// Who delivers to URLs.
    public var courier: any ChannelCourier
    /// Who delivers to the channels that are mail servers.
    public var mailers: [ChannelName: any Mailer]
    /// Who tells monitors; `nil` where nobody does.
    public var alerts: (any AlertPoster)?

    /// Joins them.
    public init(
        writer: any ChannelWriter, courier: any ChannelCourier, mailers: [ChannelName: any Mailer] = [:],
        alerts: (any AlertPoster)? = nil
    ) {
        (self.writer, self.courier, self.mailers, self.alerts) = (writer, courier, mailers, alerts)
    }
}
