import BenchFigures
import Foundation
import TestSupport

/// What it costs to look: `status`, what watches it, what is published, and a forecast.
struct Looks {
    /// The status of how many connections is asked for.
    static let most = 10_000
    /// How many connections everything else has.
    static let usual = 1_000

    let report: Report
    let cloud: CannedCloud
    let rounds: Int

    /// `status` of very many connections, and of what starting with them costs.
    func atMost() async throws {
        Report.progress("\(Self.most) connections are made")
        let fleet = try await Fleet(Seed(count: Self.most, shape: .hostEach), cloud)
        do {
            let ready = try await fleet.start()
            report.say()
            report.say("\(Self.most) connections, all just proven")
            report.figure("most.ready", Sample([ready.inSeconds]), " s", "start to READY, wall time")
            try await fleet.processes.rest()
            try await status(of: fleet, ["status", "--json"], "status.json")
            try await status(of: fleet, ["status"], "status.table")
        } catch {
            await fleet.stop()
            throw error
        }
        await fleet.stop()
    }

    /// What a person or a program that looks costs at the usual size, and the start of a command at the least.
    func atUsual() async throws {
        let fleet = try await Fleet(Seed(count: Self.usual, shape: .hostEach), cloud)
        do {
            try await fleet.start()
            // The audit of all secrets is long, and now and then it waits.
            try await fleet.processes.rest(for: .seconds(4))
            report.say()
            report.say("\(Self.usual) connections, all just proven: what it costs to look")
            try await start(on: fleet)
            try await watch(fleet)
            try await forecast(fleet)
        } catch {
            await fleet.stop()
            throw error
        }
        await fleet.stop()
    }

    /// Processor seconds of command and daemon, the most memory of the command, and what the daemon keeps.
    private func status(of fleet: Fleet, _ arguments: [String], _ name: String) async throws {
        Report.progress("\(arguments.joined(separator: " ")), \(fleet.count) connections")
        guard let daemon = fleet.daemon?.pid else { return }
        let before = Processes.memory(of: daemon)?.anonymous
        var (processor, command, wall, peak) = (Sample(), Sample(), Sample(), Sample())
        for _ in 0..<max(3, rounds) {
            let seconds = fleet.processes.seconds()
            let asked = try fleet.command(arguments)
            let watching = PeakWatch(asked)
            let usage = try await asked.usage(of: name)
            peak.add(watching.megabytes)
            try await fleet.processes.rest()
            let served = fleet.processes.seconds().merging(seconds) { $0 - $1 }.values.reduce(0, +)
            processor.add(served + usage.processor.inSeconds)
            command.add(usage.processor.inSeconds)
            wall.add(usage.wall.inSeconds)
        }
        report.figure(
            "\(name).processor", processor, " s",
            "of it the command \(command.median.short) s; wall time \(wall.median.short) s")
        report.figure("\(name).peak", peak, " MiB", "the most that the command had in memory")
        guard let before, let after = Processes.memory(of: daemon)?.anonymous else {
            return report.skip("\(name).kept", "this user may not look at the memory of another process")
        }
        report.figure(
            "\(name).kept", Sample([max(0, after - before)]), " MiB",
            "what the daemon keeps of it: \(before.short) MiB of its own before, \(after.short) MiB after")
    }

    /// The processor time of a command that asks one thing, beside other programs that do.
    private func start(on fleet: Fleet) async throws {
        let ours = try await milliseconds { try fleet.command(["status", "contoso-0"]) }
        let url = "http://localhost/v1/connections/contoso-0"
        let curl = try await milliseconds {
            try ChildProcess(
                "/usr/bin/curl", ["--silent", "--unix-socket", fleet.runtime + "/control.sock", url], environment: [:])
        }
        var detail = "`status NAME`; curl with the same request \(curl.median.short) ms"
        if access("/usr/bin/systemctl", X_OK) == 0 {
            let systemctl = try await milliseconds {
                try ChildProcess("/usr/bin/systemctl", ["show", "--property=Id", "dbus.service"], environment: [:])
            }
            detail += ", systemctl show \(systemctl.median.short) ms"
        }
        report.figure("status.start", ours, " ms", detail)
    }

    private func milliseconds(_ start: () throws -> ChildProcess) async throws -> Sample {
        var sample = Sample()
        for _ in 0..<20 {
            let process = try start()
            guard await process.exit(within: 30) != nil, let usage = process.usage else { continue }
            sample.add(usage.processor.inSeconds * 1_000)
        }
        return sample
    }

    /// `status --watch` for a while, in a terminal of script(1): it asks the less often the more an answer costs.
    private func watch(_ fleet: Fleet) async throws {
        guard access("/usr/bin/script", X_OK) == 0 else { return report.skip("watch", "there is no script(1)") }
        Report.progress("status --watch, \(fleet.count) connections")
        let command = "\(PrivateKeyring.leadkeeper) status --watch --runtime \(fleet.runtime)"
        let terminal = try ChildProcess(
            "/usr/bin/script", ["--quiet", "--return", "--command", command, "/dev/null"],
            environment: ["PATH": "/usr/bin:/bin", "TERM": "xterm", "COLUMNS": "120", "LINES": "40"], input: .open)
        // Not the first look: that is a start.
        try await Task.sleep(for: .seconds(4))
        let processes = Processes(parts: fleet.processes.parts + [("watch", [terminal.pid])])
        let (before, began) = (processes.seconds(), ContinuousClock.now)
        try await Task.sleep(for: .seconds(rounds > 1 ? 180 : 90))
        let after = processes.seconds().merging(before) { $0 - $1 }
        let elapsed = (ContinuousClock.now - began).inSeconds
        let isWatching = terminal.isRunning
        await terminal.stop()
        guard isWatching else {
            return report.skip("watch", "status --watch ended: \(terminal.output.suffix(200))")
        }
        report.figure(
            "watch.processor", Sample([after.values.reduce(0, +) * 100 / elapsed]), " % of a processor",
            "status --watch for \(Int(elapsed)) s: the command \((after["watch"] ?? 0).short) s, "
                + "the daemon \((after["daemon"] ?? 0).short) s")
    }

    /// A month's forecast, reckoned from a few days of it: each day costs as much as the others.
    private func forecast(_ fleet: Fleet) async throws {
        let days = 3
        Report.progress("forecast of \(days) days, \(fleet.count) connections")
        let before = fleet.processes.seconds()
        let command = try fleet.command(["forecast", "--days", "\(days)"])
        let usage = try await command.usage(of: "forecast", within: 600)
        try await fleet.processes.rest()
        let served = fleet.processes.seconds().merging(before) { $0 - $1 }.values.reduce(0, +)
        report.figure(
            "forecast.processor", Sample([(served + usage.processor.inSeconds) * 30 / Double(days)]), " s",
            "30 days, reckoned from \(days)")
    }
}

/// Looks again and again how much a process has had in memory at most, until it ends.
private final class PeakWatch: @unchecked Sendable {
    // Sendable: the number is touched under `lock` alone.
    private let lock = NSLock()
    private var most = 0.0

    init(_ process: ChildProcess) {
        let pid = process.pid
        Thread.detachNewThread { [weak self] in
            while let peak = Processes.peak(of: pid), self?.take(peak) != nil { usleep(1_000) }
        }
    }

    var megabytes: Double { lock.withLock { most } }

    private func take(_ peak: Double) { lock.withLock { most = max(most, peak) } }
}
