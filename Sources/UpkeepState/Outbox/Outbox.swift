package import Bookkeeping
package import Credentials
package import Ports

/// The mail that waits in the ledger and that is under way: what may leave now, and when to look again.
///
/// Rests and rates are reckoned in time since boot and forgotten with the process: what still holds is said again to
/// the first mail.
package struct Outbox {
    /// What is to be done for the mail now.
    package enum Turn {
        /// Nothing before that moment; `nil` where something has to change first.
        case wait(until: Instant?)
        /// So many mails may leave, but none to these recipients, of whom the first may be tried again then.
        case send(atMost: Int, except: Set<EmailAddress>, restAgain: Instant?)
    }

    /// Whether the way to the mail server is known to be the one that was tried.
    private enum Way {
        /// Nothing was tried yet.
        case untried
        /// It was tried with that version of the password; `nil` where none is stored.
        case tried(with: String?)
        /// Somebody did what may have mended it.
        case mended
    }

    /// How much mail there may be.
    package var pace: MailPace

    private var rests = MailRests()
    private var rate = MailRate()
    /// How many mails would have to leave within a minute for all that waits to be told in time, as of a moment.
    private var needed: (perMinute: Int, at: TimeSpan)?
    private var underWay = MailsUnderWay()
    private var way = Way.untried
    /// How many changes of the ledger have ended, well or not.
    private var changes = 0
    /// When the next mail is due, `nil` for never, as of so many changes.
    private var next: (at: Instant?, changes: Int)?
    /// Since when the oldest notice waits, `nil` for none, as of so many changes.
    private var oldest: (at: Instant?, changes: Int)?
    /// The word of the ledger's trouble that goes without it; `nil` where there is none.
    private var direct: DirectMail?
    /// When a mail server last took a mail; `nil` where none ever has.
    package private(set) var acceptedAt: Instant?

    /// Nothing is known yet of the mail that waits.
    package init(pace: MailPace = MailPace()) { self.pace = pace }

    /// A change of the ledger has ended: what is known of the next mail may be wrong from here on.
    package mutating func ledgerHasChanged() { changes += 1 }

    /// Whoever has read the configuration anew may have mended what mail rests for.
    package mutating func mayBeMended() {
        if case .tried = way { way = .mended }
    }

    /// Whether something has changed that mail rests for, such as the password; then nothing rests any more.
    ///
    /// - Returns: whether what waits is to be tried at once; not at the first look, before which nothing has failed.
    package mutating func isMended(password: String?) -> Bool {
        switch way {
        case .tried(let tried) where tried == password: return false
        case .untried:
            (way, rests) = (.tried(with: password), MailRests())
            return false
        case .tried, .mended:
            (way, rests) = (.tried(with: password), MailRests())
            return true
        }
    }

    /// What may leave now.
    ///
    /// - Parameters:
    ///   - isAll: whether every kind of mail is wanted; else what is known of the next one does not count.
    ///   - isTroubled: whether nothing is taken, so that one mail at a time finds out whether that is over; what is
    ///     overtaken by then never leaves.
    package mutating func turn(isAll: Bool, isTroubled: Bool, limits: EngineLimits, now: Instant, uptime: TimeSpan)
        -> Turn
    {
        if let until = rests.until(at: uptime) { return .wait(until: now + (until - uptime)) }
        rests.endRests(at: uptime)
        let (resting, restsUntil) = rests.recipients(at: uptime)
        let slow = underWay.slowRecipients(at: uptime)
        let absent = slow.isEmpty ? resting : resting.union(slow)
        // While nothing was changed the ledger need not be asked again: an idle pass touches no disk and wakes no other
        // thread.
        if isAll, absent.isEmpty, let next, next.changes == changes, next.at.map({ now < $0 }) ?? true {
            return .wait(until: next.at)
        }
        let most = mostPerMinute(at: uptime)
        let left = rate.room(of: most, at: uptime)
        guard left > 0 else { return .wait(until: now + rate.wait(of: most, at: uptime)) }
        let room = min(
            underWay.room(of: isTroubled ? 1 : limits.mails, besides: limits.slowMails, at: uptime),
            left)
        guard room > 0 else { return .wait(until: underWay.nextIsSlow(at: uptime).map { now + $0 }) }
        return .send(atMost: room, except: absent, restAgain: restsUntil.map { now + ($0 - uptime) })
    }

    /// Whether the pace holds mails back, and nobody has reckoned within a minute whether it may.
    package func hasToReckon(at uptime: TimeSpan) -> Bool {
        rate.room(of: mostPerMinute(at: uptime), at: uptime) <= 0 && !isReckoned(at: uptime)
    }

    /// So many mails have to leave within a minute for all that waits to be told in time: for as long, the pace yields.
    package mutating func keep(needed perMinute: Int, at uptime: TimeSpan) { needed = (perMinute, uptime) }

    private func isReckoned(at uptime: TimeSpan) -> Bool {
        needed.map { uptime.seconds - $0.at.seconds < MailRate.window.seconds } ?? false
    }

    private func mostPerMinute(at uptime: TimeSpan) -> Int {
        guard let needed, isReckoned(at: uptime) else { return pace.mailsPerMinute }
        return max(pace.mailsPerMinute, min(needed.perMinute, MailPace.mostPerMinute))
    }

    /// Asks for the next due moment, and keeps the answer unless a change ended meanwhile: then nobody knows whether it
    /// is in.
    ///
    /// - Returns: `nil` where there was no answer.
    package mutating func keep(_ answer: Instant?, asOf asked: Int) {
        if changes == asked { next = (answer, asked) }
    }

    /// Since when the oldest notice waits, `nil` inside for none; `nil` where the ledger has to be asked.
    package var oldestIsKnown: Instant?? { oldest.flatMap { $0.changes == changes ? .some($0.at) : nil } }

    /// Asks since when the oldest notice waits, and keeps the answer unless a change ended meanwhile.
    package mutating func keep(oldest answer: Instant?, asOf asked: Int) {
        if changes == asked { oldest = (answer, asked) }
    }

    /// How many changes there were by now, for `keep`.
    package var asOf: Int { changes }

    /// A mail begins to be sent.
    package mutating func begin(_ shipment: Shipment, at uptime: TimeSpan) {
        underWay.begin(shipment, at: uptime)
        rate.take(at: uptime)
    }

    /// Its sending has ended.
    package mutating func end(_ shipment: Shipment) { underWay.end(shipment) }

    /// Until when all of it rests; `nil` where it does not.
    package func restsUntil(at uptime: TimeSpan) -> TimeSpan? { rests.until(at: uptime) }

    /// Whether that recipient's mail rests, or did when it was last tried.
    package func rests(for recipient: EmailAddress) -> Bool { rests.knows(recipient) }

    /// Takes note of how an attempt ended; answers what follows, and how long what it is about rests.
    package mutating func note(
        _ delivery: Delivery, to recipient: EmailAddress, attempts: Int, at uptime: TimeSpan
    ) -> (verdict: MailVerdict, rest: TimeSpan) {
        rests.note(delivery, to: recipient, attempts: attempts, at: uptime)
    }

    /// A mail server took a mail then.
    package mutating func isAccepted(at instant: Instant?) {
        acceptedAt = [acceptedAt, instant].compactMap(\.self).max()
    }

    // MARK: Without the ledger there is no outbox: word of that goes straight to the mail server, and is tried again
    // from memory.

    /// The operators who have such a mail, and when the others are tried again.
    private struct DirectMail {
        var reached: Set<EmailAddress> = []
        var attempts = 0
        var nextAt: TimeSpan
    }

    /// Begins an attempt to reach the operators without the ledger; answers whether it is time for one.
    package mutating func beginDirect(at uptime: TimeSpan) -> Bool {
        var mail = direct ?? DirectMail(nextAt: uptime)
        guard uptime >= mail.nextAt else { return false }
        mail.attempts += 1
        mail.nextAt = uptime + MailRetry.delay(afterAttempts: mail.attempts)
        direct = mail
        return true
    }

    /// Whether that operator has no such mail yet, while there is a reason for one.
    package func lacksDirect(_ recipient: EmailAddress) -> Bool {
        direct.map { !$0.reached.contains(recipient) } ?? false
    }

    /// A mail leaves that is not in the ledger.
    package mutating func countDirect(at uptime: TimeSpan) { rate.take(at: uptime) }

    /// That operator has such a mail, or is beyond reach.
    package mutating func endDirect(to recipient: EmailAddress) { direct?.reached.insert(recipient) }

    /// Whether all of them have.
    package func hasReachedDirectly(all recipients: [EmailAddress]) -> Bool {
        direct.map { $0.reached.isSuperset(of: recipients) } ?? false
    }

    /// The ledger works again.
    package mutating func endDirect() { direct = nil }
}
