internal import Credentials
internal import Ports
internal import SecureMemory

/// Client secrets and certificates on an application.
extension RotationPerformer {
    func keys(_ context: RotationContext) async throws(Setback) -> [IssuedKey] {
        let who = try context.who
        if context.rotation.method == .certificate {
            return try await issuer.certificates(of: try context.application, as: who.application, proof: who.proof)
        }
        return try await issuer.keys(of: try context.application, as: who.application, proof: who.proof)
    }

    func allowance(_ context: RotationContext) async throws(Setback) -> SecretAllowance {
        let who = try context.who
        if context.rotation.method == .certificate {
            return try await issuer.certificateAllowance(
                of: try context.application, as: who.application, proof: who.proof)
        }
        return try await issuer.allowance(of: try context.application, as: who.application, proof: who.proof)
    }

    func addKey(_ context: RotationContext) async throws(Setback) -> RotationOutcome {
        let who = try context.who
        let minted = try await issuer.addKey(
            to: try context.application, displayName: context.rotation.displayName(install: context.install),
            endsAt: context.now + context.lifetime, as: who.application, proof: who.proof)
        return await keep(minted.value, of: context, key: minted.key)
    }

    func remove(_ keyID: GUID?, _ context: RotationContext) async throws(Setback) -> RotationOutcome {
        let who = try context.who
        guard let keyID else { return .done }
        if context.rotation.method == .certificate {
            try await issuer.removeCertificate(
                keyID, from: try context.application, possession: try context.holder, as: who.application,
                proof: who.proof)
            return .done
        }
        try await issuer.removeKey(keyID, from: try context.application, as: who.application, proof: who.proof)
        return .done
    }
}

extension RotationContext {
    /// How long the new one is to live: as long as is wished for, as far as the policy allows.
    fileprivate var lifetime: TimeSpan {
        min(rotation.lifetime, rotation.allowance?.longestLifetime ?? rotation.lifetime)
    }
}

/// The keyring, which has a new secret before anything else does.
extension RotationPerformer {
    /// A value that cannot be kept must not be minted: the keyring is asked to keep one first.
    func rehearse(_ context: RotationContext) async -> RotationOutcome {
        let version = context.rotation.id
        let label = "leadkeeper: a trial, of no use to anybody"
        let answer = await keyring.store(context.name, version: version, label: label, secret: Self.password())
        guard case .stored(let fingerprint) = answer else {
            // What an earlier trial has left behind is taken for one that is in the way.
            _ = await keyring.remove(context.name, version: version)
            return .keyringFault(answer.cause)
        }
        let isReadBack =
            if case .value = await keyring.read(context.name, version: version, fingerprint: fingerprint) { true } else
            { false }
        let isGone = await keyring.remove(context.name, version: version)
        return isReadBack && isGone ? .done : .keyringFault("the keyring does not keep what is written to it")
    }

    /// Has a private key made where it stays; nobody but the keyring is asked.
    func makeKey(_ context: RotationContext) async -> RotationOutcome {
        let begin = context.now - Certificate.head
        // Its whole validity counts by a policy, from its first second on.
        let end = begin + context.lifetime
        let answer = await keyring.makeKey(
            context.name, version: context.rotation.new?.version ?? "", label: context.label,
            commonName: Certificate.commonName(of: context.name, at: context.now), notBefore: begin, notAfter: end)
        return switch answer {
        case .made(let certificate, let fingerprint):
            .made(Certificate(der: certificate), endsAt: end, fingerprint: fingerprint)
        case .refused: .keyringFault("the keyring makes no such key")
        case .notWritten: .keyringFault("the keyring could not be written")
        case .obstructed(let obstacle): .keyringFault(obstacle.sentence())
        }
    }

    /// Has the issuer take the certificate of the key that was made.
    func addCertificate(_ context: RotationContext) async throws(Setback) -> RotationOutcome {
        let who = try context.who
        guard let certificate = context.rotation.new?.certificate else {
            throw Setback(.refused, message: "there is no certificate to be added")
        }
        return .added(
            try await issuer.addCertificate(
                certificate, to: try context.application,
                displayName: context.rotation.displayName(install: context.install), possession: try context.holder,
                as: who.application, proof: who.proof))
    }

    func makePassword(_ context: RotationContext) async -> RotationOutcome {
        await keep(Self.password(), of: context, key: nil)
    }

    private func keep(_ value: SharedSecret, of context: RotationContext, key: IssuedKey?) async -> RotationOutcome {
        let version = context.rotation.new?.version ?? ""
        let answer = await keyring.store(context.name, version: version, label: context.label, secret: value)
        if case .stored(let fingerprint) = answer { return .kept(key: key, fingerprint: fingerprint) }
        let cause = "the new secret could not be kept: \(answer.cause)"
        // What the issuer has minted is lost with its value; a password of ours was nowhere else yet.
        return key.map { .lost(key: $0, cause: cause) } ?? .keyringFault(cause)
    }

    private static let classes = ["abcdefghijkmnopqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-_.!#%+:=@"]

    /// A password of 32 characters from four classes, all of which it has; drawn by the system's random source.
    ///
    /// Entra wants three of the four and at most 256 characters; characters that people take for one another are left
    /// out.
    static func password() -> SharedSecret {
        var random = SystemRandomNumberGenerator()
        let alphabet = classes.flatMap { Array($0.utf8) }
        return SharedSecret(
            SecretBytes(capacity: 32) { memory in
                repeat {
                    for index in 0..<32 { memory[index] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
                } while !classes.allSatisfy { one in memory[0..<32].contains { one.utf8.contains($0) } }
                return 32
            })
    }
}
