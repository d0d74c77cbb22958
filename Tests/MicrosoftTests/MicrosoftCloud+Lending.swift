import Curl
import Foundation
import Simulators

extension MicrosoftCloud {
    /// Brings a cloud up, lends it, and takes it down.
    static func lend(
        _ world: World, faults: [Fault] = [], hostility: Double = 0, seed: UInt64? = nil,
        _ body: (MicrosoftCloud) async throws -> Void
    ) async throws {
        let cloud = try await MicrosoftCloud.start(world: world, seed: seed, hostility: hostility)
        for fault in faults { cloud.inject(fault) }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(cloud))
        } catch {
            result = .failure(error)
        }
        await cloud.stop()
        try result.get()
    }

    /// A client that trusts this cloud, with connections of its own.
    func client(timeout: Duration) throws -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.caFile = caFile.path
        configuration.timeout = timeout
        return try HTTPClient(configuration: configuration)
    }
}
