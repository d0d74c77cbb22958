internal import Curl
internal import Foundation
internal import TestSupport

extension RudeServer {
    /// One server for all tests of this module: it keeps no state but the history, in which each test looks for its own
    /// mark.
    static let shared = Task { try await RudeServer() }

    /// A client that trusts this server's authority, with limits that a test can wait for.
    func client(_ change: (inout HTTPClient.Configuration) -> Void = { _ in }) throws -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.caFile = caFile
        configuration.connectTimeout = .seconds(5)
        configuration.timeout = .seconds(20)
        change(&configuration)
        return try HTTPClient(configuration: configuration)
    }

    /// The requests that the server read and whose target contains `mark`.
    func history(_ mark: String) async throws -> [Request] {
        let answer = try await client().perform(HTTPRequest(.get, url("/history"), bodyLimit: 64 << 20))
        return try JSONDecoder().decode([Request].self, from: Data(answer.body)).filter { $0.target.contains(mark) }
    }
}

/// The error that `body` ends with, or nil.
func curlError(_ body: () async throws -> some Any) async -> CurlError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? CurlError
    }
}
