package import Credentials
package import Ports
package import SecureMemory

/// What is known of the signs of life: when the next is due, what became of the last, and by what they are decided.
///
/// Reckoned in time since boot. The URL is read once for a version of the secret and stays in locked memory.
package struct Pulse {
    /// What becomes of signs of life.
    package enum State: Hashable, Sendable {
        /// None has been due yet.
        case untried
        /// The monitor takes them.
        case taken
        /// They are withheld, for that reason.
        case withheld(String)
        /// The monitor does not take them, for that reason.
        case notTaken(String)
    }

    /// What is at the other end; `nil` where nothing is configured.
    package private(set) var heartbeat: Heartbeat?
    /// What becomes of signs of life.
    private var state = State.untried
    /// When the monitor last took one that says that all is well; `nil` where it has not since the start.
    private var takenAt: Instant?
    /// The monitor's host; `nil` until one was sent.
    private var host: String?

    private var url: (version: String, secret: SharedSecret)?
    private var dueAt: TimeSpan?
    private var isUnderWay = false
    private var ledgerWrittenAt: TimeSpan?
    private var keyringReadAt: TimeSpan?
    private var keyringObstacle: String?

    /// Nothing is configured.
    package init() {}

    /// Takes over what is configured; a change is due at once.
    package mutating func use(_ heartbeat: Heartbeat?) {
        guard heartbeat != self.heartbeat else { return }
        self.heartbeat = heartbeat
        dueAt = nil
        state = .untried
    }

    /// Whether a sign is due that is not being given already; the caller gives it.
    package mutating func begin(at uptime: TimeSpan) -> Bool {
        guard heartbeat != nil, !isUnderWay, uptime >= dueAt ?? uptime else { return false }
        isUnderWay = true
        return true
    }

    /// When the next is due; `nil` while one is given, whose end wakes the loop.
    package func next(at uptime: TimeSpan) -> TimeSpan? { isUnderWay ? nil : dueAt ?? uptime }

    /// The URL, where it was read from that version.
    package func url(of version: String) -> SharedSecret? { url.flatMap { $0.version == version ? $0.secret : nil } }

    /// It was read from that version.
    package mutating func keep(_ secret: SharedSecret, of version: String) { url = (version, secret) }

    /// There is none: nothing of an earlier one is kept.
    package mutating func forgetURL() {
        url = nil
        dueAt = nil
        state = .untried
    }

    /// The ledger was written to prove that it can be; other changes may have had nothing to write.
    package mutating func ledgerIsWritten(at uptime: TimeSpan) { ledgerWrittenAt = uptime }

    /// The keyring was asked for the secret: `nil` where it has it, else why not.
    package mutating func keyringHasAnswered(_ obstacle: String?, at uptime: TimeSpan) {
        keyringObstacle = obstacle
        if obstacle == nil { keyringReadAt = uptime }
    }

    /// By what a sign is decided.
    package func signs(
        _ health: Health, _ ways: AlertPaths, ledgerObstacle: String?, at uptime: TimeSpan
    ) -> LifeSigns {
        LifeSigns(
            health: health, ways: ways, ledgerWrittenAgo: ledgerWrittenAt.map { uptime - $0 },
            ledgerObstacle: ledgerObstacle,
            keyringReadAgo: keyringReadAt.map { uptime - $0 }, keyringObstacle: keyringObstacle)
    }

    /// What becomes of signs of life; `nil` where none are configured.
    package func report(hasURL: Bool) -> HeartbeatReport? {
        guard let heartbeat else { return nil }
        let (status, reason, message): (Condition.Status, String, String) =
            switch state {
            case _ where !hasURL:
                (.false, "NoURL", "the monitor's URL is not stored; run `leadkeeper secret set @heartbeat`")
            case .untried: (.unknown, "NotTried", "no sign of life was due yet")
            case .taken: (.true, "Taken", "the monitor takes signs of life")
            case .withheld(let why): (.false, "Withheld", why)
            case .notTaken(let why): (.false, "NotTaken", why)
            }
        return HeartbeatReport(heartbeat, status, reason, message, host: host, takenAt: takenAt)
    }

    /// A sign has ended: it was withheld for a reason, which the monitor was told where it can be, or given.
    ///
    /// - Parameter answer: what became of it; `nil` where none could be sent, since the URL is not known.
    /// - Returns: what the journal is to have, once for each change.
    package mutating func end(
        _ obstacle: String?, _ answer: LifeSignAnswer?, now: Instant, uptime: TimeSpan
    ) -> JournalEntry? {
        isUnderWay = false
        let isTaken = answer?.isTaken ?? false
        if let heartbeat { dueAt = uptime + (isTaken ? heartbeat.interval : heartbeat.retry) }
        host = answer?.host ?? host
        let before = state
        if let obstacle {
            state = .withheld(obstacle)
        } else if isTaken {
            state = .taken
            takenAt = now
        } else {
            state = .notTaken(answer?.text ?? "the URL is not known")
        }
        switch (before, state) {
        case (.taken, .taken), (.withheld, .withheld), (.notTaken, .notTaken), (_, .untried): return nil
        case (_, .taken): return JournalEntry(.heartbeatGiven, "the monitor at \(host ?? "-") takes signs of life")
        case (_, .withheld(let why)):
            return JournalEntry(.heartbeatWithheld, "no signs of life are given to the monitor: \(why)")
        case (_, .notTaken(let why)):
            return JournalEntry(.heartbeatFailed, "failed to give a sign of life, trying again: \(why)")
        }
    }
}
