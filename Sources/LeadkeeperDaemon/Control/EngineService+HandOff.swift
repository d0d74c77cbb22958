internal import Control
internal import Credentials
internal import Ports
internal import SecureMemory
internal import Upkeep
internal import UpkeepState

/// What Partner Center is to have, has, and was given.
extension EngineService {
    func answer(_ request: GetHandOff, for caller: Caller) async throws -> HandOffStatus {
        try await handOff(of: request.name)
    }

    func answer(_ request: ShowHandOff, for caller: Caller) async throws -> SharedSecret {
        _ = try await handOff(of: request.name)
        return try await ask { () async throws(EngineError) in
            try await engine.showHandOff(of: request.name, to: caller.description)
        }
    }

    func answer(_ request: ConfirmHandOff, for caller: Caller) async throws -> ConnectionStatus {
        _ = try await ask { () async throws(EngineError) in
            try await engine.confirmHandOff(of: request.name, by: caller.description)
        }
        return try await connection(request.name)
    }

    func answer(_ request: VouchForHandOff, for caller: Caller) async throws -> ConnectionStatus {
        _ = try await ask { () async throws(EngineError) in
            try await engine.vouchForHandOff(of: request.name, by: caller.description)
        }
        return try await connection(request.name)
    }

    func answer(_ request: CompareOffer, for caller: Caller) async throws -> OfferComparison {
        let drift: OfferDrift = try await ask { () async throws(EngineError) in
            try await engine.offerDrift(of: request.name)
        }
        let credential = try await status(of: request.name).credential
        return OfferComparison(drift, of: credential)
    }

    private func handOff(of name: CredentialName) async throws -> HandOffStatus {
        let status = try await status(of: name)
        guard let current = status.current else { throw Problem(EngineError(.noSecret, name)) }
        let steps = await engine.steps(of: .handOver, for: status.credential)
        guard
            let sheet = HandOffStatus(
                of: status.credential, version: current.id, rotation: RotationStatus(status),
                handOff: HandOffRecord(current.handOff, deadline: status.handOffDeadline),
                signIns: SignInStatus(status), steps: steps)
        else { throw Problem(EngineError(.nothingToHandOver, name)) }
        return sheet
    }
}
