import BenchFigures
import Curl
import Foundation
import TestSupport

/// Probes as they run: the real daemon, worker, keyring and bus, beside curl with the same requests.
struct RealThing {
    /// How the probes come about.
    enum Mode: String, CaseIterable {
        /// All are due at once, and the daemon makes them in its own time, at its own width.
        case due
        /// So many clients ask for one each, at once.
        case wide
        /// `leadkeeper probe --all`.
        case all
    }

    /// How many clients ask at once: fewer than the control socket lets in.
    private static let width = 32
    /// How many requests a probe makes: endpoint, token, identity, sources of leads, create, read, remove.
    private static let requests = 7

    /// What so many probes have taken.
    struct Cost {
        /// Processor seconds of each part.
        var parts: [String: Double]
        var wall: Double

        var processor: Double { parts.values.reduce(0, +) }
    }

    let fleet: Fleet
    let shape: CannedCloud.Shape
    let cloud: CannedCloud

    /// Probes every connection once, and throws unless the server saw all requests and all went well.
    ///
    /// - Parameter isAsking: whether the daemon is asked afterwards what became of them.
    func probe(_ mode: Mode, isAsking: Bool = true) async throws -> Cost {
        // So the TLS connections of before are gone: curl begins without any, too.
        if mode != .due { try await fleet.reload() }
        try await fleet.processes.rest()
        let before = try await cloud.traffic().requests
        let cost =
            switch mode {
            case .due: try await probeDue()
            case .wide: try await counting(probeWide)
            case .all: try await probeAll()
            }
        let requests = try await cloud.traffic().requests - before
        guard requests >= Self.requests * fleet.count else {
            throw ChildProcess.Failure(description: "\(requests) requests came for \(fleet.count) probes")
        }
        if isAsking { try await fleet.requireProven() }
        return cost
    }

    private func probeDue() async throws -> Cost {
        let before = try await cloud.traffic().requests
        try await fleet.change()
        // The cost of the reload is none of the probes', of which the first few have begun by now.
        let already = try await cloud.traffic().requests - before
        var cost = try await counting {
            let expected = before + Self.requests * fleet.count
            let deadline = ContinuousClock.now + .seconds(60) + .milliseconds(100 * fleet.count)
            while try await cloud.traffic().requests < expected {
                guard ContinuousClock.now < deadline else {
                    throw ChildProcess.Failure(
                        description: "the probes that are due do not end: \(fleet.daemon?.output.suffix(2_000) ?? "")")
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        // What was over before the count began is not in it.
        let share = Double(Self.requests * fleet.count) / Double(max(1, Self.requests * fleet.count - already))
        cost.parts = cost.parts.mapValues { $0 * share }
        return cost
    }

    private func probeWide() async throws {
        let client = try fleet.client(connections: Self.width)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<fleet.count {
                if number >= Self.width { try await group.next() }
                group.addTask {
                    var request = HTTPRequest(.post, "http://localhost/v1/connections/contoso-\(number)/probe")
                    request.timeout = .seconds(120)
                    let response = try await client.perform(request)
                    guard response.status == 200 else {
                        throw ChildProcess.Failure(description: String(decoding: response.body, as: UTF8.self))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func probeAll() async throws -> Cost {
        let before = fleet.processes.seconds()
        let command = try fleet.command(["probe", "--all"])
        guard await command.exit(within: 60 + 0.2 * Double(fleet.count)) == .code(0), let usage = command.usage else {
            throw ChildProcess.Failure(description: "probe --all failed: \(command.output.suffix(2_000))")
        }
        try await fleet.processes.rest()
        var parts = difference(since: before)
        parts["command"] = usage.processor.inSeconds
        return Cost(parts: parts, wall: usage.wall.inSeconds)
    }

    /// Counts what the processes take for it, and until they rest.
    private func counting(_ body: () async throws -> Void) async throws -> Cost {
        let (before, began) = (fleet.processes.seconds(), ContinuousClock.now)
        try await body()
        let wall = (ContinuousClock.now - began).inSeconds
        try await fleet.processes.rest()
        return Cost(parts: difference(since: before), wall: wall)
    }

    private func difference(since before: [String: Double]) -> [String: Double] {
        fleet.processes.seconds().merging(before) { $0 - $1 }
    }
}
