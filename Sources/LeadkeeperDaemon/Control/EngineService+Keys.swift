internal import Control
internal import Credentials
internal import Upkeep
internal import UpkeepState

/// The client secrets on a connection's application.
extension EngineService {
    func answer(_ request: ListKeys, for caller: Caller) async throws -> KeyList {
        let survey = try await ask { () async throws(EngineError) in try await engine.issuedKeys(of: request.name) }
        let order = { (listed: ListedKey) in
            (listed.key.endsAt?.secondsSinceEpoch ?? .max, listed.key.keyID.description)
        }
        return KeyList(
            name: request.name.description,
            keys: survey.keys.sorted { order($0) < order($1) }.map {
                KeyRecord($0.key, role: KeyRecord.Role($0.role), isSuggested: $0.mayBeCurrent, place: $0.place)
            }, principalObstacle: survey.principalObstacle)
    }

    func answer(_ request: AdoptKey, for caller: Caller) async throws -> ConnectionStatus {
        _ = try await ask { () async throws(EngineError) in
            try await engine.adoptKey(of: request.name, keyID: request.key)
        }
        return try await connection(request.name)
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
