import Credentials
import SQLite
import TestSupport
import Testing

@testable import Bookkeeping

/// What the ledgers of version 4 and 5 knew of hand-offs, in events and rotations, is a fact of the version from
/// version 9 on.
@Suite struct HandOffMigrationTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A ledger as version 4 left it, with one credential for each row.
    private func old(_ rows: [(name: String, sql: String)]) throws -> String {
        let path = directory.file("ledger.sqlite")
        let database = try Database(path: path)
        for step in ReleasedSchema.steps.prefix(4) { try database.exec(step) }
        try database.exec("PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 4")
        try database.exec(
            "INSERT INTO ledger (id, install_id, epoch) VALUES (1, '12345678-8af1-4a5f-1234-12234d01db47', 1)")
        for (name, sql) in rows {
            try database.exec(
                """
                INSERT INTO credentials (name, configured, configuration_digest, standing, unfinished_probes)
                    VALUES ('\(name)', 1, 'd', '{"failures":0,"refusals":0,"jitterPermille":0}', 0);
                INSERT INTO versions (id, credential, stage, fingerprint, issued_at, stored_at, never_expires)
                    VALUES ('v-\(name)', '\(name)', 'current', x'01', 10, 10, 0);
                \(sql)
                """)
        }
        return path
    }

    private static func event(_ name: String, at: Int, _ message: String) -> String {
        """
        INSERT INTO events (at, kind, credential, version, message, details)
            VALUES (\(at), 'hand-off-confirmed', '\(name)', 'v-\(name)', '\(message)', '{}');
        """
    }

    /// A rotation as version 4 wrote it.
    private static func rotation(
        _ name: String, step: String, vouched: Bool = false, evidence: String = "", publication: String = "",
        ended: String = "NULL"
    ) -> String {
        """
        INSERT INTO rotations (id, credential, state, begun_at, ended_at) VALUES ('r-\(name)', '\(name)', '{"id":"r-\(name)",
        "method":"client-secret","handOff":{"person":{}},"account":"a","isByHand":false,"lifetime":15552000,"overlap":604800,
        "old":{"version":"v0"},"new":{"version":"v-\(name)"},"step":"\(step)","stepAt":500,"begunAt":100,"failures":0,
        "copyEndsAt":900,"copyKeyID":"0f0e0d0c-1111-2222-3333-444455556666",
        "mints":[],"strays":[],"isAddDoubtful":false,"emptyListings":0,"isRehearsed":false,"acceptances":3,"isProven":true,
        "refusals":0,"relapses":0,"replacements":[],"mayPublishOthersEdits":false,"isVouchedFor":\(vouched)\(evidence)\(publication)}',
        100, \(ended));
        """
    }

    @Test
    func `confirmations, test leads, publications and vouching move to the version, and rotations under way go on`()
        async throws
    {
        let said = "user 0 says that Partner Center has the new secret"
        let path = try old([
            ("none", ""),
            ("reminds", Self.event("reminds", at: 40, "user 7 says that Partner Center has the secret in use")),
            ("proven", Self.rotation("proven", step: "proven")),
            ("said", Self.rotation("said", step: "handed-off", vouched: true) + Self.event("said", at: 600, said)),
            (
                "twice",
                Self.rotation("twice", step: "handed-off", vouched: true, evidence: #","evidence":{"word":{}}"#)
                    + Self.event("twice", at: 600, said) + Self.event("twice", at: 601, said)
            ),
            (
                "overlap",
                Self.rotation("overlap", step: "confirmed", vouched: true, evidence: #","evidence":{"word":{}}"#)
                    + Self.event("overlap", at: 400, said)
                    + Self.event("overlap", at: 500, "a person says that Partner Center has the new secret")
            ),
            (
                "seen",
                Self.rotation("seen", step: "confirmed", evidence: #","evidence":{"testLead":{"at":450}}"#)
                    + Self.event(
                        "seen", at: 500,
                        "the marketplace wrote a test lead after the hand-off, so it has the new secret")
            ),
            (
                "live",
                Self.rotation(
                    "live", step: "handed-off",
                    publication: #","publication":{"phase":"live","since":480,"failures":0,"isDoubtful":false}"#)
            ),
        ])
        let ledger = try await Ledger.open(file: LedgerFile(path: path, ballastSize: 4_096))
        let records = try await ledger.snapshot()
        func handOff(_ name: String) throws -> SecretVersion.HandOff {
            let known = try #require(CredentialName(name))
            return try #require(records[known]?.current).handOff
        }
        let at = { (seconds: Int64) in Instant(secondsSinceEpoch: seconds) }
        #expect(try handOff("none") == SecretVersion.HandOff(), "an upgrade begins no reminders")
        #expect(try handOff("reminds").confirmedAt == at(40) && handOff("reminds").confirmedBy == "user 7")
        #expect(try handOff("proven").dueSince == at(500) && handOff("proven").copyEndsAt == at(900))
        #expect(try handOff("proven").copyKeyID == GUID("0f0e0d0c-1111-2222-3333-444455556666"))
        for name in ["said", "twice"] {
            #expect(
                try handOff(name).confirmedAt == at(600) && !handOff(name).isCertain,
                "\(name): the same word twice is one")
            let known = try #require(CredentialName(name))
            let rotation = try #require(records[known]?.rotation)
            #expect(rotation.move(try facts(handOff(name), rotation), now: at(100_000)) == .perform(.findTestLead))
        }
        #expect(try handOff("overlap").vouchedAt == at(500) && handOff("overlap").confirmedAt == at(400))
        #expect(try handOff("seen").testLeadAt == at(450) && handOff("seen").confirmedAt == nil)
        #expect(try handOff("live").publishedAt == at(480) && handOff("live").vouchesFrom == at(480) + .days(1))
        for name in ["overlap", "seen"] {
            let known = try #require(CredentialName(name))
            let rotation = try #require(records[known]?.rotation)
            #expect(
                rotation.move(try facts(handOff(name), rotation), now: at(700))
                    == .wait(until: rotation.retiresAt, for: .overlap)
            )
        }
        await ledger.close()
    }

    private func facts(_ handOff: SecretVersion.HandOff, _ rotation: Rotation) -> RotationFacts {
        RotationFacts(
            install: GUID(high: 9, low: 9), isConfigured: true, currentVersion: rotation.new?.version, handOff: handOff,
            isCurrentProven: true, isCurrentRefused: false, hasAdministrator: true, mintsFrom: nil,
            knownRotations: [rotation.id],
            clockDoubt: nil, isUnverified: false)
    }
}
