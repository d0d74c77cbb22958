internal import CMicrohttpd
internal import Dispatch
internal import Glibc

/// The library's daemon, and what drives it: its epoll descriptor and one timer, on one serial queue.
@safe final class ServerEngine: @unchecked Sendable {
    // Sendable: after `init` everything that changes is touched on `queue` alone.
    private static let onQueue = DispatchSpecificKey<WeakEngine>()

    let queue: DispatchQueue
    let limits: HTTPServer.Limits
    let handler: HTTPServer.Handler
    private let identity: (@Sendable (String?) -> TLSIdentity?)?

    /// Nil once it is to stop.
    private var daemon: OpaquePointer?
    /// The daemon from when it is to stop until it has.
    private var stopped: OpaquePointer?
    private var isClosed = false
    private var readable: (any DispatchSourceRead)?
    /// The same while it is suspended: Dispatch crashes if it lets go of one that is.
    private var resting: (any DispatchSourceRead)?
    private var timer: (any DispatchSourceTimer)?
    private var clients = Clients()
    private var exchanges = Exchanges()
    private var identities: [ObjectIdentifier: TLSIdentity] = [:]
    private var isStopping = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(
        descriptor: Int32, label: String, on target: DispatchQueue?, limits: HTTPServer.Limits,
        identity: (@Sendable (String?) -> TLSIdentity?)?,
        handler: @escaping HTTPServer.Handler
    ) throws(HTTPServerError) {
        queue = DispatchQueue(label: label, target: target)
        self.limits = limits
        self.identity = identity
        self.handler = handler
        var setup = unsafe leadkeeper_mhd_setup()
        unsafe setup.listening_socket = descriptor
        unsafe setup.connection_limit = limits.connections
        unsafe setup.inactivity_seconds = UInt32(clamping: limits.inactivity.components.seconds)
        unsafe setup.connection_memory = limits.connectionMemory
        unsafe setup.certificate = identity == nil ? nil : chooseCertificate
        unsafe setup.request = requestArrives
        unsafe setup.completed = requestEnds
        unsafe setup.connection = connectionChanges
        unsafe setup.context = Unmanaged.passUnretained(self).toOpaque()
        guard let daemon = unsafe leadkeeper_mhd_start(&setup) else {
            // The library has closed the socket.
            throw HTTPServerError(.start, "start an HTTP server", errno: errno)
        }
        unsafe self.daemon = daemon
        queue.setSpecific(key: Self.onQueue, value: WeakEngine(engine: self))
        let readable = DispatchSource.makeReadSource(
            fileDescriptor: unsafe leadkeeper_mhd_epoll_descriptor(daemon), queue: queue)
        let timer = DispatchSource.makeTimerSource(queue: queue)
        // Both hold the engine until it is closed.
        readable.setEventHandler { self.pumpOrRest() }
        readable.setCancelHandler { self.finishClosing() }
        timer.setEventHandler {
            self.hangUpOnTheLate()
            self.pump()
        }
        self.readable = readable
        self.timer = timer
        readable.activate()
        timer.activate()
        queue.async { self.pump() }
    }

    /// The engine whose queue this code runs on.
    static var current: ServerEngine? {
        DispatchQueue.getSpecific(key: onQueue)?.engine
    }

    // MARK: Running

    /// Does whatever can be done now, and arms the timer for what comes next.
    func pump() {
        guard let daemon = unsafe daemon else { return }
        for _ in 0..<64 {
            clients.hasRoom = false
            unsafe MHD_run(daemon)
            // At the limit the library stops listening, and it takes that up again at the beginning of a run, not at
            // the end of the one in which somebody left.
            if clients.hasRoom { continue }
            var milliseconds: UInt64 = 0
            guard unsafe MHD_get_timeout(daemon, &milliseconds) == .YES else {
                return arm(for: clients.nextDeadline)
            }
            if milliseconds > 0 {
                let wait = DispatchTimeInterval.milliseconds(Int(clamping: min(milliseconds, 86_400_000)))
                return arm(for: min(clients.nextDeadline, .now() + wait))
            }
        }
        // Still busy: the queue's other work gets its turn.
        queue.async { self.pump() }
    }

