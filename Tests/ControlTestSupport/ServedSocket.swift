import Control
import Curl
import Glibc
import JSON
import LeadkeeperDaemon
import Microhttpd
import SecureMemory
import TestSupport

/// A control server on a socket in a directory of its own, and a client of it.
final class ServedSocket: Sendable {
    let directory: TemporaryDirectory
    let path: String
    let service: TestService
    let server: ControlServer
    let client: HTTPClient

    init(
        failingWith error: (any Error)? = nil, connections: [ConnectionStatus]? = nil,
        access: AccessRules = AccessRules(),
        limits: HTTPServer.Limits = ControlServer.limits
    ) throws {
        directory = try TemporaryDirectory()
        // Others may come as far as the socket, whose own mode and the rules are tested.
        chmod(directory.path, 0o755)
        path = directory.path + "/control.sock"
        service = TestService(failingWith: error, connections: connections)
        server = try ControlServer(at: path, service: service, access: access, limits: limits)
        var configuration = HTTPClient.Configuration()
        configuration.unixSocket = path
        // Only to end a hang.
        configuration.timeout = .seconds(120)
        configuration.lowSpeedTime = configuration.timeout
        client = try HTTPClient(configuration: configuration)
    }

    deinit {
        client.shutDown()
    }

    func send(
        _ method: HTTPRequest.Method, _ target: String, body: HTTPRequest.Body = .none, bodyIsSecret: Bool = false
    ) async throws -> HTTPResponse {
        try await client.perform(
            HTTPRequest(
                method, "http://localhost\(target)", headers: [.init("Content-Type", "application/octet-stream")],
                body: body,
                bodyIsSecret: bodyIsSecret))
    }

    func problem(_ response: HTTPResponse) throws -> Problem {
        try JSONCoder.decode(Problem.self, from: response.body)
    }
}

func secret(_ text: String) -> SharedSecret {
    SharedSecret(SecretBytes(copying: Array(text.utf8)))
}
