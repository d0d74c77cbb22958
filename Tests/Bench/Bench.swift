import BenchFigures
import Foundation
import TestSupport

/// `make bench`: the program's figures, as ratios to what other programs reach in the same run.
@main
struct Bench {
    private let options: Options
    private let report: Report
    private var python: String { options.scratch + "/python/bin/python" }

    static func main() async {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            let thresholds = try Thresholds(String(contentsOfFile: options.thresholds, encoding: .utf8))
            guard try await Bench(options: options, report: Report(thresholds)).run() else { exit(1) }
        } catch {
            FileHandle.standardError.write(Data("leadkeeper-bench: \(error)\n".utf8))
            exit(2)
        }
    }

    /// Measures what is asked for, and answers whether it is as it should be.
    private func run() async throws -> Bool {
        let began = ContinuousClock.now
        let nginx = try nginx()
        try await sayMachine(nginx)
        report.say("medians of \(options.rounds) rounds (least to greatest), the programs of a round one after another")
        var isWhole = true
        for part in Options.Part.allCases where options.parts.contains(part) {
            do {
                try await measure(part, nginx)
            } catch {
                // The others are worth something by themselves.
                isWhole = false
                report.say("failed: \(part): \(error)")
            }
        }
        let isRight = report.conclude() && isWhole
        report.say("it took \(Int((ContinuousClock.now - began).inSeconds / 60)) minutes")
        return isRight
    }

    private func measure(_ part: Options.Part, _ nginx: String) async throws {
        switch part {
        case .engine: try await engine()
        case .years: try await years()
        case .probes, .looks, .idle, .stand:
            // Each part has a server of its own, which ends with it.
            let cloud = try await CannedCloud(nginx: nginx)
            do {
                try await measure(part, cloud)
            } catch {
                await cloud.stop()
                throw error
            }
            await cloud.stop()
        }
    }

    private func measure(_ part: Options.Part, _ cloud: CannedCloud) async throws {
        switch part {
        case .probes:
            for shape in CannedCloud.Shape.allCases {
                try await Comparison(shape, cloud, report, python: python)
                    .run(sizes: options.sizes, rounds: options.rounds)
            }
        case .looks:
            let looks = Looks(report: report, cloud: cloud, rounds: options.rounds)
            try await looks.atUsual()
            try await looks.atMost()
        case .idle: try await Idle.measure(cloud, report, rounds: options.rounds)
        case .stand: try await Stand.hold(cloud, report, connections: options.sizes.first ?? 1_000)
        case .engine, .years: break
        }
    }

    /// What the engine itself costs, which needs nothing else on the machine.
    private func engine() async throws {
        Report.progress("\(EngineCost.most) connections in memory")
        let decisions = try Decisions.measure(rounds: max(options.rounds, 5))
        let cost = try await EngineCost.measure(rounds: options.rounds)
        report.say()
        report.say("the engine by itself, in an instant world; processor time")
        report.say("  \(decisions.median.short) decisions a second")
        report.figure(
            "engine.exponent", cost.exponent, "",
            "a probe of \(EngineCost.fewest) takes \(cost.probeOfFew.median.short) µs, "
                + "one of \(EngineCost.most) \(cost.probeOfMany.median.short)")
        report.figure("engine.pass", cost.idlePass, " ms", "\(EngineCost.most) connections, nothing is due")
        Report.progress("\(Raising.count) notices at once")
        let raising = try await Raising.measure(rounds: options.rounds)
        report.figure(
            "notices.raised", raising.processor, " s",
            "\(Raising.count) at once, the ledger in a file; wall time \(raising.wall.median.short) s")
    }

    private func years() async throws {
        report.say()
        report.say("years on a virtual clock")
        for size in Years.sizes {
            Report.progress("the engine among \(size) simulated connections")
            report.figure(
                "simulation.actions", at: "\(size) connections", Sample([try await Years.actionsASecond(of: size)]),
                " actions a processor second")
        }
        Report.progress("five years of probes and mails for the ledger")
        report.figure(
            "ledger.size", Sample([try await LedgerYears.megabytesOfThousand()]), " MB",
            "1,000 connections, five years, reckoned from fewer")
    }

    private func nginx() throws -> String {
        let places = ["/usr/sbin/nginx", options.scratch + "/packages/usr/sbin/nginx"]
        guard let found = places.first(where: { access($0, X_OK) == 0 }) else {
            throw ChildProcess.Failure(description: "failed to find nginx")
        }
        return found
    }

    private func sayMachine(_ nginx: String) async throws {
        var system = utsname()
        uname(&system)
        let release = withUnsafeBytes(of: &system.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let versions =
            "import sys, msal, requests; print(sys.version.split()[0], msal.__version__, requests.__version__)"
        let words = try await ChildProcess.output(of: python, ["-c", versions]).split(separator: " ")
        let curl =
            try await ChildProcess.output(of: "/usr/bin/curl", ["--version"]).split(separator: " ").dropFirst().first
            ?? ""
        let server = try await ChildProcess.output(of: nginx, ["-v"]).split(separator: "/").last ?? ""
        report.say("\(ProcessInfo.processInfo.activeProcessorCount) cores, Linux \(release)")
        report.say(
            "curl \(curl), nginx \(server), Python \(words.first ?? ""), msal \(words.dropFirst().first ?? ""), "
                + "requests \(words.last ?? "")")
    }
}
