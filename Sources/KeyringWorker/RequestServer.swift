internal import Glibc
internal import KeyringProtocol
internal import SecureMemory
internal import Systemd
internal import Unix

/// Answers requests one after another, on the one thread that asks the keyring.
final class RequestServer {
    /// How many connections are kept; the daemon needs one.
    private static let maximumConnections = 16

    /// How long a peer may take to send a frame that it began, or to take an answer.
    private static let patience = Duration.seconds(1)

    private let socket: WorkerSocket
    private let keeper: Keeper
    private let watchdog: RequestWatchdog
    private let guests: PeerRule
    private var channels: [FrameChannel] = []

    init(socket: WorkerSocket, keeper: Keeper, watchdog: RequestWatchdog, guests: PeerRule) {
        self.socket = socket
        self.keeper = keeper
        self.watchdog = watchdog
        self.guests = guests
    }

    /// Runs until the worker had better be replaced and answers its exit code; SIGTERM ends it at any time.
    ///
    /// Its turns are signs of life for the service manager, where it waits for one.
    func run() -> Int32 {
        let interval = ServiceManager.watchdogInterval()
        let pause = interval.map { Int32(clamping: $0.components.seconds * 1_000 / 2) } ?? -1
        var told: ContinuousClock.Instant?
        while true {
            if let interval, told.map({ .now - $0 >= interval / 8 }) ?? true {
                ServiceManager.watchdog()
                told = .now
            }
            var entries = [socket.descriptor] + channels.map(\.descriptor)
            var ready = entries.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&ready, nfds_t(ready.count), pause) >= 0 || errno == EINTR else {
                log("failed to wait for requests: \(errorText())")
                return EX_OSERR
            }
            entries = ready.filter { $0.revents != 0 }.map(\.fd)
            for channel in channels where entries.contains(channel.descriptor) {
                if !answer(on: channel) { channels.removeAll { $0 === channel } }
                // Before anything is accepted: who connects now is answered by the next worker.
                if let exitCode = keeper.exitCode { return exitCode }
            }
            if entries.contains(socket.descriptor) { accept() }
        }
    }

    /// Answers the requests that have come and tells whether the connection is to be kept.
    private func answer(on channel: FrameChannel) -> Bool {
        do throws(FrameChannel.Failure) {
            var requests: [Request] = []
            var malformation: Wire.Malformation?
            try channel.receive(upTo: Request.mostTogether, before: .now + Self.patience) { frame in
                guard malformation == nil else { return }
                do throws(Wire.Malformation) {
                    requests.append(try Wire.decodeRequest(frame))
                } catch {
                    malformation = error
                }
            }
            try answer(requests, on: channel)
            guard let malformation else { return true }
            log("closed a connection whose request was malformed: \(malformation)")
            return false
        } catch {
            if error != .closed { log("closed a connection: \(error)") }
            return false
        }
    }

    /// Answers requests in their order: lookups that follow each other together, and whatever else alone.
    private func answer(_ requests: [Request], on channel: FrameChannel) throws(FrameChannel.Failure) {
        var rest = requests[...]
        // What a keeper that wants to end has not answered yet, the next worker is asked again.
        while let first = rest.first, keeper.exitCode == nil {
            let lookups = rest.prefix { $0.lookup != nil }
            let together = lookups.isEmpty ? [first] : Array(lookups)
            rest = rest.dropFirst(together.count)
            let replies = watchdog.watch(channel, count: together.count, patience: first.patience) {
                keeper.answer(together)
            }
            try channel.send(replies, before: .now + Self.patience)
        }
    }

    private func accept() {
        let descriptor = Glibc.accept(socket.descriptor, nil, nil)
        guard descriptor >= 0 else { return }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        let channel = FrameChannel(owning: descriptor)
        guard let peer = SocketPeer(of: descriptor), guests.admits(peer) else {
            log("refused a connection from a user who is not allowed")
            return
        }
        if channels.count == Self.maximumConnections { channels.removeFirst() }
        channels.append(channel)
    }
}
