import Control
import Curl
import Foundation
import LeadkeeperDaemon
import Microhttpd
import SecureMemory

/// A control server on a socket in a directory of its own, and a client of it.
final class ServedSocket: Sendable {
    let directory: String
    let path: String
    let service: TestService
    let server: ControlServer
    let client: HTTPClient

    init(
        failingWith error: (any Error)? = nil, access: AccessRules = AccessRules(),
        limits: HTTPServer.Limits = ControlServer.limits
    ) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "control-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        self.directory = directory.path
        path = directory.appending(path: "control.sock").path
        service = TestService(failingWith: error)
        server = try ControlServer(at: path, service: service, access: access, limits: limits)
        var configuration = HTTPClient.Configuration()
        configuration.unixSocket = path
        client = try HTTPClient(configuration: configuration)
    }

    deinit {
        client.shutDown()
        try? FileManager.default.removeItem(atPath: directory)
    }

    func send(
        _ method: HTTPRequest.Method, _ target: String, body: HTTPRequest.Body = .none, bodyIsSecret: Bool = false
    ) async throws -> HTTPResponse {
        try await client.perform(
            HTTPRequest(
                method, "http://localhost\(target)", headers: [.init("Content-Type", "application/octet-stream")], body: body,
                bodyIsSecret: bodyIsSecret))
    }

    func problem(_ response: HTTPResponse) throws -> Problem {
        try Wire.decode(Problem.self, from: response.body)
    }
}

func secret(_ text: String) -> SharedSecret {
    SharedSecret(SecretBytes(copying: Array(text.utf8)))
}
