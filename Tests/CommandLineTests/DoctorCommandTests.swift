import Control
import Doctor
import Foundation
import TestSupport
import Testing

@testable import ControlTestSupport

/// `leadkeeper doctor`, against a daemon that has found what the test says.
@Suite struct DoctorCommandTests: ProgramSuite {
    let served: ServedSocket

    init() throws {
        served = try ServedSocket()
    }

    @Test func `a fault is shown with its evidence, its steps and its section, and ends with 1`() async throws {
        let run = try await run("doctor", "contoso")
        #expect(run.status == 1)
        #expect(run.output.contains("contoso: 1 fault, 1 warning, 1 ok, 2 cannot be told"))
        #expect(run.output.contains("lead-writer-role"))
        #expect(run.output.contains("because of lead-writer-role"))
        #expect(run.output.contains("Assigned is no role."))
        #expect(run.output.contains("1. Assign the role."))
        #expect(run.output.contains("section: Security settings"))
        #expect(run.output.contains("leadkeeper rotate contoso --dry-run"))
        #expect(!run.output.contains("environment-hosted"))
        #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.contains("https://") })
    }

    @Test func `what is right is shown if it is asked for`() async throws {
        let run = try await run("doctor", "contoso", "--verbose")
        #expect(run.output.contains("environment-hosted"))
    }

    @Test(arguments: ["healthy", "dim"])
    func `without a fault it ends with 0, whatever could not be told`(name: String) async throws {
        let run = try await run("doctor", name)
        #expect(run.status == 0)
    }

    @Test func `JSON has every finding, with the right that is missing`() async throws {
        let run = try await run("doctor", "contoso", "--json")
        #expect(run.status == 1)
        let report = try JSONDecoder().decode(DoctorReport.self, from: Data(run.output.utf8))
        #expect(report.connections.map(\.name) == ["contoso"])
        #expect(report.connections[0].findings.contains { $0.missingRight == "Application.Read.All" })
        #expect(report.connections[0].findings.contains { $0.cause == .leadWriterRole })
    }

    @Test func `without a name every connection is examined`() async throws {
        let run = try await run("doctor")
        #expect(run.output.contains("contoso: 1 fault"))
    }

    @Test(arguments: [["unknown", "contoso"], ["contoso", "unknown"], ["healthy", "contoso", "unknown", "dim"]])
    func `a name that is not there is told before any of the others is examined`(names: [String]) async throws {
        let run = try await run(["doctor"] + names)
        #expect(run.status != 0 && run.status != 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("unknown"), "\(run.errors)")
        #expect(await served.service.calls.allSatisfy { $0.hasPrefix("connection ") })
    }

    @Test func `the machine is examined without a daemon`() async throws {
        let directory = served.directory.path + "/host"
        try FileManager.default.createDirectory(
            atPath: directory + "/connections", withIntermediateDirectories: true)
        let text =
            "[Mail]\nServer=smtp://localhost:1\n[Entra]\nLoginEndpoint=https://localhost:1\n"
            + "GraphEndpoint=https://localhost:1\n"
        try Data(text.utf8).write(to: URL(filePath: directory + "/leadkeeper.conf"))
        let ended = try await Program.run([
            "doctor", "--host", "--json", "--config", directory, "--state", directory, "--keyring",
            directory + "/none.sock",
        ])
        #expect(ended.status == 1, "\(ended.errors)")
        let report = try JSONDecoder().decode(HostReport.self, from: Data(ended.output.utf8))
        let wrong = Set(report.host.filter { $0.status == .fault }.map(\.check))
        #expect(wrong.isSuperset(of: [.keyring, .connection, .mailServer]), "\(wrong)")
        #expect(wrong.isDisjoint(with: [.configuration, .stateDirectory, .nameResolution]), "\(wrong)")
        #expect(try await Program.run(["doctor", "--host", "contoso"]).status == 64)
    }

    @Test func `the status has what was found last`() async throws {
        let run = try await run("status", "examined")
        #expect(run.output.contains("doctor       1 fault and 1 warning: lead-writer-role,"))
    }
}
