internal import Control
internal import Credentials
internal import SecureMemory
internal import Upkeep
internal import UpkeepState

/// Secrets in and out.
extension EngineService {
    func answer(_ request: StoreSecret, for caller: Caller) async throws -> SecretAnswer {
        let (name, facts) = (request.name, request.facts)
        try await judge(request.secret, of: name, facts)
        let stored = try await ask { () async throws(EngineError) in
            try await engine.setSecret(
                request.secret, for: name,
                SecretSaying(issuedAt: facts.issuedAt, expiry: facts.expiry, keyID: facts.keyID),
                isUnproven: facts.isUnproven, waits: facts.waits)
        }
        return SecretAnswer(stored, of: try await connection(name))
    }

    func answer(_ request: UndoSecret, for caller: Caller) async throws -> SecretAnswer {
        let stored = try await ask { () async throws(EngineError) in try await engine.undoSecret(of: request.name) }
        return SecretAnswer(stored, of: try await connection(request.name))
    }

    func answer(_ request: ShowSecret, for caller: Caller) async throws -> SharedSecret {
        try await ask { () async throws(EngineError) in
            try await engine.revealSecret(of: request.name, to: caller.description)
        }
    }

    func answer(_ request: RemoveSecret, for caller: Caller) async throws -> SecretRemoval {
        let removal = try await ask { () async throws(EngineError) in try await engine.removeSecret(of: request.name) }
        return SecretRemoval(name: request.name.description, versions: removal.versions, waiting: removal.waiting)
    }

    /// Throws `invalidValue` for what cannot be a secret of the connection's kind, and for dates that cannot be those
    /// of one.
    private func judge(_ secret: SharedSecret, of name: CredentialName, _ facts: SecretFacts) async throws(Problem) {
        let status = try await status(of: name)
        let identity = status.credential.identity
        let objection = secret.bytes.withBytes { SecretForm.objection(to: $0, of: status.credential) }
        if let objection {
            throw Problem(objection)
        }
        // A client secret's key id is a GUID; what is none may be the secret itself, in the wrong place.
        if identity.secretKind == .clientSecret, let keyID = facts.keyID, GUID(keyID) == nil {
            throw Problem(
                .invalidValue, "the key id is not a GUID",
                hint: "it is what Entra calls the Secret ID; leave it out if it is not known")
        }
        if identity.secretKind == .address, !status.credential.isCopied, case .at = facts.expiry {
            throw Problem(
                .invalidValue, "the URL of a channel or a monitor has no expiry date",
                hint: "whether it works is seen by its next use: `leadkeeper notices`, `leadkeeper status`")
        }
        let today = await engine.doubtsClock ? nil : SecretDates.Today.somewhere(at: status.at)
        if let objection = facts.dates.objection(today: today) {
            throw Problem(.invalidValue, objection.description, hint: objection.advice)
        }
    }
}

extension Problem {
    /// Why bytes are no secret.
    init(_ objection: SecretForm.Objection) {
        self.init(.invalidValue, objection.description, hint: objection.advice)
    }
}

extension SecretAnswer {
    fileprivate init(_ stored: StoredSecret, of connection: ConnectionStatus) {
        let (outcome, reason): (Outcome, TrialVerdict.Reason?) =
            switch stored.outcome {
            case .inUse(let reason): (.inUse, reason)
            case .onTrial: (.onTrial, nil)
            case .refused: (.refused, nil)
            case .withdrawn: (.withdrawn, nil)
            }
        self.init(connection: connection, outcome: outcome, reason: reason, answer: ProbeStatus(stored.report))
    }
}
