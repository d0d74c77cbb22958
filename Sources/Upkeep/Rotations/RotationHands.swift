public import Credentials
public import SecureMemory

/// What an effect of a rotation needs beside the effect itself.
public struct RotationJob: Sendable {
    /// The rotation, with the effect written down as under way.
    public var rotation: Rotation
    /// The credential that is rotated.
    public var name: CredentialName
    /// What the configuration says of it; `nil` where it is no longer configured.
    public var credential: Credential?
    /// This installation's id.
    public var install: GUID
    /// The application that asks; `nil` where nobody needs to.
    public var administrator: EntraApplication?
    /// Its secret.
    public var administratorSecret: SharedSecret?
    /// The secret that takes the old one's place.
    public var newSecret: SharedSecret?
    /// The secret that is replaced.
    public var oldSecret: SharedSecret?
    /// What the keyring's item is called.
    public var label: String
    /// What a whole probe is to do.
    public var plan: ProbePlan?
    /// Whether the issuer refuses the old password, so that only an administrator can set a new one.
    public var isOldRefused: Bool
    /// The wall clock.
    public var now: Instant
}

/// What a rotation does to the world outside of the ledger.
public protocol RotationHands: Sendable {
    /// Performs one effect, once, and tells what it brought; where that was not seen it is `Setback(.uncertain)`.
    ///
    /// It never throws and does not block its caller's thread.
    func perform(_ effect: RotationEffect, _ job: RotationJob) async -> RotationOutcome
}

/// A rotation's effects as the seams perform them.
public struct OutsideHands: RotationHands {
    let issuer: any Issuer
    let marketplace: any Marketplace
    let testLeads: any TestLeadFinder
    let prober: any CredentialProber
    let keyring: any Keyring

    /// Performs them through the seams of that world.
    public init(_ world: Engine.World) {
        issuer = world.issuer
        marketplace = world.marketplace
        testLeads = world.testLeads
        prober = world.prober
        keyring = world.keyring
    }

    /// Performs one effect through them.
    public func perform(_ effect: RotationEffect, _ job: RotationJob) async -> RotationOutcome {
        do {
            return switch effect {
            case .listKeys: .keys(try await keys(job))
            case .readAllowance: .allowance(try await allowance(job))
            case .rehearse: await rehearse(job)
            case .addKey: try await addKey(job)
            case .makePassword: await makePassword(job)
            case .changePassword: try await changePassword(job)
            case .removeStray: try await remove(job.rotation.strays.first, job)
            case .removeOld: try await remove(job.rotation.old?.keyID, job)
            case .tryNew: try await tryNew(job)
            case .tryOld: try await signIn(job.oldSecret, job)
            case .prove: try await prove(job)
            case .readOffer: .offer(try await offer(job))
            case .configureLeads: .job(try await configureLeads(job))
            case .publishPreview: .job(try await publish(.preview, job))
            case .publishLive: .job(try await publish(.live, job))
            case .askJob: .jobState(try await jobState(job))
            case .findTestLead: try await findTestLead(job)
            }
        } catch {
            return .setback(error)
        }
    }

    // MARK: Keys

    private func keys(_ job: RotationJob) async throws(Setback) -> [IssuedKey] {
        let (administrator, secret) = try job.asked
        return try await issuer.keys(of: try job.application, as: administrator, secret: secret)
    }

    private func allowance(_ job: RotationJob) async throws(Setback) -> SecretAllowance {
        let (administrator, secret) = try job.asked
        return try await issuer.allowance(of: try job.application, as: administrator, secret: secret)
    }

    private func addKey(_ job: RotationJob) async throws(Setback) -> RotationOutcome {
        let (administrator, secret) = try job.asked
        let longest = job.rotation.allowance?.longestLifetime ?? job.rotation.lifetime
        let minted = try await issuer.addKey(
            to: try job.application, displayName: job.rotation.displayName(install: job.install),
            endsAt: job.now + min(job.rotation.lifetime, longest), as: administrator, secret: secret)
        return await keep(minted.value, of: job, key: minted.key)
    }

    private func remove(_ keyID: GUID?, _ job: RotationJob) async throws(Setback) -> RotationOutcome {
        let (administrator, secret) = try job.asked
        guard let keyID else { return .done }
        try await issuer.removeKey(keyID, from: try job.application, as: administrator, secret: secret)
        return .done
    }

    // MARK: The keyring

    /// A value that cannot be kept must not be minted: the keyring is asked to keep one first.
    private func rehearse(_ job: RotationJob) async -> RotationOutcome {
        let version = job.rotation.id
        let trial = Self.password()
        switch await keyring.store(job.name, version: version, label: "leadkeeper: a trial, of no use to anybody", secret: trial)
        {
        case .stored(let fingerprint):
            let isReadBack =
                if case .value = await keyring.read(job.name, version: version, fingerprint: fingerprint) { true } else { false }
            let isGone = await keyring.remove(job.name, version: version)
            return isReadBack && isGone ? .done : .keyringFault("the keyring does not keep what is written to it")
        case let answer:
            // What an earlier trial has left behind is taken for one that is in the way.
            _ = await keyring.remove(job.name, version: version)
            return .keyringFault(EngineError(answer.code, job.name).description)
        }
    }

    private func makePassword(_ job: RotationJob) async -> RotationOutcome {
        await keep(Self.password(), of: job, key: nil)
    }

