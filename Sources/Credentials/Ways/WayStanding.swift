/// What is remembered of one way out, the mail of `[Mail]` or a channel: whether it works, since when, and by what that
/// is known.
///
/// The ledger keeps it as JSON: what is added later has to be optional.
public struct WayStanding: Hashable, Sendable, Codable {
    /// By what something was seen.
    public enum Witness: String, Hashable, Sendable, Codable {
        /// A canary: everything was tried but the delivery.
        case canary
        /// A notice that was really sent.
        case delivery
    }

    /// Why a way does not work.
    public struct Fault: Hashable, Sendable {
        /// In one stable word, such as `Refuses`.
        public var reason: String
        /// In a clause, with what mends it where that is known.
        public var message: String
        /// Whether it is said for good: somebody has to mend something.
        public var isLasting: Bool
        /// How long it rests at least before it is tried again; `nil` where nobody asks for that.
        public var rest: TimeSpan?

        /// Joins the parts.
        public init(_ reason: String, _ message: String, isLasting: Bool, rest: TimeSpan? = nil) {
            (self.reason, self.message, self.isLasting, self.rest) = (reason, message, isLasting, rest)
        }
    }

    /// How often a way is proven.
    public static let interval = TimeSpan.days(1)
    /// How long a proof counts where canaries renew it.
    public static let proofLasts = TimeSpan.days(2)
    /// How long one counts where only a delivery is a proof.
    public static let deliveryLasts = TimeSpan.days(30)
    /// How long what may pass by itself has to last, and how often it has to be met, before somebody has to act.
    public static let patience = (span: TimeSpan.hours(1), failures: 3)

    /// Whether it works: `true` only where that was seen.
    public private(set) var status = Condition.Status.unknown
    /// Why, in one stable word.
    public private(set) var reason = "NotTried"
    /// Why, in a clause.
    public private(set) var message = "it has not been tried yet"
    /// Since when it is so; `nil` where nothing was seen yet.
    public private(set) var since: Instant?
    /// When it was last proven to work; `nil` where it never was.
    public private(set) var provenAt: Instant?
    /// By what the present status was seen; `nil` before anything was.
    public private(set) var seenBy: Witness?
    /// Whether nothing but a delivery can prove it: a canary would be seen by people, or is not taken.
    public private(set) var needsDeliveries = false
    /// How often in a row it did not work.
    public private(set) var failures = 0
    /// Whether somebody has to mend something, as the last failure has it.
    public private(set) var isLasting = false
    /// The settings and the version of the secret that the last canary had; `nil` before the first.
    public private(set) var triedWith: String?
    /// When the next canary is due; `nil` before the first.
    public private(set) var nextAt: Instant?
    /// When the trouble began that operators were told of, and not yet that it is over; `nil` where there is none.
    public var toldSince: Instant?
    /// By how many thousandths canaries come early, so that not all ways are tried at the same moment; drawn once, and
    /// `nil` until then.
    public var jitterPermille: Int64?

    /// Nothing is known yet.
    public init(jitterPermille: Int64? = nil) { self.jitterPermille = jitterPermille }

    /// It has worked, as far as that witness goes; answers whether that is news.
    public mutating func works(by witness: Witness, _ words: String, at now: Instant) -> Bool {
        provenAt = [provenAt, now].compactMap(\.self).max()
        (failures, isLasting, seenBy) = (0, false, witness)
        if witness == .canary { needsDeliveries = false }
        return become(.true, witness == .canary ? "CanaryPassed" : "Delivered", words, at: now)
    }

    /// It has not worked; answers whether that is news.
    public mutating func fails(by witness: Witness, _ fault: Fault, at now: Instant) -> Bool {
        (failures, isLasting, seenBy) = (failures + 1, fault.isLasting, witness)
        return become(.false, fault.reason, fault.message, at: now)
    }

    /// Whether it works could not be told; what was seen before stands.
    public mutating func cannotBeTold(_ reason: String, _ message: String) {
        guard status == .unknown else { return }
        (self.reason, self.message) = (reason, message)
    }

    /// Nobody has stored the secret that it takes: what was proven by an earlier one is proven no more.
    public mutating func lacksSecret(_ message: String, at now: Instant) {
        (provenAt, failures, isLasting, seenBy) = (nil, 0, false, nil)
        _ = become(.unknown, "NoSecret", message, at: now)
    }

    /// No canary can tell whether it works, for that reason; what deliveries have shown stands.
    public mutating func isLeftToDeliveries(_ words: String, at now: Instant) {
        needsDeliveries = true
        // What a canary has seen of it before is no longer so.
        if seenBy != .delivery { _ = become(.unknown, "NotDelivered", words, at: now) }
        (failures, isLasting) = status == .false ? (failures, isLasting) : (0, false)
    }

    /// It is set up in another way than when it was last tried: what was proven of that says nothing any more.
    public mutating func isSetUpAnew(at now: Instant) {
        (provenAt, seenBy, needsDeliveries) = (nil, nil, false)
        if status == .true { _ = become(.unknown, "SetUpAnew", "it has not been tried as it is set up now", at: now) }
    }

    /// It was proven then, as the record of notices has it.
    public mutating func wasProven(at instant: Instant?) {
        let isUntried = status == .unknown && triedWith == nil
        guard let instant, status == .true || isUntried, provenAt.map({ $0 < instant }) ?? true else { return }
        provenAt = instant
        if isUntried { _ = works(by: .delivery, Self.delivered, at: instant) }
    }

    /// A canary has ended that was made with those settings: when the next is due.
    public mutating func isTried(with settings: String, rest: TimeSpan? = nil, at now: Instant) {
        triedWith = settings
        if status == .false, !needsDeliveries {
            let rung = isLasting ? Self.restOfLasting : RetryLadder.delay(afterFailures: failures, remaining: nil)
            nextAt = now + max(rung, rest ?? rung)
        } else {
            nextAt = now + (Self.interval - TimeSpan(seconds: Self.interval.seconds / 1_000 * (jitterPermille ?? 0)))
        }
    }

    /// It could not be tried, or is not to be now: it is looked at again then.
    public mutating func waits(until instant: Instant, with settings: String) {
        (triedWith, nextAt) = (settings, instant)
    }

    /// Whether operators are to be told that it does not work: it has lasted, so that one that comes and goes is not
    /// told each time.
    public func isToBeTold(at now: Instant) -> Bool {
        status == .false && failures >= (isLasting ? 2 : Self.patience.failures)
            && since.map { now - $0 >= Self.patience.span } ?? false
    }

    /// When the next canary is due with those settings; a moment that a clock gave which was set back since is not
    /// waited for.
    public func due(with settings: String, at now: Instant) -> Instant {
        guard triedWith == settings, let nextAt, nextAt - now <= Self.interval else { return now }
        return nextAt
    }

    /// Why the mail's way leads to no operator: the server takes mail for none of them.
    public static let operatorsRefused = "OperatorsRefused"

    /// What a delivery that was accepted says of a way.
    public static let delivered = "the last notice was accepted"

    /// What is turned down for good is asked again each hour: a password that is refused may lock an account.
    private static let restOfLasting = TimeSpan.hours(1)

    private mutating func become(
        _ status: Condition.Status, _ reason: String, _ message: String, at now: Instant
    ) -> Bool {
        let isNews = status != self.status
        if isNews { since = now }
        (self.status, self.reason, self.message) = (status, reason, message)
        return isNews
    }
}
