package import Credentials
package import Ports
package import SecureMemory
package import Synchronization

/// A keyring in memory that answers as it is told to.
package final class SimulatedKeyring: Keyring {
    package struct State {
        package var items: [String: (secret: SharedSecret, fingerprint: [UInt8])] = [:]
        package var outage: KeyringAnswer?
        package var storeOutage: KeyringStoreAnswer?
        package var removalFails = false
    }

    package let state = Mutex(State())

    package init() {}

    package func read(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer {
        state.withLock { state in
            if let outage = state.outage { return outage }
            guard let item = state.items["\(name)/\(version)"] else { return .obstructed(.absent) }
            return item.fingerprint == fingerprint ? .value(item.secret) : .obstructed(.mismatched)
        }
    }

    package func check(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer {
        let answer = await read(name, version: version, fingerprint: fingerprint)
        return if case .value = answer { .intact } else { answer }
    }

    package func store(_ name: CredentialName, version: String, label: String, secret: SharedSecret) async
        -> KeyringStoreAnswer
    {
        state.withLock { state in
            if let outage = state.storeOutage { return outage }
            // As the worker's: the same bytes have the same one.
            let hash = secret.bytes.withBytes { bytes in
                bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
            }
            let fingerprint = withUnsafeBytes(of: hash) { [UInt8]($0) }
            state.items["\(name)/\(version)"] = (secret, fingerprint)
            return .stored(fingerprint: fingerprint)
        }
    }

    package func remove(_ name: CredentialName, version: String) async -> Bool {
        state.withLock { state in
            guard state.outage == nil, !state.removalFails else { return false }
            state.items["\(name)/\(version)"] = nil
            return true
        }
    }
}
