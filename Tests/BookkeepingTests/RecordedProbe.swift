import Credentials
import SQLite

@testable import Bookkeeping

/// A probe that ended, as the ledger keeps it for whoever looks into the file.
struct RecordedProbe: Hashable, Sendable {
    /// Which version it tried.
    var version: String
    /// When the ledger heard of its end.
    var at: Instant
    /// What it found out.
    var report: ProbeReport
}

extension Ledger {
    /// The last probes of a credential, the newest first.
    func probes(of name: CredentialName, limit: Int = 50) throws(LedgerError) -> [RecordedProbe] {
        try read("read the probes of \(name)") { database in
            try database.rows(
                "SELECT version, at, report FROM probes WHERE credential = ? ORDER BY id DESC LIMIT ?", Value(name),
                .integer(Int64(limit))
            ) { row throws(SQLiteError) in
                RecordedProbe(
                    version: try row.text(0), at: try row.instant(1), report: try row.json(2, as: ProbeReport.self))
            }
        }
    }
}
