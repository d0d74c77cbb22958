import Foundation
import Glibc
import TestSupport

/// A real systemd as PID 1 of a throw-away container, in which commands run as a sysadmin's would.
///
/// Its root is this machine's own under an overlay, its network is its own, and all of it goes away with the value, or
/// with the test's process however that ends.
final class Machine: @unchecked Sendable {
    // Sendable: what changes is read and written by the one test that holds the machine.

    /// What a command said.
    struct Answer: CustomStringConvertible {
        let code: ChildProcess.Exit?
        let output: String
        let errors: String

        var isSuccess: Bool { code == .code(0) }
        var description: String { "\(code.map { "\($0)" } ?? "no end"): \(output)\(errors)" }
    }

    /// Installs from the sources; one machine after another, since make may have manual pages to make.
    static let fromSources = """
        cd '\(Repository.root.path)'; flock .build/programs/release/leadkeeper make --silent install DESTDIR="$ROOT" PREFIX=/usr
        """

    static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "boot.sh").path
    private static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    private let directory: TemporaryDirectory
    private let container: ChildProcess
    private let manager: NotifySocket
    private var boots = 0
    private var leader = ""

    /// Boots a machine on which `install` was run before, a bash script with the root in `$ROOT`.
    ///
    /// - Parameters:
    ///   - tree: the root directory that it begins with, and leaves as it is.
    ///   - options: for systemd-nspawn(1).
    init(on tree: String = "/", installing install: String = fromSources, options: [String] = []) async throws {
        directory = try TemporaryDirectory()
        let manager = try NotifySocket(at: "\(directory.path)/notify")
        self.manager = manager
        container = try ChildProcess(
            "/bin/bash", [Self.script, directory.path, tree, install, "--boot"] + options,
            environment: ["NOTIFY_SOCKET": manager.path, "PATH": Self.path], input: .open, onEnd: { manager.close() })
        try await awaitBoot()
    }

    deinit {
        // Not killed, so that it cleans up after itself.
        container.closeInput()
        Task { [container] in _ = await container.exit() }
    }

    /// Waits until all that starts at boot has started.
    private func awaitBoot() async throws {
        boots += 1
        do {
            // A manager may say that it is ready more than once, so each boot begins with its first process.
            let messages = try await manager.messages { [boots] messages in
                let starts = messages.indices.filter { messages[$0].contains("X_NSPAWN_LEADER_PID=") }
                return starts.count == boots
                    && messages.suffix(from: starts[boots - 1]).contains { $0.hasPrefix("READY=1") }
            }
            let leaders = messages.flatMap { $0.split(separator: "\n") }.filter { $0.hasPrefix("X_NSPAWN_LEADER_PID=") }
            leader = leaders.last.map { String($0.dropFirst("X_NSPAWN_LEADER_PID=".count)) } ?? ""
        } catch {
            throw ChildProcess.Failure(description: "the machine did not boot: \(container.output)")
        }
    }

    /// Runs a bash script as root in the machine and answers when it has ended.
    ///
    /// - Parameter seconds: there only to end a hang.
    func run(_ script: String, input: String = "", within seconds: Double = 600) async throws -> Answer {
        let process = try start(script, input: input)
        let code = await process.exit(within: seconds)
        return Answer(code: code, output: process.standardOutput, errors: process.standardError)
    }

    /// Runs a bash script that must succeed, and answers what it printed, without the last line's end.
    @discardableResult
    func must(_ script: String, input: String = "", within seconds: Double = 600) async throws -> String {
        let answer = try await run("set -euo pipefail\n" + script, input: input, within: seconds)
        guard answer.isSuccess else {
            throw ChildProcess.Failure(description: "\(script): \(answer)\n\(try await journal())")
        }
        return answer.output.hasSuffix("\n") ? String(answer.output.dropLast()) : answer.output
    }

    /// Starts a bash script as root in the machine; it ends with the machine at the latest.
    func start(_ script: String, input: String = "") throws -> ChildProcess {
        let words = entering(["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root", "--wdns=/"])
        return try ChildProcess(
            words[0], words.dropFirst() + ["bash", "-c", script], environment: ["LANG": "C.UTF-8", "PATH": Self.path],
            input: input)
    }

    /// What stands before a command of this machine's own to put it on the network of that one.
    var onItsNetwork: [String] { entering(["--net"]) }

    private func entering(_ namespaces: [String]) -> [String] {
        let outside = container.standardOutput.prefix { $0 != "\n" }
        return ["/usr/bin/nsenter", "--target=\(outside)", "--mount", "--pid", "nsenter", "--target=\(leader)"]
            + namespaces
    }

    /// Follows the journal from its end, each entry's message on a line.
    func followJournal() async throws -> ChildProcess {
        let follower = try start("echo following; exec journalctl --follow --lines=0 --output=cat --quiet")
        guard await follower.writes("following") else { throw ChildProcess.Failure(description: follower.output) }
        return follower
    }

    /// The end of the journal, for messages about failures.
    func journal() async throws -> String {
        try await run("journalctl --boot --lines=80 --no-pager --quiet").output
    }

    /// Reboots and waits until that is done.
    func reboot() async throws {
        _ = try await run(Self.rebooting)
        try await awaitBoot()
    }

    /// Ends what was started here from outside, which has no parent in here, and reboots: a systemd of Debian 13 does not
    /// end what comes from another namespace, and the machine would wait for it for ever.
    private static let rebooting = """
        for status in /proc/[0-9]*/status; do
            process=${status//[!0-9]/}
            case $process in 1 | $$) continue ;; esac
            if grep --quiet --no-messages '^PPid:[[:space:]]*0$' "$status"; then kill "$process"; fi
        done
        systemctl reboot
        """
}
