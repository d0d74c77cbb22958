internal import Control
internal import Credentials
internal import Ports
internal import Upkeep
internal import UpkeepState
internal import Wording

/// What people ask of rotations.
extension EngineService {
    func answer(_ request: PlanRotation, for caller: Caller) async throws -> RotationPlanStatus {
        let plan: RotationPlan = try await ask { () async throws(EngineError) in
            try await engine.planRotation(of: request.name)
        }
        let status = try await status(of: request.name)
        return RotationPlanStatus(
            name: request.name.description, mode: status.credential.rotation.mode, isUnderWay: status.rotation != nil,
            steps: plan.steps.map { .init(effect: $0.effect, sentence: plan.sentence(of: $0)) },
            obstacle: plan.obstacle,
            byHand: await engine.steps(of: .replace, for: status.credential))
    }

    func answer(_ request: BeginRotation, for caller: Caller) async throws -> ConnectionStatus {
        let name = request.name
        _ = try await ask { () async throws(EngineError) in
            if request.retiresOld { return try await engine.retireOld(of: name, by: caller.description) }
            return request.publishesEdits
                ? try await engine.publishOthersEdits(of: name) : try await engine.beginRotation(of: name)
        }
        return try await connection(name)
    }

    func answer(_ request: AbortRotation, for caller: Caller) async throws -> ConnectionStatus {
        _ = try await ask { () async throws(EngineError) in try await engine.abortRotation(of: request.name) }
        return try await connection(request.name)
    }
}
