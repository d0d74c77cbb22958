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
        let isOfAll = request.connection == nil
        let found = try await withThrowingTaskGroup(of: Examination?.self) { group in
            for name in names {
                group.addTask {
                    try await ask { () async throws(EngineError) -> Examination? in
                        do throws(EngineError) {
                            return try await engine.examine(name)
                        } catch {
                            // It went while others were examined, which is no reason to answer nothing about those.
                            guard isOfAll, error.code == .unknownCredential else { throw error }
                            return nil
                        }
                    }
                }
            }
            return try await group.reduce(into: [CredentialName: Examination]()) { found, examination in
                if let examination { found[examination.name] = examination }
            }
        }
        return DoctorReport(connections: names.compactMap { found[$0] }.map(DoctorReport.Connection.init))
    }
}
