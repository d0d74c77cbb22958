import Credentials
import Foundation
import SQLite
import TestSupport
import Testing

@testable import Bookkeeping

/// Ledgers of earlier versions, with all that they can hold, brought up to date.
@Suite struct MigrationTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A ledger in a file of its own.
    func open(_ name: String) async throws -> Ledger {
        try await Ledger.open(file: LedgerFile(path: directory.file(name), ballastSize: 4_096))
    }

    /// A ledger of an earlier version with the story's content, brought up to date; nothing of it is lost.
    func ledger(grownFrom version: Int) async throws -> Ledger {
        let present = try await open("present.sqlite")
        let gone = Set(["remove", "record", "prune"])
        for step in try Step.story() where !gone.contains(step.description) { try await step.run(present) }
        let before = try await LedgerState(of: present)
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: version)

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger) == before)
        return ledger
    }

    /// Makes a ledger of that version with all that it can hold of a present one, which nobody may have open.
    func makeOld(_ old: String, of present: String, version: Int) throws {
        let database = try Database(path: directory.file(old))
        for step in ReleasedSchema.steps.prefix(version) { try database.exec(step) }
        try database.exec("PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(version)")
        try unpack(Database(path: directory.file(present)))
        let text = { (row: borrowing Row) throws(SQLiteError) in try row.text(0) }
        let tables = try database.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", read: text)
        try database.exec("ATTACH '\(directory.file(present))' AS present")
        // What has no table any more had no content that is asked for.
        let kept = try database.rows(
            "SELECT name FROM present.sqlite_schema WHERE type IN ('table', 'view')", read: text)
        for table in tables where kept.contains(table) {
            let own = try database.rows("SELECT name FROM pragma_table_info('\(table)', 'main')", read: text)
            // What is a mail's now was the notice's own.
            let ofMail = ["message_id", "subject", "body"]
            let known = try database.rows("SELECT name FROM pragma_table_info('\(table)', 'present')", read: text)
            let isOfFiles = table == "credentials" && !known.contains("configuration")
            let columns = own.filter {
                known.contains($0) || table == "outbox" && ofMail.contains($0) || isOfFiles && $0 == "configuration"
            }
            let names = columns.joined(separator: ", ")
            let isSaid = table == "events" && !columns.contains("notice")
            let sources = columns.map {
                table == "outbox" && ofMail.contains($0)
                    ? "mails.\($0)"
                    : isSaid && $0 == "message"
                        ? ReleasedSchema.message
                        : isOfFiles && $0 == "configuration"
                            ? "(SELECT configuration FROM present.configurations WHERE credential = credentials.name)"
                            : "\(table).\($0)"
            }
            let joined = table == "outbox" && version < 11 ? "JOIN present.mails ON mails.id = outbox.mail" : ""
            try database.exec(
                """
                INSERT INTO main.\(table) (\(names))
                    SELECT \(sources.joined(separator: ", ")) FROM present.\(table) \(joined)
                """)
        }
        try database.exec(
            "INSERT OR REPLACE INTO main.sqlite_sequence SELECT * FROM present.sqlite_sequence; DETACH present")
    }

    /// Has the mails of a ledger stand in their rows, as they did before they were packed.
    private func unpack(_ database: Database) throws {
        let shelf = Shelf()
        let mails = try database.rows(
            "SELECT id, message_id, subject, \(mailColumns()) FROM mails WHERE packed IS NOT NULL"
        ) { row throws(SQLiteError) in
            (id: try row.integer(0), mail: try row.mail(3, messageID: 1, subject: 2, on: shelf))
        }
        for (id, mail) in mails {
            try database.run(
                """
                UPDATE mails SET message_id = ?2, subject = ?3, body = ?4, packed = NULL, dictionary = NULL,
                    bundle = NULL, place = NULL
                WHERE id = ?1
                """, .integer(id), .text(try #require(mail.names).messageID), .text(try #require(mail.names).subject),
                .bytes(mail.body))
        }
        try database.exec("DELETE FROM bundles")
    }

    @Test func `nothing is lost on the way from version 9 to 10, and each notice has its kind and fault on it`()
        async throws
    {
        let present = try await open("present.sqlite")
        let gone = Set(["remove", "record", "prune"])
        for step in try Step.story() where !gone.contains(step.description) { try await step.run(present) }
        let name = try Sample.name()
        let occasions: [Occasion] = [
            .lapses(within: .days(9)), .lapsed(repetition: 3), .refused(.noRole, since: Sample.start, repetition: 0),
            .unchecked(since: Sample.start, repetition: 1), .worksAgain(since: Sample.start),
            .handOff(rotation: "r", dueAt: Sample.start),
            .rotationStuck(rotation: "r", reason: .noRoom, repetition: 0), .rotated(rotation: "r"),
            .test(id: "impaired"),
        ]
        for occasion in occasions {
            try await present.enqueue(
                [try Sample.notice(of: name, version: "v2", occasion: occasion, to: "late@contoso.com")], for: name)
        }
        let daemons: [DaemonOccasion] = [
            .impaired(.mailLimited, since: Sample.start), .restored(.keyringLocked, since: Sample.start),
            .secretRefused(name, .secretWrong, version: "v9", since: Sample.start),
        ]
        for occasion in daemons {
            let notice = NewNotice(
                .daemon(occasion), recipient: try Sample.address("late@contoso.com"), messageID: "<\(occasion.key)@x>",
                subject: "s", body: [1], createdAt: Sample.start)
            try await present.enqueue(occasion, [notice], event: Sample.event("told"))
        }
        let before = try await LedgerState(of: present)
        let due = try await present.dueNotices(at: Sample.at(9), about: .mailLimited, limit: 9).map(\.id)
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 9)

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger).beforeMails == before.beforeMails)
        #expect(due.count == 1)
        #expect(try await ledger.dueNotices(at: Sample.at(9), about: .mailLimited, limit: 9).map(\.id) == due)
        let told = try #require(EmailAddress("late@contoso.com"))
        try await ledger.enqueue(
            [try Sample.notice(of: name, version: "v2", occasion: .test(id: "next"), to: "late@contoso.com")], for: name
        )
        #expect(try await ledger.notices(limit: 1).map(\.id) == [try #require(before.notices.map(\.id).max()) + 1])
        await ledger.close()

        let database = try Database(path: directory.file("ledger.sqlite"), access: .readOnly)
        let columns = try database.rows(
            "SELECT occasion, kind, coalesce(fault, '') FROM outbox WHERE recipient = ?", .text(told.description)
        ) { row throws(SQLiteError) in [try row.text(0), try row.text(1), try row.text(2)] }
        let expected =
            occasions.map { [$0.key, $0.kind.word, ""] }
            + daemons.map { [$0.key, $0.kind.word, $0.fault?.rawValue ?? ""] }
        #expect(Set(columns) == Set(expected + [["test/next", "test", ""]]))
    }

    @Test func `nothing is lost on the way from version 13 to 14, and what was told by mail can be told to a channel`()
        async throws
    {
        let present = try await open("present.sqlite")
        for step in try Step.story() { try await step.run(present) }
        let before = try await LedgerState(of: present)
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 13)

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger) == before)
        #expect(!before.notices.isEmpty && before.notices.allSatisfy { $0.notice.channel == nil })
        let channel = try #require(ChannelName("ops"))
        let name = try Sample.name()
        var notice = try Sample.notice(of: name, version: "v2", occasion: .test(id: "way"), to: "late@contoso.com")
        #expect(try await ledger.enqueue([notice], for: name) == 1)
        (notice.channel, notice.mail.messageID) = (channel, "<way@channel>")
        #expect(try await ledger.enqueue([notice], for: name) == 1)
        #expect(try await ledger.enqueue([notice], for: name) == 0)
        #expect(try await ledger.notices(limit: 2).map(\.notice.channel) == [channel, nil])
        #expect(try await ledger.dueNotices(at: Sample.at(99), through: channel, limit: 9).count == 1)
        #expect(
            try await ledger.dueNotices(at: Sample.at(99), limit: 99).allSatisfy { $0.notice.channel == nil })
        try await ledger.retireChannels(except: [])
        #expect(try await ledger.dueNotices(at: Sample.at(99), through: channel, limit: 9).isEmpty)
        #expect(try await ledger.notices(limit: 2).map(\.state) == [.superseded, .queued])
    }

    @Test func `nothing is lost on the way from version 20 to 21, and hand-offs can be seen by sign-ins then`()
        async throws
    {
        let ledger = try await ledger(grownFrom: 20)
        let records = try await ledger.snapshot()
        #expect(
            records.values.allSatisfy { $0.signIns == nil && $0.versions.allSatisfy { $0.handOff.signInAt == nil } })
        let (name, current) = try #require(
            records.lazy.compactMap { name, record in record.current.map { (name, $0) } }.first)
        var handOff = current.handOff
        handOff.signInAt = Sample.at(7)
        try await ledger.save(handOff, of: current.id, events: [], at: Sample.at(8))
        #expect(try await ledger.record(of: name)?.current?.handOff == handOff)
        #expect(handOff.isCertain && handOff.liveSince != nil)
    }

    @Test func `nothing is lost on the way from version 21 to 22, and it is known when leads arrived then`()
        async throws
    {
        let ledger = try await ledger(grownFrom: 21)
        let records = try await ledger.snapshot()
        #expect(!records.isEmpty && records.values.allSatisfy { $0.leads == nil })
        let name = try #require(records.keys.sorted().first)
        let sight = LeadSight(LeadReport([Sample.at(1)]), after: nil, at: Sample.at(2))
        try await ledger.save(sight, of: name)
        #expect(try await ledger.record(of: name)?.leads == sight)
    }

    @Test func `nothing is lost on the way from version 14 to 15, and leadkeeper's own can have certificates then`()
        async throws
    {
        let present = try await open("present.sqlite")
        for step in try Step.story() { try await step.run(present) }
        let name = try Sample.name()
        var notice = try Sample.notice(of: name, version: "v2", occasion: .test(id: "way"), to: "late@contoso.com")
        (notice.channel, notice.mail.messageID) = (ChannelName("ops"), "<way@channel>")
        try await present.enqueue([notice], for: name)
        let before = try await LedgerState(of: present)
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 14)

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger) == before)
        #expect(try await ledger.snapshot().values.allSatisfy { $0.versions.allSatisfy { $0.certificate == nil } })
        let certificate = Certificate(der: [0x30, 3, 2, 1, 7])
        try await ledger.adopt([Adoption(name: .mail, configurationDigest: "1", standing: Standing())])
        for (owner, version) in [(CredentialName.mail, "m1"), (name, "c1")] {
            try await ledger.beginStoring(Sample.version(version), for: owner)
        }
        try await ledger.beginTrial(
            "m1", fingerprint: [7], certificate: certificate, event: Sample.event("secret-on-trial"))
        #expect(try await ledger.record(of: .mail)?.onTrial?.certificate == certificate)
        // Partner Center takes none, so no connection has one.
        await #expect(throws: LedgerError.self) {
            try await ledger.beginTrial(
                "c1", fingerprint: [7], certificate: certificate, event: Sample.event("secret-on-trial"))
        }
        await ledger.close()
        let again = try await open("ledger.sqlite")
        #expect(try await again.record(of: .mail)?.onTrial?.certificate == certificate)
    }

    @Test func `nothing is lost on the way from version 15 to 16, and each way names a mail once`() async throws {
        let present = try await open("present.sqlite")
        for step in try Step.story() { try await step.run(present) }
        let before = try await LedgerState(of: present)
        let name = try Sample.name()
        let dates = CalendarEntry.Dates(begin: Sample.at(1), end: Sample.at(9), timeZone: "UTC")
        var notice = try Sample.notice(of: name, version: "v2", occasion: .test(id: "way"), to: "late@contoso.com")
        notice.mail.calendar = [
            CalendarEntry(
                name, version: "v2", matter: .replace, recipient: notice.recipient, uid: "u", sequence: 1,
                dates: dates)
        ]
        try await present.enqueue([notice], for: name)
        let item = try #require(try await present.notices(limit: 1).first)
        _ = try await present.beginSending(item.id, at: Sample.at(2))
        try await present.finishSending(item.id, .accepted(ServerReply(code: 250, text: "ok"), at: Sample.at(2)))
        let entries = try #require(try await present.record(of: name)?.calendar)
        #expect(entries.count == 1)
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 15)

        let ledger = try await open("ledger.sqlite")
        var state = try await LedgerState(of: ledger)
        state.notices.removeAll { $0.id == item.id }
        #expect(state.notices == before.notices)
        #expect(try await ledger.record(of: name)?.calendar == entries)
        let second = try #require(ChannelName("second"))
        (notice.channel, notice.mail.calendar) = (second, [])
        #expect(try await ledger.enqueue([notice], for: name) == 1)
        let newest = try #require(try await ledger.notices(limit: 1).first)
        #expect(newest.id == item.id + 1 && newest.notice.mail.messageID == item.notice.mail.messageID)
        // By one way a name is used once.
        notice.topic = .credential(name, version: "v2", .test(id: "other"))
        await #expect(throws: LedgerError.self) { try await ledger.enqueue([notice], for: name) }
    }

    @Test func `nothing is lost on the way from version 16 to 17, and what each way out has taken is known`()
        async throws
    {
        let present = try await open("present.sqlite")
        for step in try Step.story() { try await step.run(present) }
        let channel = try #require(ChannelName("ops"))
        let name = try Sample.name()
        var notice = try Sample.notice(of: name, version: "v2", occasion: .test(id: "way"), to: "late@contoso.com")
        (notice.channel, notice.mail.messageID) = (channel, "<way@channel>")
        try await present.enqueue([notice], for: name)
        let item = try #require(try await present.notices(limit: 1).first)
        let shipment = try #require(try await present.beginSending([item.id], at: Sample.at(98)))
        try await present.finishSending(
            shipment.items.map(\.id), .accepted(ServerReply(code: 200, text: "ok"), at: Sample.at(99)), events: [])
        let before = try await LedgerState(of: present)
        let (mail, all) = (try await present.newestAcceptance(), try await present.newestAcceptances())
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 16)

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger) == before)
        #expect(try await ledger.ways().isEmpty)
        #expect(try await ledger.newestAcceptances() == all && all[nil] == mail && all[channel] == Sample.at(99))
        var standing = WayStanding(jitterPermille: 7)
        let isNews = standing.works(by: .canary, "it takes mail", at: Sample.at(5))
        standing.isTried(with: "smtp", at: Sample.at(5))
        #expect(isNews)
        for way in [nil, channel] { try await ledger.keep(standing, ofWay: way) }
        standing.toldSince = Sample.at(6)
        try await ledger.keep(standing, ofWay: channel)
        #expect(try await ledger.ways()[channel] == standing)
        #expect(try await ledger.ways()[nil]?.toldSince == nil)
        try await ledger.retireChannels(except: [])
        #expect(try await Set(ledger.ways().keys) == [nil])
    }

    @Test func `nothing is lost on the way from version 17 to 18, and a secret can change hands on it`() async throws {
        let present = try await open("present.sqlite")
        for step in try Step.story() { try await step.run(present) }
        try await present.adopt([Adoption(name: .mail, configurationDigest: "m", standing: Standing())])
        try await present.store("m1", for: .mail)
        let before = try await LedgerState(of: present)
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 17)

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger) == before)
        try await ledger.move(
            [SecretMove(from: .mail, to: .spareMail, standing: Standing())], keeping: [], events: [],
            at: Sample.at(9))
        let moved = try #require(try await ledger.record(of: .spareMail)?.current)
        #expect(moved.id == "m1" && moved.keyringName(of: .spareMail) == .mail)
        #expect(try await ledger.record(of: .mail)?.versions.isEmpty == true)
        await ledger.close()
    }

    @Test func `nothing is lost on the way from version 18 to 19, and what monitors are told is kept on it`()
        async throws
    {
        let present = try await open("present.sqlite")
        for step in try Step.story() { try await step.run(present) }
        let before = try await LedgerState(of: present)
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 18)

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger) == before)
        let alert = Alert(
            Alert.Key(
                try #require(ChannelName("monitor")), .credential(try Sample.name()), reason: "Lapsed", isUrgent: true),
            message: "m", startsAt: Sample.start)
        try await ledger.keep([alert])
        await ledger.close()
        #expect(try await open("ledger.sqlite").alerts() == [alert])
    }

    @Test func `nothing is lost on the way from version 19 to 20, and what Microsoft says of a secret is kept on it`()
        async throws
    {
        let ledger = try await ledger(grownFrom: 19)
        let record = try #require(
            try await ledger.snapshot().first { !$0.value.versions.isEmpty })
        var version = try #require(record.value.versions.first)
        #expect(version.issuer == nil)
        version.issuer = IssuerReport(
            since: Sample.start, startsAt: Sample.at(-9), end: .never, lifetime: .never,
            disagreement: .lifetime(.span(.days(90)), issuer: .never))
        try await ledger.amend(version, event: Sample.event("learned"), also: [Sample.event("disagrees")])
        await ledger.close()
        let again = try await open("ledger.sqlite").record(of: record.key)
        #expect(again?.versions.first == version)
    }

    @Test func `nothing is lost on the way from version 7 to 8, and what was answered to what is kept on it`()
        async throws
    {
        let present = try await open("present.sqlite")
        let gone = Set(["remove", "record", "prune"])
        for step in try Step.story() where !gone.contains(step.description) { try await step.run(present) }
        let before = try await LedgerState(of: present).beforeHandOffs
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 7)

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger).beforeHandOffs.beforeMails == before.beforeMails)
        #expect(before.notices.contains { $0.lastReply != nil && $0.lastReply?.command == nil })
        let name = try Sample.name()
        let recipient = try #require(EmailAddress("later@contoso.com"))
        try await ledger.enqueue(
            [
                NewNotice(
                    .credential(name, version: nil, .test(id: "6")), recipient: recipient, messageID: "<6@x>",
                    subject: "s",
                    body: [1],
                    createdAt: Sample.start)
            ], for: name)
        let item = try #require(try await ledger.notices(of: name).first)
        _ = try await ledger.beginSending(item.id, at: Sample.start)
        let reply = ServerReply(code: 550, text: "5.4.1 Access denied", server: "mx.contoso.com", command: .recipient)
        try await ledger.finishSending(item.id, .retry(reply, at: Sample.at(60)))
        let kept = try #require(try await ledger.notices(of: name).first?.lastReply)
        #expect(kept == reply && kept.verdict?.subject == .recipient && kept.verdict?.consequence == .restsRecipient)
    }

    @Test func `nothing is lost on the way from version 4 to 5, and a secret can be tried on it`() async throws {
        let present = try await open("present.sqlite")
        let gone = Set(["remove", "record", "prune"])
        for step in try Step.story() where !gone.contains(step.description) { try await step.run(present) }
        let name = try Sample.name()
        // A rotation under way, with a version that it is about to put to use.
        var rotation = Rotation(
            id: "r1", method: .clientSecret, handOff: .person, account: "a", application: nil, policy: RotationPolicy(),
            isByHand: true, old: nil, copyEndsAt: nil, at: Sample.start)
        try await present.record(rotation, of: name, .begun, events: [], at: Sample.start)
        rotation = rotation.beginning(.addKey, version: "v8", at: Sample.start)
        try await present.record(rotation, of: name, .storing(Sample.version("v8")), events: [], at: Sample.start)
        try await present.record(
            rotation, of: name, .kept(fingerprint: [8], expiry: .never, keyID: "k8"), events: [], at: Sample.start)
        let before = try await LedgerState(of: present).beforeHandOffs
        #expect(Set(before.records[name]?.versions.map(\.stage) ?? []) == [.previous, .current, .pending])
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 4)

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger).beforeMails == before.beforeMails)
        try await ledger.beginStoring(Sample.version("v9"), for: name)
        try await ledger.beginTrial("v9", fingerprint: [9], event: Sample.event("secret-on-trial", of: name))
        #expect(try await ledger.record(of: name)?.onTrial?.id == "v9")
        #expect(try await ledger.record(of: name)?.current == before.records[name]?.current)
    }

    @Test func `what was told before version 6 counts for the end that was in force`() async throws {
        let present = try await open("present.sqlite")
        for step in try Step.story() { try await step.run(present) }
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 5)
        let (name, end) = (try Sample.name("fabrikam"), Sample.start + .days(9))
        let database = try Database(path: directory.file("ledger.sqlite"))
        try database.run(
            "INSERT INTO credentials (name, configured, configuration_digest, standing) VALUES ('fabrikam', 1, 'd', ?)",
            try Value(json: Standing()))
        try database.run(
            """
            INSERT INTO versions (id, credential, stage, fingerprint, issued_at, stored_at, expires_at, expiry_origin, never_expires)
            VALUES ('f1', 'fabrikam', 'current', x'01', ?1, ?1, ?2, 'operator', 0)
            """, Value(Sample.start), Value(end))
        let rows: [(occasion: String, created: Instant, deadline: Instant)] = [
            ("lapses/864000", Sample.start, end), ("lapses/604800", end - .days(7), end - .days(1)),
            // Made before there were deadlines, and at the very end.
            ("lapses/259200", end - .days(3), end - .days(3)), ("lapsed/0", end, end),
            ("lapsed/1", end + .days(1), end),
            ("refused/no-role/1763700000/0", Sample.start, Sample.start),
        ]
        for row in rows {
            try database.run(
                """
                INSERT INTO outbox (credential, version, occasion, recipient, message_id, created_at, not_before, deadline_at, state,
                    accepted_at, subject, body)
                VALUES ('fabrikam', 'f1', ?1, 'ops@contoso.com', ?1, ?2, ?2, ?3, 'accepted', ?2, 's', x'00')
                """, .text(row.occasion), Value(row.created), Value(row.deadline))
        }

        let ledger = try await open("ledger.sqlite")
        let ends = try #require(try await ledger.record(of: name)).told.map {
            "\($0.occasion.key) \($0.windowEnd.map { ($0 - end).seconds / 86_400 } ?? 99)"
        }
        #expect(
            ends.sorted() == [
                "lapsed/0 99", "lapsed/1 0", "lapses/259200 99", "lapses/604800 -1", "lapses/864000 0",
                "refused/no-role/1763700000/0 99",
            ])
        // The others count for the end that is in force when they are first read.
        try await ledger.count(noticesOf: name, version: "f1", for: end)
        let told = try #require(try await ledger.record(of: name)).told
        #expect(told.contains(ToldOccasion(.lapsed(repetition: 0), windowEnd: end)))
        #expect(told.contains(ToldOccasion(.lapses(within: .days(3)), windowEnd: end)))
        #expect(told.count { $0.windowEnd == nil } == 1)
        await ledger.close()
        #expect(try await open("ledger.sqlite").record(of: name)?.told == told)
    }

    @Test func `nothing is lost on the way from version 6 to 7, and what is configured is kept on it`() async throws {
        let present = try await open("present.sqlite")
        for step in try Step.story() { try await step.run(present) }
        let before = try await LedgerState(of: present).beforeHandOffs
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 6)

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger).beforeHandOffs.beforeMails == before.beforeMails)
        let known = try await ledger.configurations()
        #expect(!known.isEmpty && known.allSatisfy { $0.credential == nil && !$0.digest.isEmpty })
        let credential = Credential(
            name: try #require(known.first?.name), identity: .mailbox(userName: "u"), destination: nil, contacts: [],
            lifetime: .never,
            probing: ProbePolicy(), notices: NoticePolicy(), rotation: RotationPolicy())
        try await ledger.keep([credential])
        #expect(try await ledger.configurations().first?.credential == credential)
        #expect(try await LedgerState(of: ledger).beforeHandOffs.beforeMails == before.beforeMails)
    }

    @Test func `nothing is lost on the way from version 3 to 4, and a rotation can begin on it`() async throws {
        let present = try await open("present.sqlite")
        let gone = Set(["remove", "record", "prune"])
        for step in try Step.story() where !gone.contains(step.description) { try await step.run(present) }
        let before = try await LedgerState(of: present).beforeHandOffs
        let installID = present.installID
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 3)

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger).beforeMails == before.beforeMails)
        #expect(ledger.installID == installID)
        let name = try Sample.name()
        let current = try #require(try await ledger.record(of: name)?.current)
        #expect(try await ledger.record(of: name)?.rotation == nil)
        #expect(try await ledger.rotations(since: Sample.start).ids.isEmpty)

        // A rotation of the secret that the older leadkeeper stored, from the intent to the end.
        var one = Rotation(
            id: "r1", method: .clientSecret, handOff: .person, account: "a", application: nil, policy: RotationPolicy(),
            isByHand: true, old: Rotation.Old(version: current.id, keyID: nil, endsAt: nil), copyEndsAt: nil,
            at: Sample.start)
        try await ledger.record(
            one, of: name, .begun, events: [Sample.event("rotation-begun", of: name)], at: Sample.start)
        one = one.beginning(.addKey, version: "v9", at: Sample.start)
        try await ledger.record(one, of: name, .storing(Sample.version("v9")), events: [], at: Sample.start)
        one.inFlight = nil
        try await ledger.record(
            one, of: name, .kept(fingerprint: [9], expiry: .unknown, keyID: "k9"), events: [], at: Sample.start)
        one.advance(to: .proven, at: Sample.start)
        try await ledger.record(one, of: name, .promoted(Standing()), events: [], at: Sample.start)
        #expect(try await ledger.record(of: name)?.current?.id == "v9")
        let listing = KeyListing(at: Sample.start, keys: [])
        try await ledger.save(listing, of: name, events: [])
        await ledger.close()

        let again = try await open("ledger.sqlite")
        let record = try #require(try await again.record(of: name))
        #expect(record.rotation == one && record.listing == listing)
        #expect(record.versions.map(\.id) == [current.id, "v9"])
    }
}

extension LedgerState {
    /// The state without what ledgers before version 9 do not know: the way of each version to Partner Center.
    fileprivate var beforeHandOffs: LedgerState {
        let plain = { (version: SecretVersion) in
            var version = version
            version.handOff = SecretVersion.HandOff()
            return version
        }
        var state = self
        for name in records.keys { state.records[name]?.versions = records[name]?.versions.map(plain) ?? [] }
        state.unfinished = unfinished.map { UnsettledVersion(credential: $0.credential, version: plain($0.version)) }
        state.toRemove = toRemove.map { UnsettledVersion(credential: $0.credential, version: plain($0.version)) }
        return state
    }

    /// The state without what ledgers before version 11 do not know: mails beside their notices.
    fileprivate var beforeMails: LedgerState {
        var state = self
        state.notices = notices.map { item in
            var item = item
            (item.mail, item.isSealed) = (item.id, false)
            (item.notice.mail.createdAt, item.notice.insteadOf) = (item.notice.createdAt, nil)
            return item
        }
        return state
    }
}
