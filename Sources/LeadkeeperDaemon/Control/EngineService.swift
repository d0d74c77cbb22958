internal import Control
internal import Credentials
internal import Upkeep
internal import UpkeepState

/// The control API's work, done by the engine.
struct EngineService: ControlService {
    let engine: Engine
    let loop: ServiceLink

    /// Asks the engine; why it does not do what was asked becomes a problem that the client is told.
    func ask<Answer: Sendable>(_ question: () async throws(EngineError) -> Answer) async throws(Problem) -> Answer {
        do {
            return try await question()
        } catch {
            throw Problem(error)
        }
    }

    /// All that the engine knows of a connection.
    func status(of name: CredentialName) async throws(Problem) -> CredentialStatus {
        guard let status = await engine.status(of: name) else { throw .unknownConnection(name) }
        return status
    }

    /// The connection as it is now.
    func connection(_ name: CredentialName) async throws(Problem) -> ConnectionStatus {
        ConnectionStatus(try await status(of: name))
    }
}
