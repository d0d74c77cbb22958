internal import Bookkeeping
public import Credentials
internal import UpkeepState

/// How mail fares since it leaves by another way.
public struct MailMove: Hashable, Sendable {
    /// How long the new way has to have worked before the old one may go.
    public static let probation = TimeSpan.days(7)

    /// Since when it leaves so.
    public var since: Instant
    /// How many notices were taken since.
    public var accepted: Int
    /// What is wrong with mail now; `nil` where nothing is.
    public var trouble: String?

    /// From when on the old way may go.
    public var endsAt: Instant { since + Self.probation }
}

extension Engine {
    /// How mail fares since `@mail` has the secret of another way; `nil` where it never had, or the ledger cannot tell.
    public func mailMove() async -> MailMove? {
        let since: Instant?? = await ask { () throws(LedgerError) in try await self.ledger.lastMove(to: .mail) }
        guard let since = since ?? nil else { return nil }
        let accepted: Int? = await ask { () throws(LedgerError) in try await self.ledger.mailsAccepted(since: since) }
        guard let accepted else { return nil }
        return MailMove(since: since, accepted: accepted, trouble: troubles[.mail]?.message)
    }
}
