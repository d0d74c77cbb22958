import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Durability

@Suite struct TornFileTests {
    /// Many with `LEADKEEPER_WRITES`; `make prove` has 10,000.
    private static let writes = ProcessInfo.processInfo.environment["LEADKEEPER_WRITES"].flatMap { Int($0) } ?? 300

    private final class Findings: Sendable {
        let isOver = Atomic(false)
        let reads = Atomic(0)
        let faults = Mutex<[String]>([])

        func note(_ fault: String) { faults.withLock { $0.append(fault) } }
    }

    @Test(.timeLimit(.minutes(10)))
    func `whoever reads a file that is written again and again never sees a part of it, nor none`() async throws {
        let directory = try TemporaryDirectory()
        let target = try Directory(directory.path)
        let path = directory.path + "/metrics.prom"
        // Each edition is one letter as often as no page or block is long, and ends with a line of its own.
        let edition: @Sendable (Int) -> [UInt8] = { number in
            [UInt8](repeating: 97 + UInt8(number % 26), count: 50_000 + number % 7_000) + Array("\n# EOF\n".utf8)
        }
        try target.write(edition(0), as: "metrics.prom", mode: 0o644, isDurable: false)
        let findings = Findings()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    try await onOwnThread {
                        while !findings.isOver.load(ordering: .relaxed) {
                            let seen = FileManager.default.contents(atPath: path)
                            findings.reads.add(1, ordering: .relaxed)
                            let body = seen?.dropLast(7)
                            if let body, seen?.suffix(7) == Data("\n# EOF\n".utf8), body.count >= 50_000,
                                body.allSatisfy({ $0 == body.first })
                            {
                                continue
                            }
                            findings.note("\(seen?.count ?? -1) bytes")
                        }
                    }
                }
            }
            group.addTask {
                try await onOwnThread {
                    defer { findings.isOver.store(true, ordering: .relaxed) }
                    for number in 1...Self.writes {
                        try target.write(edition(number), as: "metrics.prom", mode: 0o644, isDurable: false)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(findings.faults.withLock { Array($0.prefix(3)) } == [])
        #expect(findings.reads.load(ordering: .relaxed) > 0)
    }
}
