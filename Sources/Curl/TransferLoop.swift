internal import CCurl
internal import CLinux
internal import Dispatch
internal import Glibc
internal import Unix

/// One libcurl multi handle that runs on Dispatch: any number of HTTP transfers, one queue, no thread of its own.
///
/// libcurl's sockets and its one timer sit in an epoll(7) set, and a single Dispatch source watches that set. So a
/// socket that libcurl closes needs no source to be cancelled first, and a transfer costs no change of Dispatch's own
/// registrations. Nothing wakes up while no transfer is under way.
@safe final class TransferLoop: @unchecked Sendable {
    // Sendable: what is mutable is touched on `queue` alone, but for `init`, before anyone else can see it.

    /// What a loop is made with.
    struct Limits: Sendable {
        var connections: Int
        var connectionsPerHost: Int
    }

    let queue: DispatchQueue
    private let multi: UnsafeMutableRawPointer
    private let share: UnsafeMutableRawPointer
    private let poll: Int32
    private let timer: Int32
    private let source: any DispatchSourceRead
    private let limits: Limits
    private let configure: (EasyHandle) throws(CurlError) -> Void
    private let events: UnsafeMutableBufferPointer<epoll_event>

    private var transfers: [EasyHandle.ID: Transfer] = [:]
    private var idleHandles: [EasyHandle] = []
    private var isShutDown = false

    /// When libcurl wants to be called; nil for never.
    ///
    /// Nanoseconds of CLOCK_MONOTONIC, as all instants here.
    private var curlDeadline: UInt64?
    private var armedDeadline: UInt64?

    /// Makes the loop; `configure` sets up each new handle, once, on the queue.
    ///
    /// - Parameter target: the serial queue whose turns it takes; nil for turns of its own.
    init(
        label: String, on target: DispatchQueue? = nil, limits: Limits,
        configure: @escaping @Sendable (EasyHandle) throws(CurlError) -> Void
    ) throws(CurlError) {
        let fault = { (what: String) in CurlError(.local, operation: "set up \(label)", text: what) }
        guard CurlLibrary.isReady, let multi = unsafe curl_multi_init() else { throw fault("libcurl cannot be set up") }
        guard let share = unsafe curl_share_init() else {
            unsafe curl_multi_cleanup(multi)
            throw fault("libcurl cannot be set up")
        }
        let poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        let timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC | TFD_NONBLOCK))
        guard poll >= 0, timer >= 0, Self.watch(timer, in: poll) else {
            let text = errorText()
            for descriptor in [poll, timer] where descriptor >= 0 { close(descriptor) }
            unsafe curl_share_cleanup(share)
            unsafe curl_multi_cleanup(multi)
            throw fault(text)
        }
        queue = DispatchQueue(label: label, target: target)
        unsafe self.multi = multi
        unsafe self.share = share
        self.poll = poll
        self.timer = timer
        self.limits = limits
        self.configure = configure
        unsafe events = .allocate(capacity: 64)
        unsafe events.initialize(repeating: epoll_event())
        source = DispatchSource.makeReadSource(fileDescriptor: poll, queue: queue)
        setUp()
    }

    deinit {
        unsafe events.deallocate()
    }

    /// Adds a transfer; its end is told to it alone.
    func start(_ transfer: Transfer) {
        queue.async { self.begin(transfer) }
    }

    /// Ends a transfer, begun or not, with `cancelled`.
    func cancel(_ transfer: Transfer) {
        queue.async {
            switch transfer.progress {
            case .new: transfer.progress = .cancelled
            case .cancelled: break
            case .begun: self.abandon(transfer, "the task was cancelled")
            }
            self.settle()
        }
    }

    /// Ends all transfers with `cancelled` and gives back everything; later ones end at once.
    ///
    /// Without it the loop lives for ever.
    func shutDown() {
        queue.async { self.tearDown() }
    }
}

