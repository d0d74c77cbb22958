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
        /// Whose versions were asked for without being read, in order.
        package var checked: [CredentialName] = []
        package var provider: KeyringProvider?
        package var providerQuestions = 0
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
        state.withLock { $0.checked.append(name) }
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

    package func makeKey(
        _ name: CredentialName, version: String, label: String, commonName: String, notBefore: Instant,
        notAfter: Instant
    ) async -> KeyringKeyAnswer {
        // A name in place of a key, which the assertions carry.
        let key = SharedSecret(SecretBytes(copying: "the key \(name)/\(version)".utf8))
        switch await store(name, version: version, label: label, secret: key) {
        case .stored(let fingerprint):
            return .made(certificate: Array("certificate of \(name)/\(version)".utf8), fingerprint: fingerprint)
        case .refused: return .refused
        case .notWritten: return .notWritten
        case .obstructed(let obstacle): return .obstructed(obstacle)
        }
    }

    package func assertion(
        of statement: KeyStatement, _ name: CredentialName, version: String, fingerprint: [UInt8],
        certificate: [UInt8]
    ) async -> KeyringAnswer {
        let answer = await read(name, version: version, fingerprint: fingerprint)
        guard case .value(let key) = answer else { return answer }
        return .value(key)
    }

    package func provider() async -> KeyringProvider? {
        state.withLock { state in
            state.providerQuestions += 1
            return state.provider
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
