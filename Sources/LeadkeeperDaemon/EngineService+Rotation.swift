internal import Control
internal import Credentials
internal import Ports
internal import SecureMemory
internal import Upkeep

/// What people ask of rotations, done by the engine.
extension EngineService {
    func planRotation(of name: CredentialName) async throws -> RotationPlanStatus {
        let plan: RotationPlan = try await answer { () async throws(EngineError) in try await engine.planRotation(of: name) }
        let status = try await status(of: name)
        return RotationPlanStatus(
            name: name.description, mode: status.credential.rotation.mode, isUnderWay: status.rotation != nil,
            steps: plan.steps.map { .init(effect: $0.effect, sentence: $0.sentence) }, obstacle: plan.obstacle,
            byHand: await engine.steps(of: .replace, for: status.credential))
    }

    func beginRotation(of name: CredentialName, publishingEdits: Bool, for caller: Caller) async throws -> ConnectionStatus {
        _ = try await answer { () async throws(EngineError) in
            publishingEdits ? try await engine.publishOthersEdits(of: name) : try await engine.beginRotation(of: name)
        }
        return try await connection(name)
    }

    func abortRotation(of name: CredentialName, for caller: Caller) async throws -> ConnectionStatus {
        _ = try await answer { () async throws(EngineError) in try await engine.abortRotation(of: name) }
        return try await connection(name)
    }

    func handOff(of name: CredentialName) async throws -> HandOffStatus {
        let status = try await status(of: name)
        guard let current = status.current else { throw Problem(EngineError(.noSecret, name)) }
        let steps = await engine.steps(of: .handOver, for: status.credential)
        guard
            let sheet = HandOffStatus(
                of: status.credential, version: current.id, rotation: RotationStatus(status),
                handOff: HandOffRecord(current.handOff, deadline: status.handOffDeadline), steps: steps)
        else { throw Problem(.notPossible, "it is leadkeeper's own, and Partner Center has no copy of it") }
        return sheet
    }

    func showHandOff(of name: CredentialName, for caller: Caller) async throws -> SharedSecret {
        _ = try await handOff(of: name)
        return try await answer { () async throws(EngineError) in
            try await engine.showHandOff(of: name, to: caller.description).secret
        }
    }

    func confirmHandOff(of name: CredentialName, for caller: Caller) async throws -> ConnectionStatus {
        _ = try await answer { () async throws(EngineError) in
            try await engine.confirmHandOff(of: name, by: caller.description)
        }
        return try await connection(name)
    }

    func vouchForHandOff(of name: CredentialName, for caller: Caller) async throws -> ConnectionStatus {
        _ = try await answer { () async throws(EngineError) in
            try await engine.vouchForHandOff(of: name, by: caller.description)
        }
        return try await connection(name)
    }

    func offer(of name: CredentialName) async throws -> OfferComparison {
        let drift: OfferDrift = try await answer { () async throws(EngineError) in try await engine.offerDrift(of: name) }
        let credential = try await status(of: name).credential
        return OfferComparison(drift, of: credential)
    }

    func keys(of name: CredentialName) async throws -> KeyList {
        let survey = try await answer { () async throws(EngineError) in try await engine.issuedKeys(of: name) }
        let order = { (listed: ListedKey) in (listed.key.endsAt?.secondsSinceEpoch ?? .max, listed.key.keyID.description) }
        return KeyList(
            name: name.description,
            keys: survey.keys.sorted { order($0) < order($1) }.map {
                KeyRecord($0.key, role: KeyRecord.Role($0.role), isSuggested: $0.mayBeCurrent, place: $0.place)
            }, principalObstacle: survey.principalObstacle)
    }

    func adoptKey(_ key: GUID, of name: CredentialName, for caller: Caller) async throws -> ConnectionStatus {
        _ = try await answer { () async throws(EngineError) in try await engine.adoptKey(of: name, keyID: key) }
        return try await connection(name)
    }

    private func status(of name: CredentialName) async throws(Problem) -> CredentialStatus {
        guard let status = await engine.status(of: name) else { throw .unknownConnection(name) }
        return status
    }

    private func answer<Answer: Sendable>(_ question: () async throws(EngineError) -> Answer) async throws(Problem) -> Answer {
        do {
            return try await question()
        } catch {
            throw Problem(error)
        }
    }
}

extension RotationStatus {
    /// Where a credential's rotation stands.
    init(_ status: CredentialStatus) {
        self.init(
            mode: status.credential.rotation.mode, of: status.rotation, waitingFor: status.rotationWait, last: status.lastRotation
        )
    }
}

extension KeyRecord.Role {
    fileprivate init(_ role: ListedKey.Role) {
        self =
            switch role {
            case .current: .current
            case .pending: .pending
            case .previous: .previous
            case .ours: .ours
            case .foreign: .foreign
            }
    }
}
