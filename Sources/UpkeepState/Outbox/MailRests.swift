package import Credentials
package import Ports

/// What of the mail rests, and until when, as the answers of the mail server have it.
///
/// Reckoned in time since boot. It is forgotten with the process: what still holds is said again to the first mail.
package struct MailRests {
    /// An answer that several recipients in a row were given is not about any of them.
    package static let severalInARow = 3

    private struct Rest {
        var until: TimeSpan
        var count: Int
    }

    private var all: Rest?
    private var recipients: [EmailAddress: Rest] = [:]
    /// Those of them that rest, and their ends, the nearest first.
    private var resting: Set<EmailAddress> = []
    private var ends = KeyedQueue<EmailAddress, TimeSpan>()
    private var row: (kinship: String, recipients: Set<EmailAddress>)?

    /// Nothing rests.
    package init() {}

    /// Until when all mail rests; `nil` where it does not.
    package func until(at uptime: TimeSpan) -> TimeSpan? {
        all.flatMap { uptime < $0.until ? $0.until : nil }
    }

    /// The recipients that rest, and when the first of them may be tried again; `nil` where none rests.
    ///
    /// It walks over them only where the rest of one has ended that `endRests` has not heard of.
    package func recipients(at uptime: TimeSpan) -> (resting: Set<EmailAddress>, next: TimeSpan?) {
        guard let first = ends.first, first.priority <= uptime else { return (resting, ends.first?.priority) }
        var later = self
        later.endRests(at: uptime)
        return later.recipients(at: uptime)
    }

    /// Lets those rest no longer whose rest has ended by then.
    package mutating func endRests(at uptime: TimeSpan) {
        while let first = ends.first, first.priority <= uptime {
            resting.remove(first.key)
            ends[first.key] = nil
        }
    }

    /// Whether that recipient's mail rests, or did when it was last tried.
    package func knows(_ recipient: EmailAddress) -> Bool { recipients[recipient] != nil }

    /// Takes note of how an attempt ended.
    ///
    /// - Parameter attempts: how often that mail was tried by now.
    /// - Returns: what follows, which may be for everybody where the answer alone is not, and how long what it is about
    ///   rests.
    package mutating func note(
        _ delivery: Delivery, to recipient: EmailAddress, attempts: Int, at uptime: TimeSpan
    ) -> (verdict: MailVerdict, rest: TimeSpan) {
        var verdict = delivery.verdict
        if lengthensRow(delivery, recipient) { verdict = verdict.forEverybody }
        switch verdict.consequence {
        case .accepted:
            // Where all mail rested, what was said of single recipients by the way may have been about the same.
            if all != nil {
                (recipients, resting) = ([:], [])
                ends.removeAll()
            }
            (all, row) = (nil, nil)
            forget(recipient)
            return (verdict, .seconds(0))
        case .ends:
            forget(recipient)
            return (verdict, .seconds(0))
        case .restsMail:
            return (verdict, MailRetry.rest(after: verdict, attempts: attempts))
        case .restsRecipient:
            // Of several mails that were under way to that recipient, one counts.
            let isCounted = recipients[recipient].map { uptime >= $0.until } ?? true
            let count = (recipients[recipient]?.count ?? 0) + (isCounted ? 1 : 0)
            let rest = MailRetry.rest(after: verdict, attempts: count)
            recipients[recipient] = Rest(until: uptime + rest, count: count)
            resting.insert(recipient)
            ends[recipient] = uptime + rest
            return (verdict, rest)
        case .restsAll:
            let isCounted = all.map { uptime >= $0.until } ?? true
            let count = (all?.count ?? 0) + (isCounted ? 1 : 0)
            let rest = MailRetry.rest(after: verdict, attempts: count)
            let until = max(uptime + rest, until(at: uptime) ?? uptime)
            all = Rest(until: until, count: count)
            return (verdict, until - uptime)
        }
    }

    private mutating func forget(_ recipient: EmailAddress) {
        recipients[recipient] = nil
        resting.remove(recipient)
        ends[recipient] = nil
    }

    /// Whether so many recipients in a row were given this answer by now; a mailbox's own state is never everybody's.
    private mutating func lengthensRow(_ delivery: Delivery, _ recipient: EmailAddress) -> Bool {
        guard let kinship = delivery.kinship, delivery.verdict.consequence != .ends, !delivery.isAccepted else {
            row = nil
            return false
        }
        var recipients = row.flatMap { $0.kinship == kinship ? $0.recipients : nil } ?? []
        recipients.insert(recipient)
        row = (kinship, recipients)
        return recipients.count >= Self.severalInARow
    }
}
