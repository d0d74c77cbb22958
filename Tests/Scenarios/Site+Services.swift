import Foundation
import TestSupport
import Testing

/// A daemon that runs, and what it tells the service manager.
struct DaemonProcess: Sendable {
    let process: ChildProcess
    let notify: NotifySocket

    /// The sentence that `systemctl status` shows now.
    var status: String { Self.status(in: notify.messages) }

    /// The last sentence in those messages.
    static func status(in messages: [String]) -> String {
        let lines = messages.flatMap { $0.split(separator: "\n") }
        return lines.last { $0.hasPrefix("STATUS=") }.map { String($0.dropFirst(7)) } ?? ""
    }

    /// Waits until the daemon says so many times that it is ready.
    func ready(times: Int = 1) async throws {
        do {
            try await notify.line("READY=1", times: times)
        } catch {
            throw ChildProcess.Failure(description: "the daemon was not ready: \(error)\n\(process.output)")
        }
    }

    /// Waits until `systemctl status` shows a sentence with that text.
    func says(_ text: String) async throws {
        try await notify.messages { Self.status(in: $0).contains(text) }
    }

    /// Waits until the journal has that text so many times.
    func logs(_ text: String, times: Int = 1) async throws {
        guard await process.writes(text, times: times) else {
            throw ChildProcess.Failure(description: "the journal does not say “\(text)” but: \(process.output)")
        }
    }

    /// Sends a signal and answers how the daemon ended, and how long after.
    func stop(_ signal: Int32 = SIGTERM) async -> (exit: ChildProcess.Exit?, after: Duration) {
        let begin = ContinuousClock.now
        process.send(signal)
        let exit = await process.exit()
        return (exit, .now - begin)
    }
}

extension Site {
    /// The arguments of `leadkeeper run` here.
    private func daemonArguments(state: String?) -> [String] {
        [
            "--config", "\(directory.path)/config", "--state", state ?? "\(directory.path)/state", "--runtime",
            "\(directory.path)/run", "--keyring", keyring.workerSocket, "--hooks", "\(directory.path)/hooks",
        ]
    }

    /// Starts the daemon as systemd does, and does not wait.
    ///
    /// - Parameters:
    ///   - prefix: a program that runs it, such as `prlimit`, with its arguments.
    func beginDaemon(
        prefix: [String] = [], environment more: [String: String] = [:], errors: ChildProcess.Output = .kept,
        state: String? = nil
    ) throws -> DaemonProcess {
        let notify = try NotifySocket(at: newPath("notify"))
        // `leadkeeper` hands no variable of the dynamic linker on to the program that it becomes.
        let isLoadedWith = more["LD_PRELOAD"] != nil
        let program = isLoadedWith ? ["\(PrivateKeyring.leadkeeper)-daemon"] : [PrivateKeyring.leadkeeper, "run"]
        let words = prefix + program + daemonArguments(state: state)
        var environment = environment.merging(more) { $1 }
        environment["NOTIFY_SOCKET"] = notify.path
        let process = try ChildProcess(
            words[0], Array(words.dropFirst()), environment: environment, input: .text(""), errors: errors,
            onEnd: { notify.close() })
        let daemon = DaemonProcess(process: process, notify: notify)
        watch(daemon)
        return daemon
    }

    /// Starts the daemon and waits until it is ready.
    func startDaemon(prefix: [String] = [], environment: [String: String] = [:]) async throws -> DaemonProcess {
        let daemon = try beginDaemon(prefix: prefix, environment: environment)
        try await daemon.ready()
        return daemon
    }

    /// Starts the keyring worker and waits until it listens.
    ///
    /// One that was killed may hold its lock for a moment longer; systemd would start a refused one again, too.
    @discardableResult
    func startWorker(_ options: [String] = []) async throws -> ChildProcess {
        for _ in 0..<100 {
            if let worker = try? await keyring.startWorker(options) {
                watch(worker)
                return worker
            }
        }
        throw ChildProcess.Failure(description: "the keyring worker could not be started")
    }

    /// Starts worker and daemon, and stores the mail password where the mail server wants one.
    func startAll(workerOptions: [String] = []) async throws -> (daemon: DaemonProcess, worker: ChildProcess) {
        let worker = try await startWorker(workerOptions)
        return (try await startDaemon(), worker)
    }
}
