public import Bookkeeping
public import Credentials
internal import Ports
public import UpkeepState

/// What an engine works with at one moment, so that another one can go on from there.
public struct EngineSnapshot: Sendable {
    /// The moment, on the wall clock.
    public var at: Instant
    /// The same since the machine was started.
    public var uptime: TimeSpan
    /// What is watched, by name, and how each stands.
    public var statuses: [CredentialStatus]
    /// Who is told about trouble of the daemon itself.
    public var operators: [EmailAddress]
    /// The ways out beside the mail server.
    public var channels: [Channel]
    /// How what is in use stands to the configuration files.
    public var configuration: ConfigurationState
    /// How much mail there may be.
    public var pace: MailPace
}

extension Engine {
    /// Writes a copy of the ledger to a file, and answers what the engine works with at that moment.
    ///
    /// Waits for the disk, and for what is being written to the ledger. Throws where the copy cannot be made, which is
    /// no trouble of the ledger's own.
    public func snapshot(copyingLedgerTo path: String) async throws(LedgerError) -> EngineSnapshot {
        try await ledger.backUp(to: path)
        return EngineSnapshot(
            at: world.timekeeper.now(), uptime: world.timekeeper.uptime(), statuses: await statuses(),
            operators: inventory.operators, channels: channels.all, configuration: configuration, pace: outbox.pace)
    }
}