extension TransferLoop {
    private func setUp() {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe leadkeeper_curl_multi_set_socket_function(
            multi,
            { _, socket, interest, context, isKnown in
                guard let context = unsafe context else { return 0 }
                let loop = unsafe Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue()
                unsafe loop.watch(socket, for: interest, isKnown: isKnown != nil)
                return 0
            }, context)
        unsafe leadkeeper_curl_multi_set_timer_function(
            multi,
            { _, milliseconds, context in
                guard let context = unsafe context else { return 0 }
                let loop = unsafe Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue()
                loop.curlDeadline = milliseconds < 0 ? nil : MonotonicClock.now + UInt64(milliseconds) * 1_000_000
                return 0
            }, context)
        unsafe leadkeeper_curl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, limits.connections)
        unsafe leadkeeper_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, limits.connectionsPerHost)
        unsafe leadkeeper_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, limits.connections)
        unsafe leadkeeper_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
        // One queue uses the share, so it needs no locks.
        unsafe leadkeeper_curl_share_tls_sessions(share)
        source.setEventHandler { self.drain() }
        source.setCancelHandler { [poll, timer] in
            close(poll)
            close(timer)
        }
        source.activate()
    }

    private func begin(_ transfer: Transfer) {
        guard transfer.progress == .new, !isShutDown else {
            let text = isShutDown ? "the client has been shut down" : "the task was cancelled"
            return transfer.fail(CurlError(.cancelled, operation: transfer.operation, text: text))
        }
        transfer.progress = .begun
        do throws(CurlError) {
            let handle = if let idle = idleHandles.popLast() { idle } else { try makeHandle(for: transfer) }
            handle.clearText()
            transfer.handle = handle
            transfers[handle.id] = transfer
            try transfer.prepare(handle)
            try transfer.attach(to: handle)
            let code = unsafe curl_multi_add_handle(multi, handle.raw)
            guard code == CURLM_OK else {
                throw CurlError(
                    .local, operation: transfer.operation, text: unsafe String(cString: curl_multi_strerror(code)))
            }
        } catch {
            detach(transfer)
            transfer.fail(error)
        }
        settle()
    }

    private func makeHandle(for transfer: Transfer) throws(CurlError) -> EasyHandle {
        let handle = try EasyHandle(operation: transfer.operation)
        unsafe try handle.set(CURLOPT_SHARE, pointer: UnsafeRawPointer(share))
        try Transfer.installCallbacks(on: handle)
        try configure(handle)
        return handle
    }

    /// Takes the transfer's handle out of libcurl and keeps it for the next.
    private func detach(_ transfer: Transfer) {
        guard let handle = transfer.handle else { return }
        unsafe curl_multi_remove_handle(multi, handle.raw)
        transfer.release(handle)
        transfer.handle = nil
        transfers[handle.id] = nil
        if idleHandles.count < limits.connections { idleHandles.append(handle) }
    }

    private func abandon(_ transfer: Transfer, _ text: String) {
        let mayHaveBeenSent = transfer.handle.map { $0.long(CURLINFO_REQUEST_SIZE) > 0 } ?? false
        detach(transfer)
        transfer.fail(
            CurlError(.cancelled, operation: transfer.operation, text: text, mayHaveBeenSent: mayHaveBeenSent))
    }

    private func tearDown() {
        guard !isShutDown else { return }
        isShutDown = true
        for transfer in Array(transfers.values) {
            abandon(transfer, "the client is shutting down")
        }
        idleHandles = []
        unsafe curl_multi_cleanup(multi)
        unsafe curl_share_cleanup(share)
        source.cancel()
    }
}

extension TransferLoop {
    /// libcurl's wish about one of its sockets: CURLMOPT_SOCKETFUNCTION(3).
    private func watch(_ socket: Int32, for interest: Int32, isKnown: Bool) {
        if interest == CURL_POLL_REMOVE {
            epoll_ctl(poll, EPOLL_CTL_DEL, socket, nil)
            return
        }
        var event = unsafe epoll_event()
        if interest & CURL_POLL_IN != 0 { unsafe event.events |= EPOLLIN.rawValue }
        if interest & CURL_POLL_OUT != 0 { unsafe event.events |= EPOLLOUT.rawValue }
        unsafe event.data.fd = socket
        unsafe epoll_ctl(poll, isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event)
        if !isKnown {
            // Any pointer but nil marks the socket as known until libcurl forgets it.
            unsafe curl_multi_assign(multi, socket, Unmanaged.passUnretained(self).toOpaque())
        }
    }

    private static func watch(_ descriptor: Int32, in poll: Int32) -> Bool {
        var event = unsafe epoll_event()
        unsafe event.events = EPOLLIN.rawValue
        unsafe event.data.fd = descriptor
        return unsafe epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event) == 0
    }

    /// Something in the set is ready.
    private func drain() {
        guard !isShutDown else { return }
        let count = unsafe Int(epoll_wait(poll, events.baseAddress, Int32(events.count), 0))
        var running: Int32 = 0
        for index in 0..<max(0, count) {
            let event = unsafe events[index]
            let (descriptor, bits) = unsafe (event.data.fd, event.events)
            if descriptor == timer {
                var expirations: UInt64 = 0
                unsafe read(timer, &expirations, MemoryLayout<UInt64>.size)
                armedDeadline = nil
                continue
            }
            // A hang-up or an error is left to read(2) and write(2) to tell: the answer may still lie in the socket.
            let ended = EPOLLHUP.rawValue | EPOLLERR.rawValue
            var ready: Int32 = 0
            if bits & (EPOLLIN.rawValue | ended) != 0 { ready |= CURL_CSELECT_IN }
            if bits & (EPOLLOUT.rawValue | ended) != 0 { ready |= CURL_CSELECT_OUT }
            unsafe curl_multi_socket_action(multi, descriptor, ready, &running)
        }
        settle()
    }

    /// Lets libcurl do what is due, ends what has ended, and arms the timer for what comes next.
    private func settle() {
        guard !isShutDown else { return }
        var running: Int32 = 0
        // A transfer may ask again and again to be called at once; it gets a few turns before others have theirs.
        for _ in 0..<4 {
            guard let deadline = curlDeadline, deadline <= MonotonicClock.now else { break }
            curlDeadline = nil
            unsafe curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
        }
        reap()
        arm()
    }

    private func reap() {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let raw = unsafe message.pointee.easy_handle,
                let transfer = transfers[EasyHandle.ID(bitPattern: raw)], let handle = transfer.handle
            else { continue }
            let code = unsafe message.pointee.data.result
            transfer.end(code, handle)
            detach(transfer)
        }
    }

    /// Arms the timer unless it will fire early enough anyway; a call too many costs less than a system call for each
    /// transfer.
    private func arm() {
        guard !transfers.isEmpty, let next = curlDeadline, armedDeadline.map({ next < $0 }) ?? true else { return }
        armedDeadline = next
        var setting = itimerspec()
        // An instant of zero would disarm it.
        setting.it_value.tv_sec = Int(max(1, next) / 1_000_000_000)
        setting.it_value.tv_nsec = Int(max(1, next) % 1_000_000_000)
        unsafe timerfd_settime(timer, Int32(TFD_TIMER_ABSTIME), &setting, nil)
    }
}

/// CLOCK_MONOTONIC, which measures limits of time within a transfer and nothing else.
enum MonotonicClock {
    static var now: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
