import Durability
import Foundation
import KeyringAccess
import KeyringProtocol
import TestSupport
import Testing

@testable import KeyringWorker

@Suite(.enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"))
struct KeyringCopiesTests {
    private static func day(_ number: Int) -> String { "2030-11-\(number < 10 ? "0" : "")\(number)" }

    private func copies(_ keyring: PrivateKeyring) throws -> [String] {
        try Directory(keyring.keyringDirectory).names().filter { $0.contains(".bak-") }
    }

    @Test func `each day has the file as it was before the day's first write, and the newest fourteen stay`()
        async throws
    {
        let fixture = try await WorkerFixture()
        let directory = try Directory(fixture.keyring.keyringDirectory)
        let copies = KeyringCopies(path: fixture.keyring.keyringDirectory)
        // Today's, which the worker has made at its start.
        for name in try self.copies(fixture.keyring) { try directory.remove(name) }
        try directory.write([1], as: "login.keyring.bak-by-hand")
        for number in 1...15 {
            let before = try directory.read(KeyringFile.login)
            #expect(copies.keep(on: Self.day(number)))
            _ = try await fixture.store("secret \(number)")
            #expect(copies.keep(on: Self.day(number)))
            #expect(try directory.read("login.keyring.bak-\(Self.day(number))") == before)
        }
        let kept = try self.copies(fixture.keyring).filter { $0.hasPrefix("login.keyring.bak-2030-11-") }
        #expect(kept == (2...15).map { "login.keyring.bak-\(Self.day($0))" })
        #expect(try directory.read("login.keyring.bak-by-hand") == [1])
        let mode =
            try FileManager.default.attributesOfItem(atPath: directory.path(of: kept[0]))[.posixPermissions] as? Int
        #expect(mode == 0o600)
        await fixture.stop()
    }

    @Test func `a copy opens with the same password and has the secrets of its day`() async throws {
        let fixture = try await WorkerFixture()
        let first = try await fixture.store("hunter2")
        let directory = try Directory(fixture.keyring.keyringDirectory)
        #expect(KeyringCopies(path: directory.path).keep(on: "2030-01-01"))
        let second = try await fixture.store("hunter3")
        await fixture.stop()
        await fixture.keyring.killKeyring()
        try directory.rename("login.keyring.bak-2030-01-01", to: KeyringFile.login)
        try await fixture.keyring.startKeyring()
        let again = try await WorkerFixture(keyring: fixture.keyring, ledgerKnowsSecrets: true)
        #expect(await again.client.read(first.key, expecting: first.fingerprint).text == "hunter2")
        #expect(await again.client.read(second.key, expecting: second.fingerprint).text == "(absent)")
        await again.stop()
    }

    @Test(arguments: [0, 100, -1])
    func `a file that was cut never becomes a copy, nor takes a good one's place`(length: Int) async throws {
        let fixture = try await WorkerFixture()
        _ = try await fixture.store("hunter2")
        await fixture.stop()
        await fixture.keyring.killKeyring()
        let directory = try Directory(fixture.keyring.keyringDirectory)
        let copies = KeyringCopies(path: directory.path)
        #expect(copies.keep(on: "2030-01-01"))
        let good = try directory.read("login.keyring.bak-2030-01-01")
        let count = try #require(try directory.entry(KeyringFile.login)).size
        try fixture.keyring.truncateFile(to: length < 0 ? Int(count) + length : length)
        #expect(copies.keep(on: "2030-01-01"))
        #expect(!copies.keep(on: "2030-01-02"))
        #expect(try directory.read("login.keyring.bak-2030-01-01") == good)
        #expect(try directory.read("login.keyring.bak-2030-01-02") == nil)
    }

    @Test func `a worker makes the day's copy when it starts and before it first writes`() async throws {
        let fixture = try await WorkerFixture()
        let directory = try Directory(fixture.keyring.keyringDirectory)
        let empty = try directory.read(KeyringFile.login)
        _ = try await fixture.store("hunter2")
        let made = try copies(fixture.keyring)
        // At midnight there are two.
        #expect((1...2).contains(made.count))
        #expect(try directory.read(try #require(made.first)) == empty)
        // The next worker of the same day leaves it as it is.
        await fixture.stop()
        let next = try await WorkerFixture(keyring: fixture.keyring, ledgerKnowsSecrets: true)
        _ = try await next.store("hunter3")
        #expect(try directory.read(try #require(made.first)) == empty)
        await next.stop()
    }

    @Test func `what a write has left behind goes after a day, and nothing else does`() async throws {
        let fixture = try await WorkerFixture()
        _ = try await fixture.store("hunter2")
        let directory = try Directory(fixture.keyring.keyringDirectory)
        let left = ["login.keyring.temp-1", "login.keyring.temp-4711", ".temp-AbC123"]
        let others = ["notes.temp", "temp-1", "login.keyring.bak-2026-01-01"]
        for name in left + others { try directory.write([1], as: name) }
        let now = try #require(try directory.entry(left[0])).changedAt
        let copies = KeyringCopies(path: directory.path)
        copies.clear(at: now + KeyringCopies.temporaryAge - 10)
        #expect(Set(try directory.names()).isSuperset(of: left + others))
        copies.clear(at: now + KeyringCopies.temporaryAge + 60)
        #expect(Set(try directory.names()).isSuperset(of: others + [KeyringFile.login]))
        #expect(Set(try directory.names()).isDisjoint(with: left))
        await fixture.stop()
    }

    @Test func `without a directory, or a file in it, there is nothing to do`() throws {
        let place = try TemporaryDirectory()
        for path in [nil, place.path, "\(place.path)/none"] {
            #expect(KeyringCopies(path: path).keep(on: "2026-11-21"))
            KeyringCopies(path: path).clear(at: 0)
        }
    }
}
