import Foundation
import TestSupport

/// A running process as `/proc` shows it: its memory, its children, and how often its threads have gone to sleep.
struct ProcessWatch {
    let pid: pid_t
    /// The voluntary context switches of each thread, those that have ended included, as last seen.
    private var switches: [pid_t: Int] = [:]
    private var baseline: [pid_t: Int] = [:]

    init(pid: pid_t) {
        self.pid = pid
    }

    /// `VmRSS`, in MiB.
    var residentMegabytes: Double { megabytes("VmRSS") }

    /// `RssAnon`, in MiB: what is not the contents of files, such as libraries that other processes have mapped too.
    var ownMegabytes: Double { megabytes("RssAnon") }

    private func megabytes(_ field: String) -> Double {
        Double(Self.number(field, in: "/proc/\(pid)/status") ?? 0) / 1_024
    }

    /// The processes that it started and that run.
    var children: [pid_t] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return tasks.flatMap { task -> [pid_t] in
            let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(task)/children", encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        }
    }

    /// How often its threads have gone to sleep since `begin`, and so were woken.
    ///
    /// A thread that has ended counts as it was last looked at; Dispatch's live for five seconds after their last work.
    var wakeUps: Int {
        switches.reduce(0) { $0 + $1.value - (baseline[$1.key] ?? 0) }
    }

    /// Counts from now.
    mutating func begin() {
        switches = [:]
        look()
        baseline = switches
    }

    /// Takes in what has happened since the last look.
    mutating func look() {
        for task in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? [] {
            if let id = pid_t(task),
                let count = Self.number("voluntary_ctxt_switches", in: "/proc/\(pid)/task/\(id)/status")
            {
                switches[id] = count
            }
        }
    }

    /// Waits until none of its threads has been woken for that long.
    mutating func settle(for quiet: Duration) async throws {
        begin()
        var since = ContinuousClock.now
        while ContinuousClock.now - since < quiet {
            try await Task.sleep(for: .milliseconds(250))
            look()
            if wakeUps != 0 {
                begin()
                since = .now
            }
        }
    }

    private static func number(_ field: String, in file: String) -> Int? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        for line in text.split(separator: "\n") where line.hasPrefix(field + ":") {
            return Int(line.dropFirst(field.count + 1).filter(\.isNumber))
        }
        return nil
    }
}
