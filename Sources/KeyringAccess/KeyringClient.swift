public import Credentials
public import Dispatch
internal import Glibc
public import KeyringProtocol
internal import Queues
public import SecureMemory

/// The daemon's way to its secrets: the keyring worker, which answers each request before a deadline.
///
/// Its methods block a queue of its own and nothing else. Secrets that are looked up while a request is under way, or
/// while others wait for their turn, are asked for together; one that is looked up alone waits for nobody. It connects
/// when it is first asked and again whenever the worker went away, which is the worker's way out of most trouble. All
/// requests may be repeated, so one whose worker went away, or lost the keyring, is asked once more of the next worker,
/// within the same deadline.
public actor KeyringClient {
    let executor: QueueExecutor
    private let socketPath: String
    private let deadline: Duration
    private let pauseBeforeRetry: Duration
    private var ledgerKnowsSecrets: Bool
    var channel: FrameChannel?
    /// Lookups that wait for their turn, the oldest first.
    var waiting: [Lookup] = []

    /// Prepares a client of the worker's socket, without connecting.
    ///
    /// - Parameters:
    ///   - ledgerKnowsSecrets: whether the ledger knows of any stored secret. While it knows none, an empty keyring is
    ///     a new one and gets its canary; afterwards, an empty keyring is a lost one.
    ///   - deadline: how long one request may take in all.
    ///   - pauseBeforeRetry: how long a keyring that has gone gets to come back before the request is repeated.
    ///   - company: the serial queue of those who look up most, which never blocks: what they have to do when one is
    ///     wanted comes first, and what they want by that is asked together with it. `nil` where it is unknown.
    public init(
        socketPath: String, ledgerKnowsSecrets: Bool, deadline: Duration = .seconds(5),
        pauseBeforeRetry: Duration = .milliseconds(500), company: DispatchQueue? = nil
    ) {
        executor = QueueExecutor(label: "leadkeeper.keyring-client", company: company)
        self.socketPath = socketPath
        self.ledgerKnowsSecrets = ledgerKnowsSecrets
        self.deadline = deadline
        self.pauseBeforeRetry = pauseBeforeRetry
    }

    /// The queue that this actor runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Stores a new version of a secret, which is then on disk.
    ///
    /// What the rule for secrets forbids is refused here already, and once more by the worker.
    public func store(_ key: ItemKey, label: String, secret: SharedSecret) -> StoreAnswer {
        if let violation = SecretRule.violation(of: secret.bytes) { return .refused(violation) }
        guard Wire.isLabel(label) else { return .refused(.badLabel) }
        switch ask(.store(key, label: label, secret)) {
        case .stored(let fingerprint):
            ledgerKnowsSecrets = true
            return .stored(fingerprint)
        case .refused(let refusal): return .refused(refusal)
        case let reply: return .unavailable(trouble(in: reply))
        }
    }

    /// Has the worker make a private key, which it keeps, and a certificate for that.
    ///
    /// May take seconds. The key's version has no secret yet, or just this key, as after an answer that was lost.
    public func makeKey(_ key: ItemKey, label: String, _ wish: CertificateWish) -> KeyAnswer {
        guard Wire.isLabel(label) else { return .refused(.badLabel) }
        switch ask(.makeKey(key, label: label, wish)) {
        case .made(let certificate, let fingerprint):
            ledgerKnowsSecrets = true
            return .made(certificate: certificate, fingerprint)
        case .refused(let refusal): return .refused(refusal)
        case let reply: return .unavailable(trouble(in: reply))
        }
    }

    /// Has the worker build an assertion and sign it with a key that it keeps.
    ///
    /// - Parameter certificate: the key's, DER; the assertion names it.
    public func assert(
        _ key: ItemKey, expecting fingerprint: Fingerprint, certificate: [UInt8], _ statement: Statement
    ) -> AssertionAnswer {
        switch ask(.assert(key, expecting: fingerprint, certificate: certificate, statement)) {
        case .assertion(let assertion): .assertion(assertion)
        case .absent: .absent
        case .torn: .torn
        case .mismatched: .mismatched
        case .isNoPrivateKey: .isNoPrivateKey
        case let reply: .unavailable(trouble(in: reply))
        }
    }

    /// Removes a version of a secret.
    public func remove(_ key: ItemKey) -> RemoveAnswer {
        switch ask(.remove(key)) {
        case .removed: .removed
        case .absent: .absent
        case .notWritten: .notWritten
        case let reply: .unavailable(trouble(in: reply))
        }
    }

    /// Which program keeps the secrets; `nil` where nobody can tell now.
    public func provider() -> KeyringProvider? { KeyringProvider(in: ask(.provider)) }

    /// Asks the same of the worker behind a socket, for those who are not the daemon; blocks for up to `deadline`.
    ///
    /// It says nothing of any ledger, which is the daemon's to say.
    public static func provider(askedAt socketPath: String, deadline: Duration = .seconds(5)) -> KeyringProvider? {
        guard let channel = UnixSocket.connect(to: socketPath),
            let reply = try? exchange(.provider, over: channel, before: .now + deadline)
        else { return nil }
        return KeyringProvider(in: reply)
    }

    /// Whether the keyring can be used now; makes the canary of a new one.
    public func status() -> KeyringState {
        switch ask(.open(ledgerKnowsSecrets: ledgerKnowsSecrets)) {
        case .ready: .ready
        case let reply: .unavailable(trouble(in: reply))
        }
    }

    private func ask(_ request: Request) -> Reply {
        ask([request]).first ?? .unavailable(.unreachable)
    }

    /// Asks all at once, and once more what has got no answer from a worker or a keyring that has gone.
    func ask(_ requests: [Request]) -> [Reply] {
        let end = ContinuousClock.now + deadline + (requests.map(\.patience).max() ?? .zero)
        let first = attempt(requests, before: end)
        var replies = first.replies + Array(repeating: first.rest, count: requests.count - first.replies.count)
        // The keyring has gone, or the worker; another one may answer.
        let open = replies.indices.filter { replies[$0].trouble == .unreachable }
        guard !open.isEmpty, first.failure != .outOfBounds else { return replies }
        let pause = min(pauseBeforeRetry, end - .now)
        guard pause > .zero else {
            for index in open { replies[index] = .unavailable(.timedOut) }
            return replies
        }
        // The worker may be back at once; a keyring or a worker that has to be started first needs a moment.
        if first.failure == nil { wait(pause) } else if UnixSocket.connect(to: socketPath) == nil { wait(pause) }
        let second = attempt(open.map { requests[$0] }, before: end)
        for (position, index) in open.enumerated() {
            replies[index] = position < second.replies.count ? second.replies[position] : second.rest
        }
        return replies
    }

    /// What came of asking: the replies until the connection failed, if it did.
    private struct Attempt {
        var replies: [Reply] = []
        var failure: FrameChannel.Failure?

        /// What is said of those that have no reply.
        var rest: Reply { .unavailable(failure == .timedOut ? .timedOut : .unreachable) }
    }

    private func attempt(_ requests: [Request], before end: ContinuousClock.Instant) -> Attempt {
        var attempt = Attempt()
        do throws(FrameChannel.Failure) {
            let channel = try connected(before: end)
            try Self.exchange(requests, over: channel, before: end, into: &attempt.replies)
        } catch {
            channel = nil
            attempt.failure = error
        }
        switch attempt.replies.last?.trouble {
        case .unreachable, .timedOut: channel = nil
        case .locked, .degraded, nil: break
        }
        return attempt
    }

    /// The channel, with the worker told what the ledger knows.
    private func connected(before end: ContinuousClock.Instant) throws(FrameChannel.Failure) -> FrameChannel {
        if let channel { return channel }
        guard let opened = UnixSocket.connect(to: socketPath) else { throw .closed }
        // Its reply is not looked at: the request that follows meets the same keyring and says the same.
        _ = try Self.exchange(.open(ledgerKnowsSecrets: ledgerKnowsSecrets), over: opened, before: end)
        channel = opened
        return opened
    }

    private static func exchange(
        _ request: Request, over channel: FrameChannel, before end: ContinuousClock.Instant
    ) throws(FrameChannel.Failure) -> Reply {
        var replies: [Reply] = []
        try exchange([request], over: channel, before: end, into: &replies)
        guard let reply = replies.first else { throw .closed }
        return reply
    }

    /// Sends the requests one behind the other and collects as many replies, which are kept if there is trouble.
    private static func exchange(
        _ requests: [Request], over channel: FrameChannel, before end: ContinuousClock.Instant,
        into replies: inout [Reply]
    ) throws(FrameChannel.Failure) {
        try channel.send(requests, before: end)
        while replies.count < requests.count {
            var isMalformed = false
            try channel.receive(upTo: requests.count - replies.count, before: end) { frame in
                guard !isMalformed, let reply = try? Wire.decodeReply(frame) else { return isMalformed = true }
                replies.append(reply)
            }
            guard !isMalformed else { throw .outOfBounds }
        }
    }

    /// What a reply that is no answer to the question says; one that belongs to another question says nothing.
    private func trouble(in reply: Reply) -> KeyringTrouble {
        if let trouble = reply.trouble { return trouble }
        channel = nil
        return .unreachable
    }

    private func wait(_ duration: Duration) {
        let milliseconds = duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
        poll(nil, 0, Int32(clamping: milliseconds))
    }
}

extension KeyringProvider {
    /// The program that a reply names; `nil` where it names none.
    fileprivate init?(in reply: Reply) {
        guard case .provider(let name?, let version) = reply else { return nil }
        self.init(name: name, version: version)
    }
}

extension Reply {
    /// Why there is no answer in it; `nil` in one that is an answer.
    var trouble: KeyringTrouble? {
        guard case .unavailable(let trouble) = self else { return nil }
        return trouble
    }
}
