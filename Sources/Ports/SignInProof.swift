public import Credentials
public import SecureMemory

/// What whoever signs in proves it by.
public enum SignInProof: Sendable {
    /// A client secret or a password.
    case secret(SharedSecret)
    /// A private key that nobody gets to see: its holder states what is asked for.
    case certificate(KeyHolder)
}

/// A version of a credential whose secret is a private key.
public struct KeyHolder: Sendable {
    private let keyring: any Keyring
    private let name: CredentialName
    private let version: SecretVersion
    private let certificate: Certificate

    /// The holder of a version's key; `nil` for a version that is a secret.
    public init?(_ version: SecretVersion, of name: CredentialName, in keyring: any Keyring) {
        guard let certificate = version.certificate else { return nil }
        (self.keyring, self.name, self.version, self.certificate) = (
            keyring, version.keyringName(of: name), version, certificate
        )
    }

    /// A token that states that, signed by the key and good for some minutes.
    ///
    /// Each is good for one request: its id is its own.
    public func assertion(of statement: KeyStatement) async throws(KeyringObstacle) -> SharedSecret {
        let answer = await keyring.assertion(
            of: statement, name, version: version.id, fingerprint: version.fingerprint, certificate: certificate.der)
        switch answer {
        case .value(let assertion): return assertion
        case .intact: throw .absent
        case .obstructed(let obstacle): throw obstacle
        }
    }
}
