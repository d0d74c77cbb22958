internal import Control
internal import Credentials
internal import Doctor
internal import Upkeep
internal import UpkeepState

/// Whether connections are set up as they have to be.
extension EngineService {
    func answer(_ request: RunDoctor, for caller: Caller) async throws -> DoctorReport {
        let names =
            if let name = request.connection {
                [name]
            } else {
                await engine.statuses().filter { $0.credential.destination != nil }.map(\.credential.name)
            }
        // The engine bounds how many are made at once.
        let found = try await withThrowingTaskGroup(of: Examination.self) { group in
            for name in names {
                group.addTask {
                    try await ask { () async throws(EngineError) in try await engine.examine(name) }
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.name] = $1 }
        }
        return DoctorReport(connections: names.compactMap { found[$0] }.map(DoctorReport.Connection.init))
    }
}
