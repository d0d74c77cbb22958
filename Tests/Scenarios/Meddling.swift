import Foundation
import Simulators
import Synchronization
import TestSupport
import Testing

/// What is loaded into the daemon to lie to it about the time, or to take its threads away.
enum Meddling {
    /// The compiler that comes with Swift, or the machine's own.
    private static let compiler: String? = {
        let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return directories.flatMap { ["\($0)/clang", "\($0)/cc"] }.first { access($0 as String, X_OK) == 0 }
    }()
    static let isPossible = compiler != nil
    static let needs: Comment = "needs clang or cc"

    /// The environment in which a process of the site is meddled with.
    static func environment(_ site: Site, _ variables: [String: String]) async throws -> [String: String] {
        let library = "\(site.directory.path)/tmp/meddle.so"
        let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "meddle.c").path
        let build = try await ChildProcess.run(
            compiler ?? "cc", ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"])
        guard build.status == 0 else { throw ChildProcess.Failure(description: build.errors) }
        return variables.merging(["LD_PRELOAD": library]) { $1 }
    }
}

/// A number of seconds that a test sets and a process reads at any time.
final class SharedSeconds: Sendable {
    let path: String

    init(_ site: Site) throws {
        path = site.newPath("tmp")
        try Data(count: MemoryLayout<Int64>.size).write(to: URL(filePath: path))
    }

    func set(_ seconds: Int64) throws {
        var seconds = seconds
        let file = open(path, O_WRONLY | O_CLOEXEC)
        defer { close(file) }
        // In place, in one piece: the process has the page in its memory.
        guard pwrite(file, &seconds, MemoryLayout<Int64>.size, 0) == MemoryLayout<Int64>.size else {
            throw ChildProcess.Failure(description: "failed to set a clock")
        }
    }
}

/// A wall clock that a test sets, for one process.
final class SettableClock: Sendable {
    private let offset: SharedSeconds

    init(_ site: Site) throws { offset = try SharedSeconds(site) }

    /// The environment of a process that has this clock.
    func environment(_ site: Site) async throws -> [String: String] {
        try await Meddling.environment(site, ["MEDDLE_CLOCK": offset.path])
    }

    /// Lets the clock show that moment, or the right time.
    func set(to moment: Date?) throws {
        try offset.set(moment.map { Int64($0.timeIntervalSinceNow) } ?? 0)
    }
}

/// The time of a daemon and of its cloud, of which more passes than has passed, so that days go by in a test's seconds.
final class PassingTime: Sendable {
    private let cloud: MicrosoftCloud
    private let offset: SharedSeconds
    private let passed = Mutex(Int64(0))

    init(_ site: Site) throws {
        (cloud, offset) = (site.cloud, try SharedSeconds(site))
    }

    /// The environment of the daemon.
    ///
    /// It is told of a watchdog of two seconds, sd_watchdog_enabled(3): so its loop goes round each second, and what is
    /// due by the time that has passed need not wait for a minute of the test's own.
    func environment(_ site: Site) async throws -> [String: String] {
        try await Meddling.environment(site, ["MEDDLE_TIME": offset.path, "WATCHDOG_USEC": "2000000"])
    }

    /// Lets so many seconds more pass.
    func advance(by seconds: Int64) throws {
        try passed.withLock {
            $0 += seconds
            try offset.set($0)
        }
        cloud.advance(by: .seconds(seconds))
    }
}