    /// Does what can be done, and rests where somebody waits who cannot be let in for want of a file descriptor.
    ///
    /// The library tries again at once, and for as long as nobody whom it has let in leaves: that would take a whole
    /// processor.
    private func pumpOrRest() {
        let last = clients.last
        pump()
        guard clients.last == last, let readable, Self.isOutOfDescriptors else { return }
        readable.suspend()
        resting = readable
        queue.asyncAfter(deadline: .now() + .milliseconds(100)) {
            self.resting?.resume()
            self.resting = nil
        }
    }

    /// Whether this process, or this machine, may have no more descriptors now.
    private static var isOutOfDescriptors: Bool {
        let descriptor = unsafe open("/", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno == EMFILE || errno == ENFILE }
        Glibc.close(descriptor)
        return false
    }

    private func arm(for time: DispatchTime) {
        finishStopping()
        timer?.schedule(deadline: time, leeway: .milliseconds(50))
    }

    /// The moment by which a request must have arrived that begins now.
    func newDeadline() -> DispatchTime {
        let deadline = DispatchTime.now() + .nanoseconds(Int(limits.request / .nanoseconds(1)))
        clients.expect(deadline)
        return deadline
    }

    private func hangUpOnTheLate() {
        let now = DispatchTime.now()
        guard clients.nextDeadline <= now else { return }
        for client in clients.late(at: now) { client.hangUp() }
        clients.findNextDeadline()
    }

    // MARK: What the library tells

    func connected(_ socket: Int32) -> Client {
        clients.connect(socket, by: newDeadline())
    }

    func disconnected(_ client: Client) {
        clients.disconnect(client)
    }

    func began() { exchanges.begin() }

    func ended(_ exchange: Exchange) {
        exchanges.end(exchange)
    }

    /// The certificate for a host, which then lives as long as the engine, as the library keeps pointers to it.
    func certificate(for host: String?) -> TLSIdentity? {
        guard let chosen = identity?(host) else { return nil }
        identities[ObjectIdentifier(chosen)] = chosen
        return chosen
    }

    // MARK: Suspended requests

    func isSuspended(_ exchange: Exchange) -> Bool { exchanges.isSuspended(exchange) }

    func add(suspended exchange: Exchange) { exchanges.suspend(exchange) }

    func remove(suspended exchange: Exchange) { exchanges.resume(exchange) }

    // MARK: The end

    func stop(grace: Duration) async {
        await withCheckedContinuation { continuation in
            queue.async {
                guard !self.isClosed else { return continuation.resume() }
                self.waiting.append(continuation)
                guard unsafe self.daemon != nil else { return }
                self.stopAccepting()
                if grace > .zero {
                    self.queue.asyncAfter(deadline: .now() + .nanoseconds(Int(grace / .nanoseconds(1)))) {
                        self.closeEverything()
                    }
                    self.pump()
                } else {
                    self.closeEverything()
                }
            }
        }
    }

    /// Closes everything soon, without anybody waiting for it.
    func close() {
        queue.async { self.closeEverything() }
    }

    private func stopAccepting() {
        guard !isStopping, let daemon = unsafe daemon else { return }
        isStopping = true
        let listening = unsafe MHD_quiesce_daemon(daemon)
        if listening >= 0 { Glibc.close(listening) }
    }

    private func finishStopping() {
        if isStopping, exchanges.count == 0 { closeEverything() }
    }

    private func closeEverything() {
        guard let daemon = unsafe daemon else { return }
        stopAccepting()
        // The library aborts the process if a connection is still suspended when its daemon stops.
        for exchange in exchanges.suspended { exchange.abandon() }
        unsafe MHD_run(daemon)
        unsafe self.daemon = nil
        unsafe stopped = daemon
        timer?.cancel()
        readable?.cancel()
        (readable, timer) = (nil, nil)
    }

    /// Runs when Dispatch has let go of the epoll descriptor, which must stay open until then: Dispatch crashes over
    /// what it remembers of a descriptor that was closed under it.
    private func finishClosing() {
        if let daemon = unsafe stopped { unsafe MHD_stop_daemon(daemon) }
        unsafe stopped = nil
        isClosed = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}

/// What the queue remembers of its engine.
private struct WeakEngine: Sendable {
    weak let engine: ServerEngine?
}
