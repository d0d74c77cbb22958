internal import Credentials
internal import KeyringProtocol
internal import Ports
internal import SecureMemory
internal import Upkeep

/// The keyring behind the worker's socket.
struct WorkerKeyring: Keyring {
    let client: KeyringClient

    func read(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer {
        guard let key = ItemKey(connection: name.description, version: version) else { return .obstructed(.absent) }
        switch await client.read(key, expecting: Fingerprint(bytes: fingerprint)) {
        case .value(let secret, _): return .value(secret)
        case .absent: return .obstructed(.absent)
        case .torn: return .obstructed(.torn)
        case .mismatched: return .obstructed(.mismatched)
        case .unavailable(let trouble): return .obstructed(KeyringObstacle(trouble))
        }
    }

    func check(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer {
        guard let key = ItemKey(connection: name.description, version: version) else { return .obstructed(.absent) }
        switch await client.check(key, expecting: Fingerprint(bytes: fingerprint)) {
        case .value: return .intact
        case .absent: return .obstructed(.absent)
        case .torn: return .obstructed(.torn)
        case .mismatched: return .obstructed(.mismatched)
        case .unavailable(let trouble): return .obstructed(KeyringObstacle(trouble))
        }
    }

    func store(_ name: CredentialName, version: String, label: String, secret: SharedSecret) async -> KeyringStoreAnswer {
        guard let key = ItemKey(connection: name.description, version: version) else { return .refused }
        switch await client.store(key, label: label, secret: secret) {
        case .stored(let fingerprint): return .stored(fingerprint: fingerprint.bytes)
        case .refused(.notWritten): return .notWritten
        case .refused: return .refused
        case .unavailable(let trouble): return .obstructed(KeyringObstacle(trouble))
        }
    }

    func remove(_ name: CredentialName, version: String) async -> Bool {
        guard let key = ItemKey(connection: name.description, version: version) else { return true }
        switch await client.remove(key) {
        case .removed, .absent: return true
        case .notWritten, .unavailable: return false
        }
    }
}

extension KeyringObstacle {
    /// What the worker says of the keyring.
    fileprivate init(_ trouble: KeyringTrouble) {
        self =
            switch trouble {
            case .locked: .locked
            case .degraded: .degraded
            case .timedOut: .timedOut
            case .unreachable: .unreachable
            }
    }
}

extension Fingerprint {
    /// The fingerprint as the ledger keeps it: eight bytes, the most significant first; `nil` for any other number of them.
    fileprivate init?(bytes: [UInt8]) {
        guard bytes.count == 8 else { return nil }
        self.init(bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }

    fileprivate var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * UInt64($0))) }
    }
}
