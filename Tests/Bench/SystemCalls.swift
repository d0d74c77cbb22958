import BenchFigures
import Foundation
import TestSupport

/// The system calls of a probe, those of all processes together, counted by strace(1).
enum SystemCalls {
    private static let strace = "/usr/bin/strace"

    /// Counts while all connections are due, and takes off what reading the configuration costs by itself.
    static func measure(_ fleet: Fleet, _ cloud: CannedCloud, _ report: Report, name: String) async throws {
        guard access(strace, X_OK) == 0 else { return report.skip(name, "there is no strace") }
        Report.progress("system calls, \(fleet.count) connections")
        try await fleet.processes.rest()
        guard let reload = try await counts(of: fleet, while: { try await fleet.reload() }) else {
            return report.skip(name, "strace may not attach to other processes")
        }
        let thing = RealThing(fleet: fleet, shape: .oneHost, cloud: cloud)
        guard let probes = try await counts(of: fleet, while: { _ = try await thing.probe(.due, isAsking: false) })
        else {
            return report.skip(name, "strace may not attach to other processes")
        }
        let each = probes.merging(reload.mapValues { -$0 }) { $0 + $1 }.mapValues {
            Double($0) / Double(fleet.count)
        }
        let most = each.sorted { $0.value > $1.value }.prefix(8).map { "\($0.key) \($0.value.short)" }
        report.figure(
            name, at: "\(fleet.count) connections", Sample([each.values.reduce(0, +)]), " calls a probe",
            most.joined(separator: ", "))
    }

    /// How often each call was made; `nil` where strace may not look.
    private static func counts(of fleet: Fleet, while body: () async throws -> Void) async throws -> [String: Int]? {
        let directory = try TemporaryDirectory()
        let file = directory.path + "/counts"
        let processes = fleet.processes.all
        let tracer = try ChildProcess(
            strace, ["-f", "-c", "-o", file] + processes.flatMap { ["-p", "\($0)"] }, environment: [:])
        guard await tracer.writes("attached", times: processes.count, within: 20) else {
            await tracer.stop(SIGINT)
            return nil
        }
        try await body()
        try await fleet.processes.rest()
        await tracer.stop(SIGINT)
        let table = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        var counts: [String: Int] = [:]
        for line in table {
            // % time, seconds, usecs/call, calls, errors (or nothing), syscall.
            let words = line.split(separator: " ")
            guard words.count >= 5, let calls = Int(words[3]), let call = words.last, call != "total" else { continue }
            counts[String(call), default: 0] += calls
        }
        return counts
    }
}
