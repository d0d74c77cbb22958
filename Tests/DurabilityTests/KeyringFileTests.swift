import Durability
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"))
struct KeyringFileTests {
    @Test func `a file is whole from its first byte to its last, and without any one of them it is not`() async throws {
        let keyring = try await PrivateKeyring()
        let empty = try Self.contents(of: keyring)
        #expect(KeyringFile.isWhole(empty))
        let stored = try await ChildProcess.run(
            "/usr/bin/secret-tool", ["store", "--label=leadkeeper: contoso", "connection", "contoso", "version", "1"],
            environment: keyring.environment, input: .text("hunter2"))
        #expect(stored.status == 0)
        let whole = try Self.contents(of: keyring)
        #expect(whole.count > empty.count)
        #expect(KeyringFile.isWhole(whole))
        for count in 0..<whole.count {
            #expect(!KeyringFile.isWhole(Array(whole[..<count])), "\(count) of \(whole.count) bytes")
        }
        #expect(!KeyringFile.isWhole(whole + [0]))
        #expect(!KeyringFile.isWhole([UInt8](repeating: 0, count: whole.count)))
    }

    private static func contents(of keyring: PrivateKeyring) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: keyring.keyringFile)))
    }
}
