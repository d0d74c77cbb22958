import Foundation
import KeyringAccess
import KeyringProtocol
import SecureMemory
import TestSupport
import Testing

/// A private keyring, a worker on it, and a client of that worker.
struct WorkerFixture {
    let keyring: PrivateKeyring
    let worker: ChildProcess
    let client: KeyringClient

    init(
        keyring: PrivateKeyring? = nil, options: [String] = [], ledgerKnowsSecrets: Bool = false
    ) async throws {
        let keyring = if let keyring { keyring } else { try await PrivateKeyring() }
        self.keyring = keyring
        worker = try await keyring.startWorker(options)
        client = KeyringClient(
            socketPath: keyring.workerSocket, ledgerKnowsSecrets: ledgerKnowsSecrets)
    }

    /// Another client, as a daemon that was started again has.
    func newClient(ledgerKnowsSecrets: Bool, deadline: Duration = .seconds(5)) -> KeyringClient {
        KeyringClient(socketPath: keyring.workerSocket, ledgerKnowsSecrets: ledgerKnowsSecrets, deadline: deadline)
    }

    /// The process ids of the workers that the supervisor has.
    func workers() throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter { pid in
            let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
            let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 1 && fields[0] != "Z" && pid_t(fields[1]) == worker.pid
        }
    }

    /// Stores a secret under a new version, and expects that to work.
    func store(_ text: String, as name: String = "contoso") async throws -> (key: ItemKey, fingerprint: Fingerprint) {
        let key = try newKey(name)
        let answer = await client.store(key, label: "leadkeeper: \(name)", secret: secret(text))
        guard case .stored(let fingerprint) = answer else {
            throw ChildProcess.Failure(description: "failed to store: \(answer)\n\(worker.output)")
        }
        return (key, fingerprint)
    }

    /// What the client says of each, one after the other.
    func check(_ items: [(key: ItemKey, fingerprint: Fingerprint)]) async -> [CheckAnswer] {
        var answers: [CheckAnswer] = []
        for item in items { answers.append(await client.check(item.key, expecting: item.fingerprint)) }
        return answers
    }

    /// What the client says of all, asked at once.
    func checkTogether(_ items: [(key: ItemKey, fingerprint: Fingerprint)]) async -> [CheckAnswer] {
        await client.check(items.map { ($0.key, $0.fingerprint) })
    }

    func stop() async {
        await worker.stop()
    }
}

func newKey(_ name: String = "contoso") throws -> ItemKey {
    try #require(ItemKey(connection: name, version: UUID().uuidString.lowercased()))
}

func secret(_ text: String) -> SharedSecret {
    SharedSecret(SecretBytes(copying: text.utf8))
}

extension ReadAnswer {
    /// The secret as text, or the name of the answer: tests have no secrets.
    var text: String {
        switch self {
        case .value(let secret, _): String(decoding: bytes(of: secret.bytes), as: UTF8.self)
        case .absent: "(absent)"
        case .torn: "(torn)"
        case .mismatched: "(mismatched)"
        case .isPrivateKey: "(a private key)"
        case .unavailable(let trouble): "(\(trouble))"
        }
    }
}