    private func keep(_ value: SharedSecret, of job: RotationJob, key: IssuedKey?) async -> RotationOutcome {
        let version = job.rotation.new?.version ?? ""
        let answer = await keyring.store(job.name, version: version, label: job.label, secret: value)
        if case .stored(let fingerprint) = answer { return .kept(key: key, fingerprint: fingerprint) }
        let cause = "the new secret could not be kept: \(EngineError(answer.code, job.name).description)"
        return key.map { .lost(key: $0, cause: cause) } ?? .keyringFault(cause)
    }

    // MARK: The password

    private func changePassword(_ job: RotationJob) async throws(Setback) -> RotationOutcome {
        guard let credential = job.credential, case .office365(let userName, _, _) = credential.identity, let new = job.newSecret
        else { throw Setback(.refused, message: "it is no user's password any more") }
        if let (administrator, secret) = try? job.asked,
            let facts = try? await issuer.passwordFacts(of: userName, as: administrator, secret: secret), facts.isSynchronised
        {
            throw Setback(
                .refused,
                message: "the user belongs to a directory on the organisation's own premises, where the password is changed")
        }
        if let old = job.oldSecret, !job.isOldRefused {
            try await issuer.changePassword(of: credential.identity, from: old, to: new)
        } else {
            let (administrator, secret) = try job.asked
            try await issuer.resetPassword(of: userName, to: new, as: administrator, secret: secret)
        }
        return .done
    }

    // MARK: Proof

    private func tryNew(_ job: RotationJob) async throws(Setback) -> RotationOutcome {
        guard job.rotation.method == .clientSecret else { return try await signIn(job.newSecret, job) }
        guard let secret = job.newSecret else { throw Setback.keyringLacks }
        try await issuer.signIn(as: try job.application, secret: secret)
        return .done
    }

    private func signIn(_ secret: SharedSecret?, _ job: RotationJob) async throws(Setback) -> RotationOutcome {
        guard let credential = job.credential else { throw Setback(.transient, message: "it is not configured") }
        guard let secret else { throw Setback.keyringLacks }
        return .report(
            await prober.probe(
                credential, secret: secret, plan: job.plan ?? ProbePlan(lead: nil), at: job.now,
                secretAge: job.now - job.rotation.stepAt))
    }

    private func prove(_ job: RotationJob) async throws(Setback) -> RotationOutcome {
        guard let credential = job.credential else { throw Setback(.transient, message: "it is not configured") }
        guard let secret = job.newSecret else { throw Setback.keyringLacks }
        guard credential.isProbed else {
            // The administrator's own: what it is there for is to ask this.
            let application = try job.application
            _ = try await issuer.keys(of: application, as: application, secret: secret)
            return .done
        }
        return .report(
            await prober.probe(
                credential, secret: secret, plan: job.plan ?? ProbePlan(lead: nil), at: job.now,
                secretAge: job.now - job.rotation.stepAt))
    }

    // MARK: Partner Center

    private func offer(_ job: RotationJob) async throws(Setback) -> Offer {
        let (administrator, secret) = try job.asked
        guard case .partnerCenter(let offer) = job.rotation.handOff else {
            throw Setback(.refused, message: "no offer is named")
        }
        return try await marketplace.offer(offer, as: administrator, secret: secret)
    }

    private func configureLeads(_ job: RotationJob) async throws(Setback) -> String {
        let (administrator, secret) = try job.asked
        guard let offer = job.rotation.publication?.offer, let destination = offer.draft else {
            throw Setback(.refused, message: "the offer has no lead destination")
        }
        guard let key = job.newSecret else { throw Setback.keyringLacks }
        return try await marketplace.configureLeads(
            of: offer.product, to: destination, key: key, as: administrator, secret: secret)
    }

    private func publish(_ target: Offer.Submission.Target, _ job: RotationJob) async throws(Setback) -> String {
        let (administrator, secret) = try job.asked
        guard let product = job.rotation.publication?.offer?.product else {
            throw Setback(.refused, message: "the offer is not known")
        }
        return try await marketplace.publish(product, to: target, as: administrator, secret: secret)
    }

    private func jobState(_ job: RotationJob) async throws(Setback) -> Offer.JobState {
        let (administrator, secret) = try job.asked
        guard let id = job.rotation.publication?.job else { throw Setback(.absent, message: "no job is under way") }
        return try await marketplace.job(id, as: administrator, secret: secret)
    }

    private func findTestLead(_ job: RotationJob) async throws(Setback) -> RotationOutcome {
        guard let credential = job.credential else { throw Setback(.transient, message: "it is not configured") }
        guard let secret = job.newSecret else { throw Setback.keyringLacks }
        return .testLead(
            try await testLeads.newestTestLead(of: credential, secret: secret, after: job.rotation.evidenceSince))
    }
}

extension OutsideHands {
    private static let classes = ["abcdefghijkmnopqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-_.!#%+:=@"]

    /// A password of 32 characters from four classes, all of which it has; drawn by the system's random source.
    ///
    /// Entra wants three of the four and at most 256 characters; characters that people take for one another are left out.
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

extension RotationJob {
    /// The application whose keys it is about.
    fileprivate var application: EntraApplication {
        get throws(Setback) {
            guard let application = rotation.application else { throw Setback(.refused, message: "it has no application") }
            return application
        }
    }

    /// Whoever asks.
    fileprivate var asked: (EntraApplication, SharedSecret) {
        get throws(Setback) {
            guard let administrator, let administratorSecret else {
                throw Setback(.transient, message: "there is no secret of @administrator")
            }
            return (administrator, administratorSecret)
        }
    }
}

extension Setback {
    fileprivate static let keyringLacks = Setback(.transient, message: "the keyring does not give the secret")
}
