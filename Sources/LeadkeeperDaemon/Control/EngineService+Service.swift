internal import Bookkeeping
internal import Control
internal import Upkeep

/// What concerns the daemon and its files: backups, and reading the configuration again.
extension EngineService {
    func answer(_ request: BeginBackup, for caller: Caller) async throws -> BackupStatus {
        do {
            return BackupStatus(copy: try await engine.beginBackup(by: caller.description))
        } catch {
            let code: Problem.Code = [.full, .reserve, .notPermitted].contains(error.code) ? .cannotWrite : .temporary
            throw Problem(code, error.description, hint: Problem.ledgerHint)
        }
    }

    func answer(_ request: EndBackup, for caller: Caller) async throws -> BackupStatus {
        await engine.endBackup()
        return BackupStatus(copy: nil)
    }

    func answer(_ request: ReloadConfiguration, for caller: Caller) async throws -> ReloadStatus {
        try await loop.service().reload(allowingEmpty: request.allowsEmpty)
    }
}
