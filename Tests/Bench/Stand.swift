import BenchFigures
import Foundation

/// Connections that stand ready for a profiler: they are there until standard input ends.
enum Stand {
    static func hold(_ cloud: CannedCloud, _ report: Report, connections: Int) async throws {
        let fleet = try await Fleet(Seed(count: connections, shape: .oneHost), cloud)
        do {
            try await fleet.start(publishes: true)
            for (name, pids) in fleet.processes.parts {
                report.say("\(name): \(pids.flatMap(Processes.family).map(String.init).joined(separator: " "))")
            }
            report.say("--runtime \(fleet.runtime)")
            while readLine() != nil {}
        } catch {
            await fleet.stop()
            throw error
        }
        await fleet.stop()
    }
}
