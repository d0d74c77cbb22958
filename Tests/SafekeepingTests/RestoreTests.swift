import Bookkeeping
import Control
import Credentials
import Durability
import Foundation
import KeyringProtocol
import Safekeeping
import TestSupport
import Testing

@Suite(.enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"))
struct RestoreTests {
    /// A house with one secret, a backup of that, and a second secret in the place of the first.
    private static func house() async throws -> (House, backup: String) {
        let house = try await House()
        let ledger = try await Ledger.open(path: house.ledgerPath)
        try await house.store("old", for: "contoso", in: ledger)
        await ledger.close()
        let backup = "\(house.place.path)/backup"
        let made = try await house.backUp(to: backup)
        guard made.status == 0 else { throw ChildProcess.Failure(description: made.errors) }
        let again = try await Ledger.open(path: house.ledgerPath)
        try await house.store("new", for: "contoso", in: again)
        try await house.store("newer", for: "fabrikam", in: again)
        await again.close()
        return (house, backup)
    }

    @Test func `an older backup is refused, and with --force put back, with what was there kept aside`() async throws {
        let (house, backup) = try await Self.house()
        #expect(try await house.secrets() == ["contoso": "new", "fabrikam": "newer"])
        await house.keyring.killKeyring()
        let refused = try await house.restore(backup)
        #expect(refused.status == 77)
        #expect(refused.errors.contains("is older than the ledger that is there"))
        #expect(refused.errors.contains("hint: use --force"))
        let before = try #require(FileManager.default.contents(atPath: house.keyring.keyringFile))

        let forced = try await house.restore(backup, "--force")
        #expect(forced.status == 0, "\(forced.errors)")
        #expect(forced.output.contains("kept aside:"))
        let keyrings = try Directory(house.keyring.keyringDirectory)
        let kept = try #require(try keyrings.names().first { $0.hasPrefix("login.keyring.before-restore-") })
        #expect(try keyrings.read(kept) == Array(before))
        let state = try Directory(house.state)
        let keptLedger = try #require(try state.names().first { $0.hasPrefix("ledger.sqlite.before-restore-") })
        #expect(try LedgerIdentity.of(copyAt: state.path(of: keptLedger)).secrets == 2)
        #expect(try state.entry(Ledger.restoreMarker) == nil)
        #expect(try state.names().filter { $0.hasSuffix(".restored") || $0.hasSuffix(".partial") }.isEmpty)
        try await house.keyring.startKeyring()
        #expect(try await house.secrets() == ["contoso": "old"])
        await house.worker.stop()
    }

    @Test func `what was put back is to be verified, and the epochs go on`() async throws {
        let (house, backup) = try await Self.house()
        await house.keyring.killKeyring()
        #expect(try await house.restore(backup, "--force").status == 0)
        let ledger = try await Ledger.open(path: house.ledgerPath)
        #expect(ledger.epoch == 4)
        let event = Event(at: Instant(secondsSinceEpoch: 1_795_000_100), kind: .init(rawValue: "x"), message: "x")
        #expect(try await ledger.beginVerification(at: event.at, patience: .days(1), event: event))
        await ledger.close()
        await house.worker.stop()
    }

    @Test func `the daemon says that it was put back, and goes on with what it has`() async throws {
        let (house, backup) = try await Self.house()
        #expect(try await house.withKeyringStopped { try await house.restore(backup, "--force") }.status == 0)
        let daemon = try await house.startDaemon()
        #expect(await daemon.writes("the ledger was restored from a backup"))
        let history = try await house.run("history", "--runtime", house.runtime)
        #expect(history.output.contains("ledger-put-back"))
        let shown = try await house.run("secret", "show", "contoso", "--force", "--runtime", house.runtime)
        #expect(shown.output == "old")
        let lost = try await house.run("secret", "show", "fabrikam", "--force", "--runtime", house.runtime)
        #expect(lost.status == 1)
        await daemon.stop()
        await house.worker.stop()
    }

    @Test func `into empty directories it needs no force, and gives all to their owners`() async throws {
        let (house, backup) = try await Self.house()
        await house.worker.stop()
        await house.keyring.killKeyring()
        let fresh = try TemporaryDirectory()
        for name in ["state", "keyring"] {
            try FileManager.default.createDirectory(atPath: "\(fresh.path)/\(name)", withIntermediateDirectories: false)
            if geteuid() == 0 { #expect(chown("\(fresh.path)/\(name)", 4_711, 4_712) == 0) }
        }
        let restored = try await house.run(
            "restore", backup, "--state", "\(fresh.path)/state", "--keyring-directory",
            "\(fresh.path)/keyring/keyrings", "--json"
        )
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(restored.output.contains("\"keptAside\""))
        for name in [
            "state/ledger.sqlite", "state/ledger.sqlite.lock", "state/ledger.sqlite.epoch",
            "keyring/keyrings/login.keyring",
            "keyring/keyrings", "keyring/lock",
        ] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(fresh.path)/\(name)")
            if geteuid() == 0 {
                #expect(attributes[.ownerAccountID] as? Int == 4_711, "\(name)")
                #expect(attributes[.groupOwnerAccountID] as? Int == 4_712, "\(name)")
            }
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode == (name.hasSuffix("keyrings") ? 0o700 : 0o600), "\(name)")
        }
    }

    @Test func `another installation's backup is refused without --force`() async throws {
        let (house, backup) = try await Self.house()
        let (other, _) = try await Self.house()
        await other.keyring.killKeyring()
        let refused = try await other.restore(backup)
        #expect(refused.status == 77)
        #expect(refused.errors.contains("from another installation"))
        #expect(try await other.restore(backup, "--force").status == 0)
        try await other.keyring.startKeyring()
        #expect(try await other.secrets() == ["contoso": "old"])
        await house.worker.stop()
        await other.worker.stop()
    }

    @Test func `a ledger that cannot be read is not given up without --force`() async throws {
        let (house, backup) = try await Self.house()
        await house.keyring.killKeyring()
        try Directory(house.state).write([UInt8](repeating: 7, count: 5_000), as: Ledger.fileName)
        let daemon = try await ChildProcess.run(
            PrivateKeyring.leadkeeper,
            ["run", "--config", house.configuration, "--state", house.state, "--runtime", house.runtime])
        #expect(daemon.status == 70)
        #expect(daemon.errors.contains("`leadkeeper restore` puts a backup back"))
        let refused = try await house.restore(backup)
        #expect(refused.status == 77)
        #expect(refused.errors.contains("cannot be read"))
        #expect(try await house.restore(backup, "--force").status == 0)
        await house.worker.stop()
    }

    @Test func `while a daemon or a keyring is at work nothing is touched`() async throws {
        let (house, backup) = try await Self.house()
        let daemon = try await house.startDaemon()
        let busy = try await house.restore(backup, "--force")
        #expect(busy.status == 75)
        #expect(busy.errors.contains("systemctl stop"))
        await daemon.stop()
        do {
            let lock = try FileLock("lock", in: try Directory("\(house.keyring.directory.path)/data"))
            #expect(try await house.restore(backup, "--force").status == 75)
            withExtendedLifetime(lock) {}
        }
        #expect(try await house.secrets() == ["contoso": "new", "fabrikam": "newer"])
        await house.worker.stop()
    }

    @Test func `a directory that is no backup, and one without its sums, are refused`() async throws {
        let (house, backup) = try await Self.house()
        await house.keyring.killKeyring()
        #expect(try await house.restore(house.configuration).status == 1)
        #expect(try await house.restore("\(house.place.path)/none").status == 73)
        try Directory(backup).remove("SHA256SUMS")
        let refused = try await house.restore(backup, "--force")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("was not finished"))
        await house.worker.stop()
    }

    @Test func `a byte that is flipped anywhere, or a file that is cut or gone, is found`() async throws {
        let (house, backup) = try await Self.house()
        await house.keyring.killKeyring()
        let directory = try Directory(backup)
        var random = SeededGenerator(seed: .random(in: 0...UInt64.max))
        for name in try directory.names() {
            let whole = try #require(try directory.read(name))
            let isShort = name == "SHA256SUMS" || name == "manifest.json"
            // Every byte of what is short; of the others a sample has to do.
            let places =
                isShort ? Array(whole.indices) : (0..<12).map { _ in whole.indices.randomElement(using: &random) ?? 0 }
            for place in places {
                var damaged = whole
                damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try directory.write(damaged, as: name)
                #expect(throws: (any Error).self, "\(name) at \(place)") { try Self.verify(backup, of: house) }
            }
            try directory.write(Array(whole.dropLast()), as: name)
            #expect(throws: (any Error).self) { try Self.verify(backup, of: house) }
            try directory.remove(name)
            #expect(try await house.restore(backup, "--force").status == 1, "\(name) is gone")
            try directory.write(whole, as: name)
        }
        try Self.verify(backup, of: house)
        #expect(try await house.restore(backup, "--force").status == 0)
        await house.worker.stop()
    }

    private static func verify(_ backup: String, of house: House) throws {
        _ = try Restoration(of: backup, to: Backup.Places(state: house.state, keyrings: house.keyring.keyringDirectory))
    }
}
