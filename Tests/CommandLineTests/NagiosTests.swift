import Control
import Credentials
import Foundation
import TestSupport
import Testing

@testable import ControlTestSupport

/// The plug-in in Debian's Nagios, which runs it as it would anywhere.
@Suite(.enabled(if: Nagios.isAvailable, "nagios4-core is not installed")) struct NagiosTests {
    @Test func `Nagios runs it and has its states, its words and its performance data`() async throws {
        let served = try ServedSocket(connections: CheckPluginTests.connections)
        let plugin = served.directory.path + "/check_leadkeeper"
        try FileManager.default.createSymbolicLink(atPath: plugin, withDestinationPath: Program.path)
        let command = "\(plugin) --runtime \(served.directory.path) $ARG1$"
        let services = [
            ("all", ""), ("all-verbose", "-v"), ("ranges", "-w 30d: -c 7d:"), ("wrong", "--bogus"),
            ("absent", "--runtime /nonexistent"),
        ]
        let nagios = try Nagios(command: command, services: services, in: served.directory.path)
        let states = try await nagios.states(within: 60)
        #expect(states["all"]?["current_state"] == "2")
        #expect(states["all"]?["plugin_output"]?.hasPrefix("LEADKEEPER CRITICAL: 4 of 8: gone expired") == true)
        #expect(states["all"]?["performance_data"]?.contains("fine_left=") == true)
        #expect(states["all-verbose"]?["long_plugin_output"]?.contains("WARNING: soon expires soon") == true)
        #expect(states["ranges"]?["performance_data"]?.contains("s;2592000:;604800:") == true)
        #expect(states["wrong"]?["current_state"] == "3" && states["absent"]?["current_state"] == "2")
        await nagios.stop()
    }
}

/// A Nagios in a directory of its own, which checks these services every second and tells nobody.
private struct Nagios {
    static let program = "/usr/sbin/nagios4"
    static let isAvailable = FileManager.default.isExecutableFile(atPath: program)

    /// What it tells of each check, and what it calls that.
    private static let macros: [(member: String, macro: String)] = [
        ("current_state", "$SERVICESTATEID$"), ("plugin_output", "$SERVICEOUTPUT$"),
        ("long_plugin_output", "$LONGSERVICEOUTPUT$"), ("performance_data", "$SERVICEPERFDATA$"),
    ]

    private let process: ChildProcess
    /// Reads the pipe into which it writes a line for each check that has ended.
    private let told: ChildProcess
    private let names: [String]

    init(command: String, services: [(name: String, argument: String)], in directory: String) throws {
        let home = directory + "/nagios"
        try FileManager.default.createDirectory(atPath: home + "/results", withIntermediateDirectories: true)
        names = services.map(\.name)
        let pipe = home + "/checks"
        guard mkfifo(pipe, 0o600) == 0 else { throw ChildProcess.Failure(description: "failed to make a pipe") }
        let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
        var objects = Self.object(
            "timeperiod", [("timeperiod_name", "always"), ("alias", "always")] + days.map { ($0, "00:00-24:00") })
        objects += Self.object("command", [("command_name", "check_leadkeeper"), ("command_line", command)])
        objects += Self.object(
            "contact",
            [
                ("contact_name", "nobody"), ("host_notifications_enabled", "0"), ("service_notifications_enabled", "0"),
                ("host_notification_period", "always"), ("service_notification_period", "always"),
                ("host_notification_commands", "check_leadkeeper"),
                ("service_notification_commands", "check_leadkeeper"),
            ])
        objects += Self.object(
            "host",
            [
                ("host_name", "here"), ("address", "127.0.0.1"), ("max_check_attempts", "1"),
                ("check_period", "always"),
                ("contacts", "nobody"), ("active_checks_enabled", "0"),
            ])
        for (name, argument) in services {
            objects += Self.object(
                "service",
                [
                    ("host_name", "here"), ("service_description", name),
                    ("check_command", "check_leadkeeper!\(argument)"),
                    ("max_check_attempts", "1"), ("check_interval", "1"), ("retry_interval", "1"),
                    ("check_period", "always"), ("notification_period", "always"), ("contacts", "nobody"),
                ])
        }
        try Data(objects.utf8).write(to: URL(filePath: home + "/objects.cfg"))
        let user = NSUserName()
        let settings = """
            cfg_file=\(home)/objects.cfg
            log_file=\(home)/nagios.log
            object_cache_file=\(home)/objects.cache
            precached_object_file=\(home)/objects.precache
            status_file=\(home)/status.dat
            process_performance_data=1
            service_perfdata_file=\(pipe)
            service_perfdata_file_mode=p
            service_perfdata_file_template=\\n$SERVICEDESC$\\t\(Self.macros.map(\.macro).joined(separator: "\\t"))
            nagios_user=\(user)
            nagios_group=\(user)
            check_external_commands=0
            command_file=\(home)/command
            lock_file=\(home)/lock
            temp_file=\(home)/temporary
            temp_path=\(home)
            check_result_path=\(home)/results
            state_retention_file=\(home)/retention.dat
            query_socket=\(home)/query
            interval_length=1
            service_inter_check_delay_method=n
            check_result_reaper_frequency=1
            enable_notifications=0
            execute_service_checks=1
            use_syslog=0
            check_for_updates=0

            """
        try Data(settings.utf8).write(to: URL(filePath: home + "/nagios.cfg"))
        told = try ChildProcess("/bin/cat", [pipe], environment: [:])
        process = try ChildProcess(
            Self.program, [home + "/nagios.cfg"], environment: ["PATH": "/usr/bin:/bin", "TZ": "UTC"])
    }

    private static func object(_ type: String, _ members: [(String, String)]) -> String {
        "define \(type) {\n" + members.map { "    \($0) \($1)\n" }.joined() + "}\n"
    }

    /// What it knows of each service, once each was checked.
    func states(within seconds: Double) async throws -> [String: [String: String]] {
        for name in names {
            guard await told.writes("\n\(name)\t", within: seconds) else {
                throw ChildProcess.Failure(description: "Nagios has not checked \(name): \(process.output)")
            }
        }
        var states: [String: [String: String]] = [:]
        for line in told.standardOutput.split(separator: "\n") {
            let values = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard values.count == Self.macros.count + 1 else { continue }
            states[values[0]] = Dictionary(uniqueKeysWithValues: zip(Self.macros.map(\.member), values.dropFirst()))
        }
        return states
    }

    func stop() async {
        await process.stop()
        await told.stop()
    }
}
