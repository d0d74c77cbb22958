import Credentials
import Testing

@testable import Bookkeeping

/// What monitors were told, until they know that it is over.
@Suite struct AlertLedgerTests {
    private func alert(_ channel: String = "monitor", _ reason: String = "Lapsed", endsAt: Instant? = nil) throws
        -> Alert
    {
        Alert(
            Alert.Key(
                try #require(ChannelName(channel)), .credential(try Sample.name()), reason: reason, isUrgent: true),
            message: "m", startsAt: Sample.start, endsAt: endsAt)
    }

    @Test func `an alert is kept as it is, and the latest of its key counts`() async throws {
        let ledger = try await Ledger.open(path: ":memory:")
        let own = Alert(
            Alert.Key(
                try #require(ChannelName("monitor")), .daemon(.keyring), reason: "KeyringLocked", isUrgent: true),
            message: "locked", startsAt: Sample.at(5))
        try await ledger.keep([alert(), own])
        #expect(try await Set(ledger.alerts()) == [alert(), own])
        try await ledger.keep([alert(endsAt: Sample.at(9))])
        #expect(try await Set(ledger.alerts()) == [alert(endsAt: Sample.at(9)), own])
    }

    @Test func `only what is over is forgotten`() async throws {
        let ledger = try await Ledger.open(path: ":memory:")
        try await ledger.keep([alert(), alert("monitor", "Other", endsAt: Sample.at(9))])
        try await ledger.forget([alert(endsAt: Sample.at(9)), alert("monitor", "Other", endsAt: Sample.at(9))])
        #expect(try await ledger.alerts() == [alert()])
    }

    @Test func `what a former channel was told is forgotten`() async throws {
        let ledger = try await Ledger.open(path: ":memory:")
        try await ledger.keep([alert(), alert("gone")])
        try await ledger.forgetAlerts(except: [try #require(ChannelName("monitor"))])
        #expect(try await ledger.alerts() == [alert()])
    }
}
