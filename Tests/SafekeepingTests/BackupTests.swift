import Bookkeeping
import Control
import Durability
import Foundation
import JSON
import Safekeeping
import Synchronization
import TestSupport
import Testing

@Suite(.enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"))
struct BackupTests {
    @Test func `a backup beside a daemon that stores all the time has every secret that its ledger calls current`()
        async throws
    {
        let house = try await House()
        let daemon = try await house.startDaemon()
        for name in House.names {
            #expect(
                try await house.run("secret", "set", name, "--runtime", house.runtime, input: "first of \(name)").status
                    == 0)
        }
        // Three versions of each at a time, so that secrets are being removed as well.
        let rounds = Mutex(0)
        let storing = Task {
            while !Task.isCancelled {
                let number = rounds.withLock { count in
                    count += 1
                    return count
                }
                for name in House.names {
                    let stored = try await house.run(
                        "secret", "set", name, "--runtime", house.runtime, input: "number \(number) of \(name)")
                    guard [0, 75].contains(stored.status) else {
                        throw ChildProcess.Failure(description: stored.errors)
                    }
                }
            }
        }
        var backups = 0
        // At least eight, and on until each has been stored anew beside them.
        while backups < 8 || backups < 60 && rounds.withLock({ $0 }) < 2 {
            let round = backups
            backups += 1
            let made = try await house.backUp(to: "\(house.place.path)/backup-\(round)", "--json")
            #expect(made.status == 0, "\(made.errors)")
            let manifest = try JSONCoder.decode(Manifest.self, from: Array(made.output.utf8))
            #expect(manifest.secrets == 3)
        }
        storing.cancel()
        try await storing.value
        #expect(!FileManager.default.fileExists(atPath: "\(house.state)/ledger.sqlite.copy"))
        await daemon.stop()

        for round in 0..<backups {
            let restored = try await house.withKeyringStopped {
                try await house.restore("\(house.place.path)/backup-\(round)", "--force")
            }
            #expect(restored.status == 0, "\(restored.errors)")
            let secrets = try await house.secrets()
            #expect(secrets.count == 3)
            for (name, secret) in secrets { #expect(secret.hasSuffix(" of \(name)"), "round \(round): \(secret)") }
        }
        await house.worker.stop()
    }

    @Test func `a backup while no daemon runs is the same, and sha256sum confirms it`() async throws {
        let house = try await House()
        let ledger = try await Ledger.open(path: house.ledgerPath)
        try await house.store("hunter2", for: "contoso", in: ledger)
        await ledger.close()
        let path = "\(house.place.path)/backup"
        let made = try await house.backUp(to: path)
        #expect(made.status == 0, "\(made.errors)")
        #expect(made.output.contains("1 secret"))
        #expect(made.output.contains("master password is not in it"))
        let names = try Directory(path).names()
        #expect(Set(names).isSuperset(of: ["SHA256SUMS", "ledger.sqlite", "login.keyring", "manifest.json"]))
        let checked = try await ChildProcess.run(
            "/bin/sh", ["-c", "cd \(path) && sha256sum --check --strict --quiet SHA256SUMS"])
        #expect(checked.status == 0, "\(checked.errors)")
        for name in names {
            #expect(
                try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.posixPermissions] as? Int == 0o600)
            let contents = try #require(FileManager.default.contents(atPath: "\(path)/\(name)"))
            #expect(contents.range(of: Data("hunter2".utf8)) == nil)
        }
        await house.worker.stop()
    }

    @Test func `a directory with anything in it is left alone, and what was not finished is begun anew`() async throws {
        let house = try await House()
        await (try await Ledger.open(path: house.ledgerPath)).close()
        let path = "\(house.place.path)/backup"
        let directory = try Directory.make(path)
        try directory.write([1], as: "notes.txt")
        let foreign = try await house.backUp(to: path)
        #expect(foreign.status == 73)
        #expect(foreign.errors.contains("it is not empty"))
        #expect(try directory.names() == ["notes.txt"])
        try directory.remove("notes.txt")
        try directory.write([1], as: "ledger.sqlite")
        try directory.write([1], as: "login_1.keyring")
        #expect(try await house.backUp(to: path).status == 0)
        let twice = try await house.backUp(to: path)
        #expect(twice.status == 73)
        #expect(twice.errors.contains("it holds a backup"))
        await house.worker.stop()
    }

    @Test func `a keyring that is cut, gone or replaced is not backed up as if it were whole`() async throws {
        let house = try await House()
        let ledger = try await Ledger.open(path: house.ledgerPath)
        try await house.store("hunter2", for: "contoso", in: ledger)
        await ledger.close()
        await house.worker.stop()
        await house.keyring.killKeyring()
        let keyrings = try Directory(house.keyring.keyringDirectory)
        let whole = try #require(try keyrings.read("login.keyring"))
        let (path, destination) = (house.keyring.keyringFile, "\(house.place.path)/backup")
        for count in [0, whole.count - 1] {
            try house.keyring.truncateFile(to: count)
            let made = try await house.backUp(to: destination)
            #expect(made.status == 1)
            #expect(made.errors.contains("\(path) is not whole"))
            try keyrings.write(whole, as: "login.keyring")
        }
        try keyrings.write(whole, as: "login_1.keyring")
        #expect(try await house.backUp(to: destination).errors.contains("login_1.keyring is there"))
        try keyrings.remove("login_1.keyring")
        try keyrings.remove("login.keyring")
        #expect(try await house.backUp(to: destination).errors.contains("has no login.keyring"))
        try keyrings.write(whole, as: "login.keyring")
        #expect(try await house.backUp(to: destination).status == 0)
    }

    @Test func `the sealed master password is added where that is asked for, and stays where it is in a restore`()
        async throws
    {
        let house = try await House()
        await (try await Ledger.open(path: house.ledgerPath)).close()
        let sealed = "\(house.place.path)/leadkeeper.keyring-master"
        try "sealed".write(toFile: sealed, atomically: false, encoding: .utf8)
        let path = "\(house.place.path)/backup"
        let made = try await house.backUp(to: path, "--with-master", sealed)
        #expect(made.status == 0, "\(made.errors)")
        #expect(try String(contentsOfFile: "\(path)/keyring-master.credential", encoding: .utf8) == "sealed")
        await house.worker.stop()
        await house.keyring.killKeyring()
        #expect(try await house.restore(path).status == 0)
        #expect(try await house.backUp(to: "\(path)-2", "--with-master", "\(sealed)-none").status == 73)
    }

    @Test func `two backups at once are one backup and one refusal`() async throws {
        let house = try await House()
        await (try await Ledger.open(path: house.ledgerPath)).close()
        let lock = try FileLock(on: try Directory(house.state))
        let made = try await house.backUp(to: "\(house.place.path)/backup")
        #expect(made.status == 75)
        withExtendedLifetime(lock) {}
        await house.worker.stop()
    }
}
