public import Credentials
internal import SQLite

/// How far people know of what asks for somebody about a credential.
public struct LastTold: Hashable, Sendable {
    /// How many of them a mail server has accepted the last such notice for.
    public var people: Int
    /// When it accepted it for the last of them.
    public var at: Instant

    /// So many people, at that moment.
    public init(people: Int, at: Instant) {
        (self.people, self.at) = (people, at)
    }
}

extension Ledger {
    /// Who was last told by mail of what asks for somebody, of each of these versions about which somebody was; what has
    /// been told to be over since counts as not told.
    public func lastTold(of versions: [CredentialName: String]) async throws(LedgerError) -> [CredentialName: LastTold]
    {
        try await read("read who was told") { database in
            var told: [CredentialName: LastTold] = [:]
            for (name, version) in versions {
                let newest = try database.rows(
                    """
                    SELECT kind, occasion, recipient, accepted_at FROM outbox
                    WHERE credential = ?1 AND version = ?2 AND state = 'accepted' AND \(isByMail)
                        AND kind IN \(sqlList(NoticeKind.allCases.filter { $0.standing != .aside }))
                    ORDER BY id DESC LIMIT \(Self.peopleAtMost)
                    """, Value(name), .text(version)
                ) { row throws(SQLiteError) in
                    (
                        kind: try row.converted(0) { NoticeKind(word: $0) }, occasion: try row.text(1),
                        person: try row.text(2), at: try row.instant(3)
                    )
                }
                guard let first = newest.first, first.kind.standing == .asks else { continue }
                let same = newest.prefix { $0.occasion == first.occasion }
                told[name] = LastTold(people: Set(same.map(\.person)).count, at: same.map(\.at).max() ?? first.at)
            }
            return told
        }
    }

    /// How many people are counted.
    private static let peopleAtMost = 100
}
