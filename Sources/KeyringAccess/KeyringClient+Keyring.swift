public import Credentials
internal import KeyringProtocol
public import Ports
public import SecureMemory

/// The engine's keyring is the worker's, reached through the client.
extension KeyringClient: Keyring {
    /// Reads a version's secret, if it is the one whose fingerprint that is.
    public nonisolated func read(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer {
        guard let key = ItemKey(connection: name.description, version: version) else { return .obstructed(.absent) }
        return switch await read(key, expecting: Fingerprint(bytes: fingerprint)) {
        case .value(let secret, _): .value(secret)
        case .absent: .obstructed(.absent)
        case .torn: .obstructed(.torn)
        case .mismatched, .isPrivateKey: .obstructed(.mismatched)
        case .unavailable(let trouble): .obstructed(KeyringObstacle(trouble))
        }
    }

    /// Has a private key made and kept, and a certificate for it; a name that cannot be an item's is refused.
    public func makeKey(
        _ name: CredentialName, version: String, label: String, commonName: String, notBefore: Instant,
        notAfter: Instant
    ) -> KeyringKeyAnswer {
        guard let key = ItemKey(connection: name.description, version: version),
            let wish = CertificateWish(
                commonName: commonName, notBefore: notBefore.secondsSinceEpoch, notAfter: notAfter.secondsSinceEpoch)
        else { return .refused }
        return switch makeKey(key, label: label, wish) {
        case .made(let certificate, let fingerprint):
            .made(certificate: certificate, fingerprint: fingerprint.bytes)
        case .refused(.notWritten): .notWritten
        case .refused: .refused
        case .unavailable(let trouble): .obstructed(KeyringObstacle(trouble))
        }
    }

    /// Has an assertion built and signed by a version's private key, if it is the expected one and the certificate's.
    public func assertion(
        of statement: KeyStatement, _ name: CredentialName, version: String, fingerprint: [UInt8],
        certificate: [UInt8]
    ) -> KeyringAnswer {
        guard let key = ItemKey(connection: name.description, version: version),
            let expected = Fingerprint(bytes: fingerprint)
        else { return .obstructed(.absent) }
        guard let statement = Statement(statement) else { return .obstructed(.mismatched) }
        return switch assert(key, expecting: expected, certificate: certificate, statement) {
        case .assertion(let assertion): .value(assertion)
        case .absent: .obstructed(.absent)
        case .torn: .obstructed(.torn)
        case .mismatched, .isNoPrivateKey: .obstructed(.mismatched)
        case .unavailable(let trouble): .obstructed(KeyringObstacle(trouble))
        }
    }

    /// Tells what `read` would, without the secret leaving the worker.
    public nonisolated func check(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer
    {
        guard let key = ItemKey(connection: name.description, version: version) else { return .obstructed(.absent) }
        return KeyringAnswer(await check(key, expecting: Fingerprint(bytes: fingerprint)))
    }

    /// Tells the same of many, asked together.
    public func check(_ items: [KeyringItem]) -> [KeyringAnswer] {
        let keys = items.map { ItemKey(connection: $0.name.description, version: $0.version) }
        var answers = check(
            zip(keys, items).compactMap { key, item in key.map { ($0, Fingerprint(bytes: item.fingerprint)) } }
        )[...]
        return keys.map { key in
            guard key != nil, let answer = answers.popFirst() else { return .obstructed(.absent) }
            return KeyringAnswer(answer)
        }
    }

    /// Stores a new version's secret, which is then on disk; a name or version that cannot be an item's is refused.
    public func store(_ name: CredentialName, version: String, label: String, secret: SharedSecret)
        -> KeyringStoreAnswer
    {
        guard let key = ItemKey(connection: name.description, version: version) else { return .refused }
        return switch store(key, label: label, secret: secret) {
        case .stored(let fingerprint): .stored(fingerprint: fingerprint.bytes)
        case .refused(.notWritten): .notWritten
        case .refused: .refused
        case .unavailable(let trouble): .obstructed(KeyringObstacle(trouble))
        }
    }

    /// Removes a version's item, and tells whether it is gone.
    public func remove(_ name: CredentialName, version: String) -> Bool {
        guard let key = ItemKey(connection: name.description, version: version) else { return true }
        return switch remove(key) {
        case .removed, .absent: true
        case .notWritten, .unavailable: false
        }
    }
}

extension Statement {
    /// What the engine wants stated; `nil` for an endpoint that the worker states nothing to.
    fileprivate init?(_ statement: KeyStatement) {
        switch statement {
        case .signIn(let endpoint, let application):
            guard let endpoint = TokenEndpoint(endpoint), let id = EntraID(application.description) else { return nil }
            self = .signIn(endpoint, application: id)
        case .possession(let object):
            guard let id = EntraID(object.description) else { return nil }
            self = .possession(of: id)
        }
    }
}

extension KeyringAnswer {
    /// What the worker says of an item that it keeps to itself.
    fileprivate init(_ answer: CheckAnswer) {
        self =
            switch answer {
            case .value: .intact
            case .absent: .obstructed(.absent)
            case .torn: .obstructed(.torn)
            case .mismatched: .obstructed(.mismatched)
            case .unavailable(let trouble): .obstructed(KeyringObstacle(trouble))
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
    /// The fingerprint as the ledger keeps it: eight bytes, the most significant first; `nil` for any other number of
    /// them.
    fileprivate init?(bytes: [UInt8]) {
        guard bytes.count == 8 else { return nil }
        self.init(bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }

    fileprivate var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * UInt64($0))) }
    }
}
