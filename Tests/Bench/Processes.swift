import Foundation
import TestSupport

/// Running processes by the part that they play, as `/proc` shows them.
struct Processes {
    /// What is kept of a process in memory, in MiB: `/proc/PID/smaps_rollup`.
    struct Memory {
        /// All that is in memory, shared with others or not.
        var resident = 0.0
        /// The same, with what others share divided among all.
        var proportional = 0.0
        /// What is not the contents of files.
        var anonymous = 0.0
    }

    /// The parts, in order, and the processes that play them; children of theirs that run count with them.
    let parts: [(name: String, roots: [pid_t])]

    /// The processor seconds so far of each part: of its processes, and of their children, ended ones included.
    func seconds() -> [String: Double] {
        Dictionary(
            uniqueKeysWithValues: parts.map { part in
                (part.name, part.roots.flatMap(Self.family).reduce(0) { $0 + Self.seconds(of: $1) })
            })
    }

    /// Every process id of every part.
    var all: [pid_t] { parts.flatMap { $0.roots.flatMap(Self.family) } }

    /// Waits until they have used no processor time for that long.
    func rest(for quiet: Duration = .seconds(1), within limit: Duration = .seconds(300)) async throws {
        let (deadline, clock) = (ContinuousClock.now + limit, ContinuousClock())
        var (last, since) = (seconds(), clock.now)
        while clock.now - since < quiet {
            guard clock.now < deadline else {
                throw ChildProcess.Failure(description: "the processes do not come to rest: \(last)")
            }
            try await Task.sleep(for: .milliseconds(100))
            let now = seconds()
            if now != last { (last, since) = (now, clock.now) }
        }
    }

    /// What a process has in memory; `nil` where this user may not look at it, or it is gone.
    static func memory(of pid: pid_t) -> Memory? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/smaps_rollup", encoding: .utf8) else { return nil }
        let megabytes = { (field: String) in
            Double(number(field, in: text) ?? 0) / 1_024
        }
        return Memory(
            resident: megabytes("Rss"), proportional: megabytes("Pss"), anonymous: megabytes("Anonymous"))
    }

    /// The most that a process has ever had in memory, in MiB; `nil` once it has ended.
    static func peak(of pid: pid_t) -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return nil }
        return number("VmHWM", in: text).map { Double($0) / 1_024 }
    }

    /// A process and all that it has started and that run, the first first.
    static func family(_ pid: pid_t) -> [pid_t] {
        [pid] + ProcessWatch(pid: pid).children.flatMap(family)
    }

    /// utime, stime, cutime and cstime of proc(5).
    private static func seconds(of pid: pid_t) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return 0 }
        let fields = text[name...].split(separator: " ").dropFirst(12).prefix(4)
        return Double(fields.reduce(0) { $0 + (Int($1) ?? 0) }) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func number(_ field: String, in text: String) -> Int? {
        text.split(separator: "\n").first { $0.hasPrefix(field + ":") }.flatMap { line in
            Int(line.dropFirst(field.count + 1).filter(\.isNumber))
        }
    }
}
