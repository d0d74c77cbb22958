package import Bookkeeping
package import Credentials

/// The mails that are being sent, and whom the slow ones among them are for.
///
/// A server may take minutes over one recipient. Such a mail no longer takes the place of others; only what else is for
/// the same recipient waits for it. In time since boot.
package struct MailsUnderWay {
    /// After how long a mail is a slow one.
    package static let slowAfter = TimeSpan.seconds(10)

    private var mails: [Int64: (recipient: EmailAddress, since: TimeSpan)] = [:]

    /// Nothing is under way.
    package init() {}

    package mutating func begin(_ shipment: Shipment, at uptime: TimeSpan) {
        mails[shipment.id] = (shipment.recipient, uptime)
    }

    package mutating func end(_ shipment: Shipment) {
        mails[shipment.id] = nil
    }

    /// How many more may begin, where so many may be under way in time, and so many slow ones beside them.
    package func room(of most: Int, besides slow: Int, at uptime: TimeSpan) -> Int {
        let late = mails.values.count { isSlow($0.since, at: uptime) }
        return late >= slow ? 0 : most - (mails.count - late)
    }

    /// The recipients of those that are slow.
    package func slowRecipients(at uptime: TimeSpan) -> Set<EmailAddress> {
        Set(mails.values.filter { isSlow($0.since, at: uptime) }.map(\.recipient))
    }

    /// In how long the next of them is a slow one, which makes room; `nil` where none is in time.
    package func nextIsSlow(at uptime: TimeSpan) -> TimeSpan? {
        mails.values.filter { !isSlow($0.since, at: uptime) }.map { $0.since + Self.slowAfter - uptime }.min()
    }

    private func isSlow(_ since: TimeSpan, at uptime: TimeSpan) -> Bool { since + Self.slowAfter <= uptime }
}
