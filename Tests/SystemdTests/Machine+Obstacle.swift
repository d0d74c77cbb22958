import Foundation
import Glibc
import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason, where no machine can be booted.
    static var bootsMachines: Self {
        .enabled(if: Machine.obstacle == nil, "\(Machine.obstacle ?? "")")
    }
}

extension Machine {
    /// Why this machine cannot boot another; `nil` where it can.
    static let obstacle: String? = {
        guard geteuid() == 0 else { return "only root may boot a container" }
        guard access("/usr/bin/systemd-nspawn", X_OK) == 0 else { return "systemd-nspawn is not installed" }
        guard access("\(Repository.root.path)/.build/programs/release/leadkeeper", X_OK) == 0 else {
            return "`make build` was not run"
        }
        return refusal()
    }()

    /// What stands in the way of a container that only ends.
    ///
    /// It blocks for some tenths of a second: whether tests are skipped is asked before any runs.
    private static func refusal() -> String? {
        guard let directory = try? TemporaryDirectory() else { return "no directory can be made" }
        // Its standard input must not end before it does.
        let command =
            "mkfifo \(directory.path)/input; exec bash '\(script)' \(directory.path) / true /bin/true <>\(directory.path)/input 2>&1"
        guard let pipe = popen(command, "r") else { return "no process can be started" }
        var said = ""
        var line = [CChar](repeating: 0, count: 1_024)
        while fgets(&line, Int32(line.count), pipe) != nil {
            said += line.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        }
        return pclose(pipe) == 0 ? nil : "this machine refuses a container: \(said)"
    }
}
