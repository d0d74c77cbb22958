internal import Credentials
internal import Ports
internal import SecureMemory
internal import Synchronization

/// The keyring of a forecast: it gives a stand-in for every secret, never a secret.
///
/// A stand-in says whose it is and of which version, which is all that the rest of the forecast's world asks of it.
final class AssumedKeyring: Keyring {
    /// The stand-ins that were minted on the way, by the version that they are kept as.
    private let minted = Mutex<[String: String]>([:])

    /// The stand-in for a version.
    static func standIn(_ name: CredentialName, version: String) -> String { "\(name)/\(version)" }

    /// A text as a secret.
    static func secret(_ text: String) -> SharedSecret { SharedSecret(SecretBytes(copying: Array(text.utf8))) }

    func read(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer {
        let key = Self.standIn(name, version: version)
        return .value(Self.secret(minted.withLock { $0[key] } ?? key))
    }

    func check(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer { .intact }

    func store(_ name: CredentialName, version: String, label: String, secret: SharedSecret) async
        -> KeyringStoreAnswer
    {
        let key = Self.standIn(name, version: version)
        minted.withLock { $0[key] = secret.standIn }
        // No two are alike, so that nothing is taken for the secret that is there already.
        return .stored(fingerprint: Array(key.utf8))
    }

    func makeKey(
        _ name: CredentialName, version: String, label: String, commonName: String, notBefore: Instant,
        notAfter: Instant
    ) async -> KeyringKeyAnswer {
        let key = Self.standIn(name, version: version)
        return .made(certificate: Array(key.utf8), fingerprint: Array(key.utf8))
    }

    func assertion(
        of statement: KeyStatement, _ name: CredentialName, version: String, fingerprint: [UInt8],
        certificate: [UInt8]
    ) async -> KeyringAnswer {
        .value(Self.secret(Self.standIn(name, version: version)))
    }

    func remove(_ name: CredentialName, version: String) async -> Bool { true }

    func provider() async -> KeyringProvider? { nil }
}

extension SharedSecret {
    /// The text of a stand-in.
    var standIn: String { bytes.withBytes { String(decoding: $0, as: UTF8.self) } }
}

extension SignInProof {
    /// The stand-in that it proves; empty where there is none.
    var standIn: String {
        get async {
            switch self {
            case .secret(let secret): return secret.standIn
            case .certificate(let holder):
                let statement = KeyStatement.signIn(endpoint: "", application: GUID(high: 0, low: 0))
                return (try? await holder.assertion(of: statement))?.standIn ?? ""
            }
        }
    }
}
