import Foundation
import TestSupport
import Testing

/// The demonstration of `make demo`, with the programs that are built beside the tests.
@Suite struct DemoTests {
    private static let built = Bundle.main.executableURL?.deletingLastPathComponent().path ?? ""
    private static let script = Repository.root.appending(path: "Tests/Demo/demo.sh").path
    private static var canRun: Bool {
        PrivateKeyring.isAvailable && MailServer.isAvailable
            && ["\(built)/leadkeeper", "\(built)/leadkeeper-simulator", "/usr/bin/secret-tool", "/usr/bin/setpriv"]
                .allSatisfy(FileManager.default.isExecutableFile(atPath:))
    }

    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func start(_ more: [String: String] = [:]) throws -> ChildProcess {
        let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TMPDIR": directory.path, "BUILT": Self.built]
        return try ChildProcess(Self.script, [], environment: environment.merging(more) { $1 })
    }

    private func isEmpty() throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty
    }

    @Test(.enabled("the demo's programs are not all installed") { canRun })
    func `the demo shows the four connections as they are, ends by itself and leaves nothing behind`() async throws {
        let demo = try start()
        #expect(await demo.exit() == .code(0), "\(demo.output)")
        let lines = demo.standardOutput.split(separator: "\n")
        let shown = [
            ("contoso", "works"), ("fabrikam", "in 6 days"), ("northwind", "expired"),
            ("tailspin", "secret-wrong"),
        ]
        for (name, text) in shown {
            #expect(lines.contains { $0.hasPrefix(name) && $0.contains(text) }, "\(name)")
        }
        #expect(demo.standardOutput.contains("    remove    ok"))
        #expect(demo.standardOutput.contains("Subject: [leadkeeper] fabrikam.crm4.dynamics.com: leads stop "))
        #expect(demo.standardOutput.contains("attribute.connection = contoso"))
        #expect(try isEmpty())
    }

    @Test(.enabled("the demo's programs are not all installed") { canRun })
    func `a demo that stays up ends on a signal and leaves nothing behind`() async throws {
        let demo = try start(["KEEP": "1"])
        #expect(await demo.writes("less daemon.log"), "\(demo.output)")
        demo.send(SIGTERM)
        #expect(await demo.exit(within: 60) == .signal(SIGTERM), "\(demo.output)")
        #expect(try isEmpty())
    }

    @Test func `a process that missed the first signal is ended by the next`() async throws {
        // Its first SIGTERM only restores what a SIGTERM does by default.
        let script = """
            directory='\(directory.path)'
            . '\(Repository.root.path)/Tests/Demo/processes.sh'
            start deaf bash -c "trap 'trap - TERM' TERM; touch '$directory/ready'; while :; do sleep 0.05; done"
            await test -e "$directory/ready"
            """
        let arguments = ["-euo", "pipefail", "-c", script]
        let shell = try ChildProcess("/bin/bash", arguments, environment: ["PATH": "/usr/bin:/bin"])
        #expect(await shell.exit() == .code(0), "\(shell.output)")
    }
}
