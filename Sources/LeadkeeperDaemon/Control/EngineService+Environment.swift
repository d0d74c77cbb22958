internal import Configuration
internal import Control
internal import Credentials
internal import Microsoft

/// Environments that are no connection's yet.
extension EngineService {
    func answer(_ request: TryEnvironment, for caller: Caller) async throws -> EnvironmentTrialStatus {
        let address: String
        switch ConnectionValue.url.read(request.environment) {
        case .success(let text): address = text
        case .failure(let fault): throw Problem(.invalidValue, fault.cause)
        }
        let prober = try await loop.service().outside.prober
        let (directory, report) = await prober.meet(address, at: SystemTimekeeper().now())
        return EnvironmentTrialStatus(url: address, directory: directory?.description, probe: ProbeStatus(report))
    }
}
