import Foundation
import TestSupport

/// `make bench`: the program's figures, as ratios to what other programs reach in the same run.
@main
struct Bench {
    private static let probes = 1_024
    private static let probesOfPython = 100

    private let rounds: Int
    private let scratch: String
    private var python: String { scratch + "/python/bin/python" }

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            if let load = ProbeLoad(arguments: arguments) { return try await load.perform() }
            if arguments.count == 2, arguments[0] == "engine", let rounds = Int(arguments[1]), rounds > 0 {
                return try await measureEngine(rounds: rounds)
            }
            guard arguments.count == 2, let rounds = Int(arguments[0]), rounds > 0 else {
                throw ChildProcess.Failure(
                    description: "usage: leadkeeper-bench ROUNDS DIRECTORY, or leadkeeper-bench engine ROUNDS")
            }
            try await Bench(rounds: rounds, scratch: arguments[1]).run()
        } catch {
            FileHandle.standardError.write(Data("leadkeeper-bench: \(error)\n".utf8))
            exit(1)
        }
    }

    private init(rounds: Int, scratch: String) {
        self.rounds = rounds
        self.scratch = scratch
    }

    private func run() async throws {
        let nginx = try nginx()
        try await sayMachine(nginx)
        let cloud = try await CannedCloud(nginx: nginx)
        Report.say()
        Report.say("medians of \(rounds) rounds (least to greatest), the programs of a round one after another")
        for shape in CannedCloud.Shape.allCases { try await compare(shape, cloud) }
        try await Self.measureEngine(rounds: rounds)
        try await keep(cloud)
        await cloud.stop()
    }

    private func nginx() throws -> String {
        let places = ["/usr/sbin/nginx", scratch + "/packages/usr/sbin/nginx"]
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
        Report.say("\(ProcessInfo.processInfo.activeProcessorCount) cores, Linux \(release)")
        Report.say(
            "curl \(curl), nginx \(server), Python \(words.first ?? ""), msal \(words.dropFirst().first ?? ""), "
                + "requests \(words.last ?? "")")
    }

    /// The prober, curl and the Python script against the same server.
    private func compare(_ shape: CannedCloud.Shape, _ cloud: CannedCloud) async throws {
        let load = ProbeLoad(shape: shape, probes: Self.probes, port: cloud.port, caFile: cloud.caFile)
        let directory = try TemporaryDirectory()
        let curl = try CurlCommand(
            in: directory.path, shape: shape, probes: Self.probes, port: cloud.port, caFile: cloud.caFile)
        var (ours, theirs, pythons) = (Cost(), Cost(), Sample())
        for round in 1...rounds {
            Report.progress("\(shape.rawValue), round \(round) of \(rounds)")
            try await ours.add(Self.probes, cloud) { try await load.run() }
            try await theirs.add(Self.probes, cloud) { try await curl.run() }
            pythons.add(try await pythonSeconds(shape, cloud) / Double(Self.probesOfPython))
        }
        let isOne = shape == .oneHost
        Report.say()
        Report.say(
            "\(isOne ? "all connections on one Dynamics host" : "a Dynamics host for each connection"): \(Self.probes) probes, "
                + "\(CurlCommand.width) at once; TLS connections: \(ours.connections), curl \(theirs.connections)")
        Report.figure(
            "probes a second", "\(ours.rate.median.short), curl \(theirs.rate.median.short)", ours.rate / theirs.rate,
            " of curl's", .atLeast(isOne ? 0.8 : 1))
        let milliseconds = { (sample: Sample) in (sample.median * 1_000).short }
        Report.figure(
            "probes a CPU second",
            "\(milliseconds(ours.processor)) ms each, Python \(milliseconds(pythons)), curl \(milliseconds(theirs.processor))",
            pythons / ours.processor, " x Python's", .atLeast(isOne ? 15 : 6))
        Report.say("  (curl itself: \((pythons / theirs.processor).median.short) x Python's)")
    }

    private func pythonSeconds(_ shape: CannedCloud.Shape, _ cloud: CannedCloud) async throws -> Double {
        struct Answer: Decodable { var seconds: Double }
        let script = Repository.root.appending(path: "Tests/Bench/probe.py").path
        let answer = try await ChildProcess.output(
            of: python, [script, "\(cloud.port)", cloud.caFile, "\(Self.probesOfPython)", shape.rawValue])
        return try JSONDecoder().decode(Answer.self, from: Data(answer.utf8)).seconds
    }

    /// What the engine itself costs, which needs nothing else on the machine.
    private static func measureEngine(rounds: Int) async throws {
        Report.progress("\(EngineCost.most) connections in memory")
        let decisions = try Decisions.measure(rounds: max(rounds, 5))
        let cost = try await EngineCost.measure(rounds: max(rounds, 3))
        Report.say()
        Report.say("the engine in an instant world, the ledger in memory; processor time")
        Report.say("  \(decisions.median.short) decisions a second")
        Report.figure(
            "growth of N probes",
            "a probe of \(EngineCost.fewest) takes \(cost.probeOfFew.median.short) µs, one of "
                + "\(EngineCost.most) \(cost.probeOfMany.median.short)", cost.exponent, " as exponent", .atMost(1.1))
        Report.figure(
            "a pass, nothing due", "\(EngineCost.most) connections", cost.idlePass, " ms", .atMost(0.05))
    }

    /// The daemon over a real keyring: start, memory, wake-ups.
    private func keep(_ cloud: CannedCloud) async throws {
        let fleet = try await Fleet(cloud: cloud, kept: scratch + "/fleet-\(Fleet.count)")
        _ = try await fleet.start()
        try await fleet.fill()
        Report.progress("\(Fleet.count) connections are probed")
        try await fleet.settle()
        let idle = try await Idle.measure(fleet, minutes: rounds > 1 ? 2 : 1)
        try await fleet.stopDaemon()
        var starts = Sample()
        for _ in 0..<rounds {
            starts.add(try await fleet.start().inSeconds)
            try await fleet.stopDaemon()
        }
        await fleet.stop()
        Report.say()
        Report.say("\(Fleet.count) connections with secrets in gnome-keyring, all just probed and now idle")
        Report.figure("start to READY", "\(starts.values.count) starts", starts, " s", .atMost(3))
        let own = { (megabytes: Double) in "of it \(megabytes.short) MiB its own, the rest files" }
        Report.figure("resident memory, daemon", own(idle.ownMemory.daemon), idle.daemonMemory, " MiB", .atMost(30))
        Report.figure("resident memory, worker", own(idle.ownMemory.worker), idle.workerMemory, " MiB", .atMost(15))
        let seen = "\(idle.daemonWakeUps) seen in \(idle.seconds) s"
        Report.figure("wake-ups an hour, daemon", seen, idle.hourly(idle.daemonWakeUps), "", .atMost(150))
        let seenInWorker = "\(idle.workerWakeUps) seen in \(idle.seconds) s"
        Report.figure("wake-ups an hour, worker", seenInWorker, idle.hourly(idle.workerWakeUps), "", .atMost(150))
    }
}

/// What one program needed for its probes, round by round.
private struct Cost {
    var rate = Sample()
    /// Processor seconds for one probe.
    var processor = Sample()
    /// TLS connections made in the last round.
    var connections = 0

    /// How many requests a probe makes: endpoint, token, identity, sources of leads, create, read, remove.
    private static let requests = 7

    /// Runs the program, and throws unless the server saw all requests of each probe.
    mutating func add(_ probes: Int, _ cloud: CannedCloud, _ program: () async throws -> ChildProcess.Usage)
        async throws
    {
        let before = try await cloud.traffic()
        let usage = try await program()
        let traffic = try await cloud.traffic() - before
        guard traffic.requests == Self.requests * probes else {
            throw ChildProcess.Failure(description: "\(traffic.requests) requests came for \(probes) probes")
        }
        connections = traffic.connections
        rate.add(Double(probes) / usage.wall.inSeconds)
        processor.add(usage.processor.inSeconds / Double(probes))
    }
}
