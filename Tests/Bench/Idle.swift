import Foundation
import TestSupport

/// What the two processes take while there is nothing to do.
struct Idle {
    var daemonMemory = Sample()
    var workerMemory = Sample()
    /// What of it is not the contents of files.
    var ownMemory = (daemon: 0.0, worker: 0.0)
    var daemonWakeUps = 0
    /// The worker's, and its supervisor's.
    var workerWakeUps = 0
    var seconds = 0

    /// Waits until both sleep, and watches them for that many minutes.
    ///
    /// The window holds as many of the loop's turns, one a minute, as it has minutes: it begins some seconds after one.
    static func measure(_ fleet: Fleet, minutes: Int) async throws -> Idle {
        guard let daemon = fleet.daemon else { return Idle() }
        Report.progress("waiting for the daemon to sleep")
        var idle = Idle()
        var watches = [ProcessWatch(pid: daemon.pid), ProcessWatch(pid: fleet.supervisor.pid)]
        watches += watches[1].children.map { ProcessWatch(pid: $0) }
        guard watches.count == 3 else { throw ChildProcess.Failure(description: "failed to find the keyring worker") }
        try await watches[0].settle(for: .seconds(7))
        idle.daemonMemory.add(watches[0].residentMegabytes)
        idle.workerMemory.add(watches[2].residentMegabytes)
        idle.ownMemory = (watches[0].ownMegabytes, watches[2].ownMegabytes)
        idle.seconds = 60 * minutes
        Report.progress("counting wake-ups for \(idle.seconds) seconds")
        for index in watches.indices { watches[index].begin() }
        for _ in 0..<idle.seconds {
            try await Task.sleep(for: .seconds(1))
            for index in watches.indices { watches[index].look() }
        }
        idle.daemonWakeUps = watches[0].wakeUps
        idle.workerWakeUps = watches[1].wakeUps + watches[2].wakeUps
        return idle
    }

    /// As many in an hour.
    func hourly(_ wakeUps: Int) -> Sample {
        Sample(values: [Double(wakeUps) * 3_600 / Double(seconds)])
    }
}
