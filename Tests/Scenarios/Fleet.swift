import Foundation
import TestSupport

/// The services of a site, kept running as systemd keeps them: whoever is killed is started again.
actor Fleet {
    /// Who can be killed.
    enum Victim: String, CaseIterable, Sendable {
        case daemon
        /// The daemon again, before it is ready.
        case startingDaemon
        case worker
        /// The process that starts the worker; it takes the worker along.
        case supervisor
        case keyring
    }

    private let site: Site
    private(set) var daemon: DaemonProcess
    private var worker: ChildProcess
    private var isUp = true
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var done = 0
    private var isOver = false
    private var supervision: (work: Int, continuation: CheckedContinuation<Void, Never>)?
    /// How often each was killed.
    private(set) var kills: [Victim: Int] = [:]

    /// Starts everything.
    init(on site: Site) async throws {
        self.site = site
        (daemon, worker) = try await site.startAll()
    }

    /// Does something again and again while everything runs, until `endWork`; `body` tells whether it was done to its
    /// end.
    nonisolated func work(_ body: () async throws -> Bool) async throws {
        do {
            while await mayBegin() { await note(try await body()) }
        } catch {
            await endWork()
            throw error
        }
    }

    /// Lets nothing more begin.
    func endWork() {
        isOver = true
        resumeWaiting()
        supervision?.continuation.resume()
        supervision = nil
    }

    /// Waits until so much more has been done from its beginning to its end.
    func untilWorkIsDone(_ count: Int) async {
        guard count > 0, !isOver else { return }
        await withCheckedContinuation { supervision = (done + count, $0) }
    }

    /// Waits until everything runs, and tells whether there is more to do.
    private func mayBegin() async -> Bool {
        if !isUp, !isOver { await withCheckedContinuation { waiting.append($0) } }
        return !isOver
    }

    private func note(_ isDone: Bool) {
        if isDone { done += 1 }
        guard let waiter = supervision, done >= waiter.work else { return }
        supervision = nil
        waiter.continuation.resume()
    }

    /// Kills one with SIGKILL and returns when it is back.
    ///
    /// - Parameter delay: microseconds from the start of a daemon to its second death.
    func kill(_ victim: Victim, delay: UInt32) async throws {
        isUp = false
        kills[victim, default: 0] += 1
        switch victim {
        case .daemon:
            try await restartDaemon()
        case .startingDaemon:
            await end(daemon.process)
            let starting = try site.beginDaemon()
            await pause(delay)
            daemon = starting
            kills[.daemon, default: 0] += 1
            try await restartDaemon()
        case .worker:
            for process in SecretHunt.children(of: worker.pid) { Glibc.kill(process, SIGKILL) }
        case .supervisor:
            await end(worker)
            worker = try await site.startWorker()
        case .keyring:
            await site.keyring.killKeyring()
            try await site.keyring.startKeyring()
        }
        isUp = true
        resumeWaiting()
    }

    private func resumeWaiting() {
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    private func restartDaemon() async throws {
        await end(daemon.process)
        daemon = try await site.startDaemon()
    }

    private func end(_ process: ChildProcess) async {
        process.send(SIGKILL)
        _ = await process.exit()
    }
}

/// Lets a random time pass, in microseconds; on a thread of its own.
func pause(_ microseconds: UInt32) async {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread {
            usleep(microseconds)
            continuation.resume()
        }
    }
}
