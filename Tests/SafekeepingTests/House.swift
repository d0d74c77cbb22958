import Bookkeeping
import Credentials
import Durability
import Foundation
import KeyringAccess
import KeyringProtocol
import SecureMemory
import TestSupport

/// A real keyring, a worker on it, a ledger, and perhaps the daemon; and where all of that could be put back to.
final class House: Sendable {
    static let names = ["contoso", "fabrikam", "northwind"]

    let place: TemporaryDirectory
    let keyring: PrivateKeyring
    let worker: ChildProcess

    var state: String { "\(place.path)/state" }
    var runtime: String { "\(place.path)/run" }
    var configuration: String { "\(place.path)/etc" }
    var ledgerPath: String { "\(state)/\(Ledger.fileName)" }
    /// The options that tell the commands where everything is.
    var options: [String] { ["--state", state, "--keyring-directory", keyring.keyringDirectory] }

    init() async throws {
        place = try TemporaryDirectory()
        keyring = try await PrivateKeyring()
        worker = try await keyring.startWorker(["--keyring-directory", keyring.keyringDirectory])
        for directory in [state, runtime, configuration, "\(configuration)/connections"] {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        // Nobody listens at these: what is stored here is never tried.
        let settings = """
            [Mail]
            Server=smtp://127.0.0.1:1
            [Entra]
            LoginEndpoint=https://127.0.0.1:1
            [Network]
            Timeout=2s
            """
        try settings.write(toFile: "\(configuration)/leadkeeper.conf", atomically: false, encoding: .utf8)
        for name in Self.names {
            let connection = """
                [Connection]
                URL=https://127.0.0.1:1
                Method=azure-ad
                Contacts=ops@contoso.example
                [AzureAD]
                DirectoryID=12345678-8af1-4a5f-1234-12234d01db47
                ApplicationID=23456052-aaaa-bbbb-8662-1234df56788f
                """
            try connection.write(
                toFile: "\(configuration)/connections/\(name).conf", atomically: false, encoding: .utf8)
        }
    }

    /// Starts the daemon and returns when it is ready.
    func startDaemon() async throws -> ChildProcess {
        let daemon = try ChildProcess(
            PrivateKeyring.leadkeeper,
            [
                "run", "--config", configuration, "--state", state, "--runtime", runtime, "--keyring",
                keyring.workerSocket,
            ], environment: ["PATH": "/usr/bin:/bin"])
        guard await daemon.writes("3 connections") else {
            throw ChildProcess.Failure(description: "the daemon is not ready: \(daemon.output)")
        }
        return daemon
    }

    /// Runs a command of the program.
    func run(_ arguments: String..., input: String = "") async throws -> ChildProcess.Ended {
        try await ChildProcess.run(
            PrivateKeyring.leadkeeper, arguments, environment: ["PATH": "/usr/bin:/bin", "TZ": "UTC"],
            input: .text(input))
    }

    func backUp(to path: String, _ more: String...) async throws -> ChildProcess.Ended {
        try await ChildProcess.run(
            PrivateKeyring.leadkeeper, ["backup", path, "--runtime", runtime] + options + more,
            environment: ["PATH": "/usr/bin:/bin"])
    }

    func restore(_ path: String, _ more: String...) async throws -> ChildProcess.Ended {
        try await ChildProcess.run(
            PrivateKeyring.leadkeeper, ["restore", path] + options + more,
            environment: ["PATH": "/usr/bin:/bin", "TZ": "UTC"])
    }

    /// Stores a secret as the daemon does, while none runs.
    func store(_ text: String, for name: String, in ledger: Ledger) async throws {
        let credential = try require(CredentialName(name))
        if try await ledger.record(of: credential) == nil {
            try await ledger.adopt([Adoption(name: credential, configurationDigest: "1", standing: Standing())])
        }
        let version = UUID().uuidString.lowercased()
        let now = Instant(secondsSinceEpoch: 1_795_000_000)
        try await ledger.beginStoring(
            SecretVersion(
                id: version, stage: .current, fingerprint: [], issuedAt: now, storedAt: now, expiry: .never, keyID: nil),
            for: credential)
        let client = KeyringClient(socketPath: keyring.workerSocket, ledgerKnowsSecrets: false)
        let key = try require(ItemKey(connection: name, version: version))
        guard
            case .stored(let fingerprint) = await client.store(
                key, label: "leadkeeper: \(name)", secret: SharedSecret(SecretBytes(copying: text.utf8)))
        else { throw ChildProcess.Failure(description: "failed to store: \(worker.output)") }
        try await ledger.finishStoring(
            version, fingerprint: (0..<8).map { UInt8(truncatingIfNeeded: fingerprint.value >> (56 - 8 * $0)) },
            standing: Standing(),
            event: Event(
                at: now, kind: .init(rawValue: "secret-stored"), credential: credential, message: "it was stored"))
    }

    /// What the ledger calls current and the keyring has, by name; a secret that does not fit its fingerprint is in
    /// brackets.
    func secrets(from client: KeyringClient? = nil) async throws -> [String: String] {
        let ledger = try await Ledger.open(path: ledgerPath)
        let records = try await ledger.snapshot()
        await ledger.close()
        let client = client ?? KeyringClient(socketPath: keyring.workerSocket, ledgerKnowsSecrets: true)
        var found: [String: String] = [:]
        for (name, record) in records {
            guard let current = record.current else { continue }
            let key = try require(ItemKey(connection: name.description, version: current.id))
            let fingerprint = Fingerprint(current.fingerprint.reduce(0) { $0 << 8 | UInt64($1) })
            switch await client.read(key, expecting: fingerprint) {
            case .value(let secret, _):
                found[name.description] = secret.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
            case let answer: found[name.description] = "(\(answer))"
            }
        }
        return found
    }

    /// Stops the keyring, so that its files can be exchanged, does that, and starts it again on what is there then.
    func withKeyringStopped<Result>(_ body: () async throws -> Result) async throws -> Result {
        await keyring.killKeyring()
        let result = try await body()
        try await keyring.startKeyring()
        return result
    }

    private func require<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw ChildProcess.Failure(description: "a sample cannot be used") }
        return value
    }
}
