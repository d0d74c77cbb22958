import Bookkeeping
import Durability
import Foundation
import TestSupport
import Testing

private let isTraceable =
    PrivateKeyring.isAvailable && access("/usr/bin/strace", X_OK) == 0

@Suite(.enabled(if: isTraceable, "needs strace, dbus-daemon, gnome-keyring-daemon and gdbus"))
struct RestoreCrashTests {
    /// What is in the places that a restore changes.
    private struct Contents: Equatable {
        var ledger: [UInt8]?
        var keyring: [UInt8]?
    }

    /// One copy of the old state, to be restored over.
    private struct Site {
        let place: TemporaryDirectory
        var state: String { "\(place.path)/state" }
        var keyrings: String { "\(place.path)/keyring/keyrings" }

        init(of house: House) async throws {
            place = try TemporaryDirectory()
            try FileManager.default.createDirectory(atPath: "\(place.path)/keyring", withIntermediateDirectories: false)
            let copied = try await ChildProcess.run(
                "/bin/sh",
                ["-c", "cp -a '\(house.state)' '\(state)' && cp -a '\(house.keyring.keyringDirectory)' '\(keyrings)'"])
            guard copied.status == 0 else { throw ChildProcess.Failure(description: copied.errors) }
        }

        var contents: Contents {
            get throws {
                Contents(
                    ledger: try Directory(state).read(Ledger.fileName),
                    keyring: try Directory(keyrings).read(KeyringFile.login))
            }
        }

        func restore(_ backup: String, tracing: [String] = [], _ more: String...) async throws -> ChildProcess.Ended {
            let command = ["restore", backup, "--state", state, "--keyring-directory", keyrings] + more
            guard !tracing.isEmpty else {
                return try await ChildProcess.run(PrivateKeyring.leadkeeper, command)
            }
            return try await ChildProcess.run(
                "/usr/bin/strace", ["-f", "-o", "/dev/null"] + tracing + [PrivateKeyring.leadkeeper] + command)
        }

        /// What of the old state is kept aside.
        func aside() throws -> [Contents] {
            let (state, keyrings) = (try Directory(state), try Directory(keyrings))
            let mark = ".before-restore-"
            let ledgers = try state.names().filter { $0.contains(mark) }.map { try state.read($0) }
            let files = try keyrings.names().filter { $0.hasPrefix(KeyringFile.login + mark) }.map {
                try keyrings.read($0)
            }
            return (0..<max(ledgers.count, files.count)).map {
                Contents(
                    ledger: $0 < ledgers.count ? ledgers[$0] : nil, keyring: $0 < files.count ? files[$0] : nil)
            }
        }
    }

    @Test(arguments: ["/^rename", "fsync", "unlinkat"])
    func `leaves the old state, the new one, or one that no daemon opens and that a second run finishes`(call: String)
        async throws
    {
        let house = try await House()
        let ledger = try await Ledger.open(path: house.ledgerPath)
        try await house.store("old", for: "contoso", in: ledger)
        await ledger.close()
        let backup = "\(house.place.path)/backup"
        #expect(try await house.backUp(to: backup).status == 0)
        let again = try await Ledger.open(path: house.ledgerPath)
        try await house.store("new", for: "contoso", in: again)
        await again.close()
        await house.worker.stop()
        await house.keyring.killKeyring()

        let old = try await Site(of: house).contents
        let new = Contents(
            ledger: try Directory(backup).read(Ledger.fileName), keyring: try Directory(backup).read(KeyringFile.login))
        #expect(old != new)
        var seen: Set<String> = []
        for number in 1...200 {
            let site = try await Site(of: house)
            let injection = ["-e", "trace=\(call)", "-e", "inject=\(call):signal=KILL:when=\(number)"]
            let ended = try await site.restore(backup, tracing: injection, "--force")
            if ended.status == 0 {
                #expect(try site.contents == new)
                #expect(number > 3, "it was killed \(number - 1) times only")
                break
            }
            #expect(ended.exit == .signal(SIGKILL), "\(ended.errors)")
            let isMarked = try Directory(site.state).entry(Ledger.restoreMarker) != nil
            let now = try site.contents
            if isMarked {
                let error = await #expect(throws: LedgerError.self) {
                    try await Ledger.open(path: "\(site.state)/\(Ledger.fileName)")
                }
                #expect(error?.code == .restoring)
            } else {
                #expect(now == old || now == new, "killed at \(call) \(number)")
            }
            seen.insert(isMarked ? "between" : now == old ? "old" : "new")
            // What was begun is finished without being forced again.
            let second =
                isMarked ? try await site.restore(backup) : try await site.restore(backup, tracing: [], "--force")
            #expect(second.status == 0, "killed at \(call) \(number): \(second.errors)")
            #expect(try site.contents == new)
            #expect(try Directory(site.state).entry(Ledger.restoreMarker) == nil)
            #expect(try site.aside().contains(old), "killed at \(call) \(number)")
            let restored = try await Ledger.open(path: "\(site.state)/\(Ledger.fileName)")
            #expect(restored.epoch >= 3)
            await restored.close()
        }
        #expect(seen.isSuperset(of: call == "unlinkat" ? ["old"] : ["old", "between"]))
    }
}
