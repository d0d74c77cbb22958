import Credentials
import Foundation
import KeyringAccess
import TestSupport
import Testing

@testable import KeyringWorker

@Suite struct ProviderTests {
    @Test(arguments: [
        ("gnome-keyring-daemon: 42.1\ntesting: enabled\n", "42.1"), ("gnome-keyring-daemon: 48.0", "48.0"),
        ("a program 1:51.0-2+b1~rc1\n", "1:51.0-2+b1~rc1"), ("7", "7"),
    ])
    func `the version is the last word of a program's first line`(text: String, version: String) {
        #expect(ProgramVersion.version(in: text) == version)
    }

    @Test(arguments: [
        "", "\n42.1", "gnome-keyring-daemon: unknown", "gnome-keyring-daemon 42.1 (c) GNOME", "x 4\u{1B}[31m2",
        "x " + String(repeating: "1", count: 33),
    ])
    func `what is no version is none`(text: String) {
        #expect(ProgramVersion.version(in: text) == nil)
    }

    @Test(
        arguments: [
            ("echo program: 42.1", "42.1"), ("test \"$1\" = --version && echo it 3", "3"),
            ("test -z \"$LANG\" && ! read line && echo it 4", "4"), ("echo it 5 >&2", nil), ("exit 1", nil),
            ("exec yes it 6", "6"),
        ] as [(String, String?)])
    func `a program is asked by --version, with no input and no environment, and what it writes is read to a page`(
        script: String, version: String?
    ) async throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/program"
        // Written by another process: a child that another test starts meanwhile would hold it open; execve(2),
        // ETXTBSY.
        _ = try await ChildProcess.run(
            "/bin/sh", ["-c", "printf '%s' \"$1\" > \"$0\" && chmod 755 \"$0\"", path, "#!/bin/sh\n\(script)\n"],
            environment: ["PATH": "/usr/bin:/bin"])
        #expect(ProgramVersion.ask(path, within: .seconds(60)) == version)
    }

    @Test func `a program that is not there or does not end holds nobody up`() throws {
        #expect(ProgramVersion.ask("leadkeeper-has-no-such-program", within: .seconds(60)) == nil)
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/program"
        try "#!/bin/sh\nexec sleep 1000\n".write(toFile: path, atomically: false, encoding: .utf8)
        chmod(path, 0o755)
        #expect(ProgramVersion.ask(path, within: .milliseconds(10)) == nil)
    }

    @Test(.enabled(if: PrivateKeyring.isAvailable, "there is no gnome-keyring"))
    func `the worker tells which program keeps the secrets, again after that was started anew, and locked too`()
        async throws
    {
        let fixture = try await WorkerFixture()
        let installed = try await ChildProcess.run(
            "/usr/bin/gnome-keyring-daemon", ["--version"], environment: ["PATH": "/usr/bin:/bin"])
        let version = try #require(ProgramVersion.version(in: installed.output))
        let provider = try #require(await fixture.client.provider())
        #expect(provider.name == "gnome-keyring" && provider.version == version)
        #expect(provider == KeyringClient.provider(askedAt: fixture.keyring.workerSocket))

        await fixture.keyring.killKeyring()
        #expect(await fixture.newClient(ledgerKnowsSecrets: false).provider() == nil)
        try await fixture.keyring.startKeyring(masterPassword: "wrong")
        #expect(await fixture.client.provider() == provider)
        await fixture.stop()
        #expect(await fixture.client.provider() == nil)
        #expect(KeyringClient.provider(askedAt: fixture.keyring.workerSocket) == nil)
    }

    @Test(.enabled(if: PrivateKeyring.isAvailable, "there is no gnome-keyring"))
    func `whoever asks for the program alone says nothing of a ledger: a new keyring still gets its canary`()
        async throws
    {
        let fixture = try await WorkerFixture()
        #expect(KeyringClient.provider(askedAt: fixture.keyring.workerSocket) != nil)
        #expect(await fixture.client.status() == .ready)
        await fixture.stop()
    }
}
