import BenchFigures
import Foundation
import TestSupport

/// What the processes take while there is nothing to do but to publish.
struct Idle {
    private static let connections = 1_000

    /// Watches for that many minutes, once all sleep.
    ///
    /// The window holds as many of the loop's turns, one a minute, as it has minutes: it begins some seconds after one.
    static func measure(_ cloud: CannedCloud, _ report: Report, rounds: Int) async throws {
        let fleet = try await Fleet(Seed(count: connections, shape: .hostEach), cloud)
        do {
            var starts = Sample()
            for _ in 0..<rounds {
                if fleet.daemon != nil { await fleet.stopDaemon() }
                starts.add(try await fleet.start(publishes: true).inSeconds)
            }
            report.say()
            report.say("\(connections) connections, all just proven and now idle, with a directory to publish in")
            report.figure("start.ready", starts, " s", "start to READY, wall time")
            try await watch(fleet, report, minutes: rounds > 1 ? 2 : 1)
        } catch {
            await fleet.stop()
            throw error
        }
        await fleet.stop()
    }

    private static func watch(_ fleet: Fleet, _ report: Report, minutes: Int) async throws {
        guard let daemon = fleet.daemon else { return }
        Report.progress("waiting for the daemon to sleep")
        try await fleet.processes.rest(for: .seconds(4))
        var watches = [daemon.pid, fleet.supervisor.pid].map { ProcessWatch(pid: $0) }
        watches += watches[1].children.map { ProcessWatch(pid: $0) }
        guard watches.count == 3 else { throw ChildProcess.Failure(description: "failed to find the keyring worker") }
        try await watches[0].settle(for: .seconds(7))
        let seconds = 60 * minutes
        Report.progress("counting wake-ups for \(seconds) seconds")
        let before = fleet.processes.seconds()
        for index in watches.indices { watches[index].begin() }
        for _ in 0..<seconds {
            try await Task.sleep(for: .seconds(1))
            for index in watches.indices { watches[index].look() }
        }
        let used = fleet.processes.seconds().merging(before) { $0 - $1 }
        let (ofDaemon, ofWorker) = (watches[0].wakeUps, watches[1].wakeUps + watches[2].wakeUps)
        let hourly = { (count: Int) in Sample([Double(count) * 3_600 / Double(seconds)]) }
        report.figure("idle.daemon", hourly(ofDaemon), " wake-ups an hour", "\(ofDaemon) seen in \(seconds) s")
        report.figure(
            "idle.worker", hourly(ofWorker), " wake-ups an hour",
            "\(ofWorker) seen in \(seconds) s, its supervisor's too")
        report.figure(
            "idle.processor", Sample([used.values.reduce(0, +) * 1_000 / Double(minutes)]), " ms a minute",
            "of all processes, an edition of the publish directory among it")
    }
}
