import Control
import Foundation
import TestSupport
import Testing

@testable import ControlTestSupport

/// The check command for Icinga 2, in Debian's Icinga.
@Suite(.enabled(if: Icinga.isAvailable, "icinga2-bin is not installed")) struct IcingaTests {
    /// A host as the file's comments want one.
    private static let host = """
        check_command = "dummy"
            vars.dummy_state = 0
            vars.leadkeeper = true
            vars.leadkeeper_connections["fine"] = { leadkeeper_warning = "30d:" }
            vars.leadkeeper_connections["soon"] = { leadkeeper_critical = "a week" }
        """

    @Test func `Icinga takes the file, and the services that it suggests for an agent`() async throws {
        let directory = try TemporaryDirectory()
        let icinga = try Icinga(
            """
            object Endpoint "here" {}
            object Zone "here" { endpoints = [ "here" ] }
            object Host "here" {
                zone = "here"
                \(Self.host)
            }
            \(try Icinga.suggestedServices())
            """, plugin: "true", in: directory.path)
        let answer = try await icinga.validate()
        #expect(answer.status == 0, "\(answer.output)")
        #expect(answer.output.contains("Instantiated 3 Services."), "\(answer.output)")
        #expect(!answer.output.contains("warning/"), "\(answer.output)")
    }

    @Test func `Icinga runs it and has its states and its words`() async throws {
        let served = try ServedSocket(connections: CheckPluginTests.connections)
        // Where the host is the master itself there is no endpoint; each second, so that nobody waits for minutes.
        let services = try Icinga.suggestedServices()
            .replacing("command_endpoint = host.name", with: "event_command = \"tell\"")
            .replacing("check_interval = 5m", with: "")
        let icinga = try Icinga(
            """
            object Host "here" {
                \(Self.host)
            }
            template Service default { max_check_attempts = 1; check_interval = 1s; retry_interval = 1s }
            \(services)
            """, plugin: "exec -a check_leadkeeper '\(Program.path)' --runtime '\(served.directory.path)' \"$@\"",
            in: served.directory.path)
        let told = try await icinga.told(of: ["leadkeeper", "leadkeeper-fine", "leadkeeper-soon"], within: 60)
        #expect(told["leadkeeper"]?.state == "2")
        #expect(told["leadkeeper"]?.output.hasPrefix("LEADKEEPER CRITICAL: 4 of 8: gone expired") == true)
        #expect(told["leadkeeper-fine"]?.output.hasPrefix("LEADKEEPER CRITICAL: fine ") == true)
        #expect(told["leadkeeper-soon"]?.state == "3")
        #expect(told["leadkeeper-soon"]?.output.contains("--critical takes a range") == true)
    }
}

/// An Icinga 2 in a directory of its own, with the check command of the project.
private struct Icinga {
    static let program = "/usr/sbin/icinga2"
    static let isAvailable = FileManager.default.isExecutableFile(atPath: program)

    private static let file = Repository.root.appending(path: "monitoring/icinga/leadkeeper.conf")

    private let arguments: [String]
    private let pipe: String

    /// - Parameters:
    ///   - objects: hosts and services; an event command `tell` is there for them.
    ///   - plugin: what the plug-in does, in bash.
    init(_ objects: String, plugin: String, in directory: String) throws {
        let home = directory + "/icinga"
        for folder in ["data", "log", "cache", "spool", "run", "plugins"] {
            try FileManager.default.createDirectory(atPath: "\(home)/\(folder)", withIntermediateDirectories: true)
        }
        let script = home + "/plugins/check_leadkeeper"
        try Data("#!/bin/bash\n\(plugin)\n".utf8).write(to: URL(filePath: script))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        pipe = home + "/told"
        guard mkfifo(pipe, 0o600) == 0 else { throw ChildProcess.Failure(description: "failed to make a pipe") }
        // One write for each line; `$$` is a dollar sign.
        let tell = #"printf '%s\\t%s\\t%s\\n' \"$$1\" \"$$2\" \"$${3%%[[:cntrl:]]*}\" >\"$$0\""#
        let settings = """
            include <itl>
            const PluginDir = "\(home)/plugins"
            const NodeName = "here"
            object IcingaApplication "app" {}
            object CheckerComponent "here" {}
            object EventCommand "tell" {
                command = [
                    "/bin/sh", "-c", "\(tell)", "\(pipe)", "$service.name$", "$service.state_id$", "$service.output$"
                ]
            }
            include "\(Self.file.path)"
            \(objects)

            """
        try Data(settings.utf8).write(to: URL(filePath: home + "/icinga2.conf"))
        let user = NSUserName()
        arguments =
            ["daemon", "-c", home + "/icinga2.conf", "-DRunAsUser=\(user)", "-DRunAsGroup=\(user)"]
            + ["Data", "Log", "Cache", "Spool"].map { "-D\($0)Dir=\(home)/\($0.lowercased())" }
            + ["-DInitRunDir=\(home)/run"]
    }

    /// The services that the file has in its comments, as somebody would take them over.
    static func suggestedServices() throws -> String {
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        var (services, isWithin) = ("", false)
        for line in lines where line.hasPrefix(" *") {
            let text = line.dropFirst(line.hasPrefix(" * ") ? 3 : 2)
            if text.hasPrefix("apply ") { isWithin = true }
            if isWithin { services += text + "\n" }
            if text == "}" { isWithin = false }
        }
        return services
    }

    func validate() async throws -> ChildProcess.Ended {
        try await ChildProcess.run(Self.program, arguments + ["-C"])
    }

    /// Runs until it has told of each of these services; answers the last that it told of each.
    func told(of names: [String], within seconds: Double) async throws -> [String: (state: String, output: String)] {
        // Open for writing too, so that it does not end with the first who has told.
        let reader = try ChildProcess(
            "/bin/sh", ["-c", "exec cat <>\"$0\"", pipe], environment: ["PATH": "/usr/bin:/bin"])
        let process = try ChildProcess(Self.program, arguments, environment: ["PATH": "/usr/bin:/bin", "TZ": "UTC"])
        var missing: String?
        for name in names where missing == nil {
            if await !reader.writes("\(name)\t", within: seconds) { missing = name }
        }
        await process.stop()
        await reader.stop()
        if let missing {
            throw ChildProcess.Failure(description: "Icinga has not told of \(missing): \(process.output)")
        }
        var told: [String: (state: String, output: String)] = [:]
        for line in reader.standardOutput.split(separator: "\n") {
            let values = line.split(separator: "\t").map(String.init)
            if values.count == 3 { told[values[0]] = (values[1], values[2]) }
        }
        return told
    }
}
