import Foundation
import Simulators
import TestSupport
import Testing

@Suite struct SimulatorCommandTests {
    /// The command as built beside the tests.
    private static let command = Bundle.main.executableURL?.deletingLastPathComponent().appending(
        path: "leadkeeper-simulator"
    )
    .path
    private static var isBuilt: Bool { command.map { FileManager.default.isExecutableFile(atPath: $0) } ?? false }

    private struct Ready: Decodable {
        let port: UInt16
        let ca: String
        let seed: UInt64
        let adminPath: String?
        let administrator: Administrator?
    }

    private struct Administrator: Decodable {
        let directory: String
        let application: String
        let secret: String
    }

    @Test(.enabled("the command is not built beside the tests") { isBuilt })
    func `the command serves a world, is administered, and ends with its input`() async throws {
        let directory = try TemporaryDirectory()
        let world = directory.url.appending(path: "world.json")
        let tenant = Sample.tenant
        let text = """
            {"tenants":[{"id":"\(tenant)","domains":["contoso.example"]}],
             "apps":[{"id":"\(Sample.app)","tenants":["\(tenant)"],"secrets":[{"value":"right"}]}],
             "environments":[{"host":"contoso.localhost","tenant":"\(tenant)","members":[{"identity":"\(Sample.app)"}]}]}
            """
        try text.write(to: world, atomically: true, encoding: .utf8)
        let socket = directory.url.appending(path: "admin.sock").path
        let process = try ChildProcess(
            try #require(Self.command),
            [
                "--world", world.path, "--hostility", "0", "--seed", "5", "--admin", socket, "--directory",
                directory.url.appending(path: "cloud").path, "--administrator", tenant, "--offers", "--publishing",
                "60",
                "--until-eof",
            ], environment: ["PATH": "/usr/bin:/bin"], input: .open)
        #expect(await process.writes("\n"), "\(process.output)")
        let ready = try JSONDecoder().decode(Ready.self, from: Data(process.standardOutput.utf8))
        #expect(ready.seed == 5 && ready.adminPath == socket)

        func ask(_ arguments: [String]) async throws -> String {
            try await ChildProcess.run("curl", ["-sS", "--cacert", ready.ca] + arguments).output
        }
        func administer(_ path: String, _ arguments: [String] = []) async throws -> String {
            try await ask(["--unix-socket", socket] + arguments + ["http://admin\(path)"])
        }
        let realm = "https://login.localhost:\(ready.port)/common/userrealm/x@contoso.example"
        #expect(try await ask([realm]).contains("managed"))
        let administrator = try #require(ready.administrator)
        #expect(administrator.directory == tenant)
        let token = try await ask([
            "https://login.localhost:\(ready.port)/\(tenant)/oauth2/v2.0/token", "-d",
            "client_id=\(administrator.application)",
            "-d", "client_secret=\(administrator.secret)", "-d", "scope=https://graph.localhost/.default", "-d",
            "grant_type=client_credentials",
        ])
        let members = try #require(try JSONSerialization.jsonObject(with: Data(token.utf8)) as? [String: Any])
        let bearer = "Authorization: Bearer \(members["access_token"] as? String ?? "")"
        let added = try await ask([
            "-H", bearer, "-H", "Content-Type: application/json", "-d", "{}",
            "https://graph.localhost:\(ready.port)/v1.0/applications(appId='\(Sample.app)')/addPassword",
        ])
        #expect(added.contains("\"secretText\":\""))
        #expect(try await administer("/history").contains("\"step\":\"realm\""))
        #expect(try await administer("/leads") == "{\"contoso.localhost\":0}")
        _ = try await administer("/faults", ["--data-binary", "{\"name\":\"status-502\",\"count\":1}"])
        #expect(try await ask([realm]).contains("Bad Gateway"))
        _ = try await administer("/clock", ["--data-binary", "{\"set\":\"2030-01-01T00:00:00Z\"}"])
        #expect(try await administer("/clock").contains("2030-01-01"))
        func act(_ name: String) async throws -> String {
            try await administer(
                "/marketplace", ["-w", "%{http_code}", "--data-binary", "{\"offer\":\"contoso\",\"do\":\"\(name)\"}"])
        }
        for name in ["validate", "lead", "publish-preview"] { #expect(try await act(name) == "204", "\(name)") }
        #expect(try await act("publish-live").hasSuffix("409"))
        _ = try await administer("/clock", ["--data-binary", "{\"advance\":61}"])
        #expect(try await act("publish-live") == "204")
        _ = try await administer("/clock", ["--data-binary", "{\"advance\":61}"])
        #expect(try await administer("/leads") == "{\"contoso.localhost\":3}")
        let current = try await administer("/world")
        #expect(
            try await administer("/world", ["-X", "PUT", "-w", "%{http_code}", "--data-binary", current]) == "204")
        #expect(
            try await administer("/world", ["-X", "PUT", "-w", "%{http_code}", "--data-binary", "{"]).hasSuffix("422"))

        process.closeInput()
        #expect(await process.exit() == .code(0))
        #expect(!FileManager.default.fileExists(atPath: socket))
    }

    @Test(.enabled("the command is not built beside the tests") { isBuilt })
    func `the command explains itself, and refuses what is not loopback`() async throws {
        let command = try #require(Self.command)
        #expect(try await ChildProcess.run(command, ["--help"]).output.contains("--hostility"))
        #expect(try await ChildProcess.run(command, ["--nonsense"]).status == 64)
        let directory = try TemporaryDirectory()
        let open = try await ChildProcess.run(command, ["--address", "0.0.0.0", "--directory", directory.url.path])
        #expect(open.status == 1 && open.errors.contains("not a loopback address"))
    }
}
