internal import Bookkeeping
public import Credentials
internal import Ports
internal import UpkeepState

/// While connections are set up, nothing goes out to contacts that is not urgent.
extension Engine {
    /// Holds notices to contacts back, for a day at most; said again it changes when that ends, within that day.
    ///
    /// - Parameter until: when it ends; `nil` for a day after it began.
    /// - Returns: the hold as it is then.
    @discardableResult
    public func hold(until: Instant? = nil, by person: String) async throws(HoldError) -> Hold {
        let now = world.timekeeper.now()
        if let clockDoubt { throw .clock(clockDoubt) }
        let current = self.hold.flatMap { now < $0.until ? $0 : nil }
        let latest = (current?.since ?? now) + Hold.longest
        let until = until ?? latest
        guard until > now else { throw .past }
        guard until <= latest else { throw .tooLong(latest) }
        let hold = Hold(since: current?.since ?? now, until: until, person: person, isTold: current?.isTold ?? false)
        let event = Event(
            at: now, kind: .noticesHeld,
            message: "\(person) holds notices to contacts back until \(Timestamp(until))",
            details: ["until": "\(Timestamp(until))"])
        guard await save(hold, [event], now: now) else { throw .ledger }
        return hold
    }

    /// Lets notices go out again.
    ///
    /// - Returns: whether they were held.
    @discardableResult
    public func release(by person: String) async throws(HoldError) -> Bool {
        guard hold != nil else { return false }
        let now = world.timekeeper.now()
        let event = Event(
            at: now, kind: .noticesReleased, message: "\(person) lets notices to contacts go out again")
        guard await save(nil, [event], now: now) else { throw .ledger }
        return true
    }

    /// What is held back now, by connection and what it is about; `nil` where nothing is to be held.
    public func held() -> (hold: Hold, notices: [HeldNotice])? {
        let now = world.timekeeper.now()
        guard let hold, now < hold.until else { return nil }
        return (hold, heldNotices(by: hold, at: now))
    }

    /// Ends a hold whose time is over, and tells the operators once what one holds back.
    ///
    /// - Returns: when to look again; `nil` where nothing is held.
    func keepHold(now: Instant, doubt: ClockDoubt?) async -> Instant? {
        guard let hold, doubt == nil else { return nil }
        // A clock that was ahead of its time has begun one that is not over for long.
        guard hold.until > now, hold.since <= now + ClockGate.tolerance else {
            let event = Event(
                at: now, kind: .noticesReleased,
                message: "notices to contacts go out again, since they were held for as long as was said")
            _ = await save(nil, [event], now: now)
            return now
        }
        let tellAt = hold.since + Hold.patience
        guard !hold.isTold else { return hold.until }
        guard tellAt <= now else { return min(tellAt, hold.until) }
        let notices = heldNotices(by: hold, at: now)
        guard !notices.isEmpty else { return hold.until }
        if await tell(.held(count: notices.count, since: hold.since), Self.sentence(of: notices), now: now) {
            var told = hold
            told.isTold = true
            _ = await save(told, [], now: now)
        }
        return hold.until
    }

    private static func sentence(of notices: [HeldNotice]) -> String {
        let names = Set(notices.map(\.name)).sorted().map(\.description)
        let more = names.count > 10 ? " and \(names.count - 10) more" : ""
        return names.prefix(10).joined(separator: ", ") + more
    }

    private func heldNotices(by hold: Hold, at now: Instant) -> [HeldNotice] {
        let (uptime, doubt) = (world.timekeeper.uptime(), clockDoubt)
        return inventory.sorted.flatMap { credential -> [HeldNotice] in
            var facts = facts(of: credential.name, doubt: doubt, at: now)
            facts.answers.hold = nil
            let due = decide(credential, facts, now: now).due.compactMap { due -> Occasion? in
                if case .notify(let occasion) = due.action { occasion } else { nil }
            }
            let occasions = due + rotationTurn(of: subject(credential.name), facts, now: now, uptime: uptime).occasions
            let startBy = facts.startBy(of: credential, at: now)
            return occasions.filter { hold.holds($0.kind, startBy: startBy) }.map {
                HeldNotice(name: credential.name, occasion: $0)
            }
        }
    }

    private func save(_ hold: Hold?, _ events: [Event], now: Instant) async -> Bool {
        let names = hold.map { hold in
            inventory.names.filter { hold.holds(.lapses, startBy: startBy(of: $0)) }
        }
        let saved: Void? = await record { () throws(LedgerError) in
            try await self.ledger.save(hold, holding: names ?? [], events: events, at: now)
        }
        guard saved != nil else { return false }
        self.hold = hold
        // What was taken out of the queue counts as not told.
        if hold != nil, let snapshot = await ask({ () throws(LedgerError) in try await self.ledger.snapshot() }) {
            for (name, record) in snapshot where records[name]?.current?.id == record.current?.id {
                records[name]?.told = record.told
            }
        }
        for event in events { world.journal.write(event) }
        return true
    }
}

/// One notice that is held back.
public struct HeldNotice: Hashable, Sendable {
    /// About which credential.
    public var name: CredentialName
    /// About what.
    public var occasion: Occasion
}

/// Why notices are not held back, or not let go.
public enum HoldError: Error, Hashable {
    /// The moment when it should end is past.
    case past
    /// It would last longer than a day: until that moment at most.
    case tooLong(Instant)
    /// The clock is not to be trusted.
    case clock(ClockDoubt)
    /// The ledger cannot be written.
    case ledger
}
