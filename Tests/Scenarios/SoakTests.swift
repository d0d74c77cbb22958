import Foundation
import TestSupport
import Testing

/// A daemon that has run for long is as it was at first; `make soak` does much more of the same than CI has time for.
@Suite(
    .enabled(if: Site.isPossible, Site.needs), .disabled(if: Sanitizer.isPresent, "\(Sanitizer.reason)"),
    .timeLimit(.minutes(60)))
struct SoakTests {
    private static func asked(_ variable: String) -> Int? {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
    }

    /// How many wake-ups; `LEADKEEPER_WAKE_UPS` asks for more than a quick run has.
    private static let wakeUps = asked("LEADKEEPER_WAKE_UPS") ?? 10_000
    /// How many reloads; `LEADKEEPER_RELOADS` asks for more.
    private static let reloads = asked("LEADKEEPER_RELOADS") ?? 30
    /// The stack that each thread gets, in bytes: one that grew by 60 bytes with each wake-up would be overrun in a
    /// quick run, too.
    private static let stackLimit = 512 << 10

    @Test func `the stack, the memory and the time of a probe stay what they are, however often the daemon is woken`()
        async throws
    {
        let names = (1...8).map { "contoso-\($0)" }
        try await Site.run(Site.Plan(connections: names, mail: .nowhere)) { site in
            try await site.startWorker()
            let daemon = try await site.startDaemon(prefix: ["/usr/bin/prlimit", "--stack=\(Self.stackLimit)"])
            for name in names {
                let secret = site.issueSecret(for: name)
                try await site.until { try await site.store(secret, for: name).exit == .code(0) }
                try await site.until { try await site.command("probe", name).exit == .code(0) }
            }
            // One wake-up in forty is a probe's, with a lead.
            let batch = Self.wakeUps / 10
            var samples: [(footprint: Footprint, probe: Double)] = []
            for _ in 0...10 {
                let probe = try await site.wake(times: batch, probes: max(batch / 40, 16), of: names)
                samples.append((try Footprint(of: daemon.process), probe))
                #expect(daemon.process.isRunning, "\(daemon.process.output)")
            }
            let table = samples.enumerated().map { number, sample in
                "\((number + 1) * batch) wake-ups: stack \(sample.footprint.stack.map(String.init) ?? "?") KiB, "
                    + "anonymous \(sample.footprint.anonymous) KiB, a probe \(Int(sample.probe)) ms"
            }.joined(separator: "\n")
            print(table)
            // What is needed once is there after the first batch.
            let (first, last) = (samples[0], samples[samples.count - 1])
            if let before = first.footprint.stack, let after = last.footprint.stack {
                #expect(after - before <= 64, "\(table)")
            }
            #expect(last.footprint.anonymous - first.footprint.anonymous <= 4_096, "\(table)")
            #expect(last.probe <= 3 * first.probe + 50, "\(table)")
        }
    }

    @Test func `memory does not grow with reloads, nor stay with the daemon until its next action`() async throws {
        // What is read anew each time is large enough to be seen.
        let names = (1...300).map { "contoso-\($0)" }
        try await Site.run(Site.Plan(connections: names, mail: .nowhere)) { site in
            let (daemon, _) = try await site.startAll()
            var done = 0
            func reload(_ times: Int) async throws -> Int {
                for _ in 0..<times {
                    daemon.process.send(SIGHUP)
                    done += 1
                    try await daemon.ready(times: done + 1)
                }
                // What the last one needed is given back by a turn after it.
                var least = Int.max
                for _ in 0..<20 {
                    _ = try await site.wake(times: 4, probes: 0, of: ["contoso-1"])
                    least = min(least, try Footprint(of: daemon.process).anonymous)
                }
                return least
            }
            var sizes = [try await reload(1)]
            for _ in 0..<5 { sizes.append(try await reload(Self.reloads / 5)) }
            print("anonymous KiB after one and \(Self.reloads) more reloads: \(sizes)")
            #expect((sizes.last ?? .max) - sizes[0] <= 3_072, "\(sizes)")
        }
    }
}
