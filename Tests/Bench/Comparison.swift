import BenchFigures
import Foundation
import TestSupport

/// The real thing beside curl and the Python script, in one shape of the hosts and at several sizes.
final class Comparison {
    private static let probesOfPython = 100

    private let shape: CannedCloud.Shape
    private let cloud: CannedCloud
    private let report: Report
    private let python: String
    /// The processor seconds of all probes, by mode and size.
    private var totals: [RealThing.Mode: [(size: Int, seconds: Double)]] = [:]
    /// The daemon's own memory after all probes, in MiB, by size.
    private var owned: [(size: Int, megabytes: Double)] = []

    /// - Parameter python: the interpreter that has msal and requests.
    init(_ shape: CannedCloud.Shape, _ cloud: CannedCloud, _ report: Report, python: String) {
        (self.shape, self.cloud, self.report, self.python) = (shape, cloud, report, python)
    }

    /// Measures all sizes, smallest first.
    func run(sizes: [Int], rounds: Int) async throws {
        report.say()
        report.say("\(shape.words): probes of the real daemon, worker, keyring and bus")
        for size in sizes.sorted() {
            let fleet = try await Fleet(Seed(count: size, shape: shape), cloud)
            do {
                try await fleet.start()
                try await measure(fleet, rounds: rounds)
                try await sayMemory(of: fleet)
                if size == sizes.min() {
                    try await SystemCalls.measure(fleet, cloud, report, name: "\(shape.rawValue).syscalls")
                }
            } catch {
                await fleet.stop()
                throw error
            }
            await fleet.stop()
        }
        for mode in RealThing.Mode.allCases { sayExponent(of: mode) }
        sayGrowth()
    }

    private func measure(_ fleet: Fleet, rounds: Int) async throws {
        let directory = try TemporaryDirectory()
        let curl = try CurlCommand(
            in: directory.path, shape: shape, probes: fleet.count, port: cloud.port, caFile: cloud.caFile)
        let thing = RealThing(fleet: fleet, shape: shape, cloud: cloud)
        var (curls, pythons) = ([ChildProcess.Usage](), Sample())
        var costs: [RealThing.Mode: [RealThing.Cost]] = [:]
        for round in 1...rounds {
            Report.progress("\(shape.rawValue), \(fleet.count) connections, round \(round) of \(rounds): curl, Python")
            curls.append(try await curl.run())
            pythons.add(try await pythonSeconds() / Double(Self.probesOfPython))
            for mode in RealThing.Mode.allCases {
                Report.progress("\(shape.rawValue), \(fleet.count) connections, round \(round) of \(rounds): \(mode)")
                costs[mode, default: []].append(try await thing.probe(mode))
            }
        }
        for mode in RealThing.Mode.allCases { say(mode, costs[mode] ?? [], curls, pythons, fleet.count) }
    }

    private func say(
        _ mode: RealThing.Mode, _ costs: [RealThing.Cost], _ curls: [ChildProcess.Usage], _ pythons: Sample,
        _ count: Int
    ) {
        let place = "\(count) connections"
        let ours = Sample(costs.map(\.processor))
        let theirs = Sample(curls.map(\.processor.inSeconds))
        let each = { (sample: Sample) in (sample.median * 1_000 / Double(count)).short }
        let parts = ["daemon", "worker", "keyring", "bus", "command"].compactMap { part -> String? in
            let sample = Sample(costs.compactMap { $0.parts[part] })
            return sample.values.isEmpty ? nil : "\(part) \(each(sample))"
        }
        report.figure(
            "\(shape.rawValue).\(mode).curl", at: place, ours / theirs, " x curl's",
            "\(each(ours)) ms a probe (\(parts.joined(separator: ", "))), curl \(each(theirs))")
        report.figure(
            "\(shape.rawValue).\(mode).msal", at: place, pythons / ours.map { $0 / Double(count) }, " x msal's",
            "msal and requests \((pythons.median * 1_000).short) ms a probe")
        let (rate, rateOfCurl) = (
            Sample(costs.map { Double(count) / $0.wall }), Sample(curls.map { Double(count) / $0.wall.inSeconds })
        )
        report.figure(
            "\(shape.rawValue).\(mode).rate", at: place, rate / rateOfCurl, " of curl's",
            "\(rate.median.short) probes a second, curl \(rateOfCurl.median.short)")
        totals[mode, default: []].append((count, ours.median))
    }

    /// Between the sizes from 1,000 on, or the two greatest where there are fewer of those.
    private func sayExponent(of mode: RealThing.Mode) {
        let all = totals[mode] ?? []
        let great = all.filter { $0.size >= 1_000 }
        guard let last = all.last, let first = great.count > 1 ? great.first : all.dropLast().last else { return }
        report.figure(
            "\(shape.rawValue).\(mode).exponent", at: "\(first.size) to \(last.size) connections",
            Sample([first.seconds.exponent(at: first.size, to: last.seconds, at: last.size)]), "",
            "\(first.seconds.short) s, \(last.seconds.short) s in all")
    }

    private func sayMemory(of fleet: Fleet) async throws {
        try await fleet.processes.rest()
        let place = "\(fleet.count) connections"
        for (name, pid) in [
            ("daemon", fleet.daemon?.pid), ("worker", fleet.worker), ("supervisor", fleet.supervisor.pid),
            ("keyring", fleet.keyring.keyring?.pid), ("bus", fleet.keyring.bus?.pid),
        ] {
            guard let pid, let memory = Processes.memory(of: pid) else {
                report.skip(name, "this user may not look at the memory of another process")
                continue
            }
            report.figure(
                "\(name).resident", at: place, Sample([memory.resident]), " MiB",
                "its share with others' taken off \(memory.proportional.short) MiB")
            report.figure("\(name).anonymous", at: place, Sample([memory.anonymous]), " MiB")
            if pid == fleet.daemon?.pid { owned.append((fleet.count, memory.anonymous)) }
        }
    }

    /// What of the daemon's own memory is there for each connection, and what for none.
    private func sayGrowth() {
        guard let few = owned.first, let many = owned.last, few.size < many.size else { return }
        let place = "\(few.size) to \(many.size) connections"
        let each = (many.megabytes - few.megabytes) / Double(many.size - few.size)
        report.figure(
            "daemon.growth", at: place, Sample([each * 1_024]), " KiB",
            "\(few.megabytes.short) MiB of its own, \(many.megabytes.short) MiB")
        report.figure(
            "daemon.base", at: place, Sample([few.megabytes - each * Double(few.size)]), " MiB",
            "with its connections taken off")
    }

    private func pythonSeconds() async throws -> Double {
        struct Answer: Decodable { var seconds: Double }
        let script = Repository.root.appending(path: "Tests/Bench/probe.py").path
        let answer = try await ChildProcess.output(
            of: python, [script, "\(cloud.port)", cloud.caFile, "\(Self.probesOfPython)", shape.rawValue])
        return try JSONDecoder().decode(Answer.self, from: Data(answer.utf8)).seconds
    }
}
