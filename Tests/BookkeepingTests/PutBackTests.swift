import Credentials
import Durability
import Foundation
import Testing

@testable import Bookkeeping

/// A ledger that somebody has put back from a copy: it is told by the epoch beside it.
@Suite struct PutBackTests {
    private let directory: TemporaryDirectory
    private let name: CredentialName

    init() throws {
        directory = try TemporaryDirectory()
        name = try Sample.name()
    }

    private func open() async throws -> Ledger {
        try await Ledger.open(file: LedgerFile(path: directory.file(), ballastSize: 4_096))
    }

    private func verify(_ ledger: Ledger, at now: Instant = Sample.at(100)) async throws -> Bool {
        try await ledger.beginVerification(at: now, patience: .days(1), event: Sample.event("ledger-put-back", at: now))
    }

    /// A ledger with one secret, of the first epoch, and a copy of it.
    private func story() async throws -> Ledger {
        let ledger = try await open()
        try await ledger.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        try await ledger.store("v1", for: name)
        try await ledger.enqueue([try Sample.notice(of: name, version: "v1")], for: name)
        try await ledger.backUp(to: directory.file("copy"))
        return ledger
    }

    private func putBack(_ copy: String = "copy") throws {
        try FileManager.default.removeItem(atPath: directory.file())
        try FileManager.default.copyItem(atPath: directory.file(copy), toPath: directory.file())
    }

    @Test func `opened time and again it is not put back`() async throws {
        await (try await story()).close()
        for epoch in 2...4 {
            let ledger = try await open()
            #expect(ledger.epoch == Int64(epoch))
            #expect(try await !verify(ledger))
            #expect(try await ledger.record(of: name)?.standing.unverifiedSince == nil)
            await ledger.close()
        }
    }

    @Test func `a copy from before the last start is known, once, and its epoch goes on behind all that were`()
        async throws
    {
        await (try await story()).close()
        await (try await open()).close()
        try putBack()
        let ledger = try await open()
        #expect(ledger.epoch == 3)
        await ledger.close()
        // The daemon was killed before it could begin to verify: the next start knows as well.
        let next = try await open()
        #expect(try await verify(next))
        #expect(try await next.record(of: name)?.standing.unverifiedSince == Sample.at(100))
        #expect(try await next.nextNoticeAt() == Sample.at(100) + .days(1))
        #expect(try await next.events().last?.event.kind.rawValue == "ledger-put-back")
        #expect(try await !verify(next))
        await next.close()
        #expect(try await !verify(try await open()))
    }

    @Test func `a ledger of another installation, or a new one in the place of a lost one, is known too`() async throws
    {
        await (try await story()).close()
        try FileManager.default.removeItem(atPath: directory.file())
        let ledger = try await open()
        #expect(try await verify(ledger))
        await ledger.close()
        #expect(try await !verify(try await open()))
    }

    @Test(arguments: [
        "", "nonsense", "6f9619ff-8b86-d011-b42d-00c04fc964ff", "6f9619ff-8b86-d011-b42d-00c04fc964ff x\n",
    ])
    func `a witness that says nothing is not believed, and is written anew`(text: String) async throws {
        await (try await story()).close()
        try text.write(toFile: directory.file("ledger.sqlite.epoch"), atomically: false, encoding: .utf8)
        let ledger = try await open()
        #expect(try await verify(ledger))
        await ledger.close()
        #expect(try await !verify(try await open()))
    }

    @Test func `a ledger from before there was a witness is not put back`() async throws {
        await (try await story()).close()
        try FileManager.default.removeItem(atPath: directory.file("ledger.sqlite.epoch"))
        #expect(try await !verify(try await open()))
    }

    @Test(arguments: [ProbeClass?.none, .secretWrong, .network])
    func `notices wait for an answer, and word of trouble that is none is not sent`(problem: ProbeClass?) async throws {
        let story = try await story()
        let trouble = Occasion.refused(.secretWrong, since: Sample.start, repetition: 0)
        try await story.enqueue([try Sample.notice(of: name, version: "v1", occasion: trouble)], for: name)
        try await story.backUp(to: directory.file("copy"))
        await story.close()
        await (try await open()).close()
        try putBack()
        let ledger = try await open()
        #expect(try await verify(ledger))
        #expect(try await ledger.dueNotices(at: Sample.at(200), limit: 10).isEmpty)
        let standing = try #require(try await ledger.record(of: name)).standing
        let report = Sample.report(problem)
        try await ledger.finishProbe(
            of: name, version: "v1", report: report, standing: standing.after(report, at: Sample.at(150)), event: nil,
            at: Sample.at(150))
        let due = try await ledger.dueNotices(at: Sample.at(200), limit: 10).compactMap(\.notice.occasion)
        switch problem {
        case nil: #expect(due == [.lapses(within: .days(7))])
        case .network?: #expect(due.isEmpty)
        default: #expect(Set(due) == [.lapses(within: .days(7)), trouble])
        }
    }

    @Test func `while a restore has begun and not ended nobody opens it`() async throws {
        await (try await story()).close()
        let place = try Directory(directory.path)
        try place.write([], as: Ledger.restoreMarker)
        let error = await #expect(throws: LedgerError.self) { try await open() }
        #expect(error?.code == .restoring)
        try place.remove(Ledger.restoreMarker)
        _ = try await open()
    }

    @Test func `a ledger at rest is held, told and copied, and not changed`() async throws {
        let ledger = try await story()
        let place = try Directory(directory.path)
        let refusal = #expect(throws: LedgerError.self) { try DormantLedger(in: place) }
        #expect(refusal?.code == .inUse)
        let events = try await ledger.events().count
        await ledger.close()
        let before = FileManager.default.contents(atPath: directory.file())
        do {
            let dormant = try DormantLedger(in: place)
            let identity = try #require(try dormant.identity())
            #expect(identity.installID == ledger.installID && identity.epoch == 1 && identity.secrets == 1)
            #expect(identity.lastEvent == Int64(events))
            try dormant.copy(to: directory.file("other"))
            #expect(try LedgerIdentity.of(copyAt: directory.file("other")) == identity)
            let error = await #expect(throws: LedgerError.self) { try await open() }
            #expect(error?.code == .inUse)
        }
        #expect(FileManager.default.contents(atPath: directory.file()) == before)
        #expect(try await open().epoch == 2)
    }

    @Test func `what is older than what is known is told by epoch and events`() throws {
        let id = try Sample.guid()
        let known = LedgerIdentity(installID: id, epoch: 3, lastEvent: 10, secrets: 1)
        for (epoch, event, isOlder) in [(3, 10, false), (3, 9, true), (2, 12, true), (4, 1, false)] {
            let other = LedgerIdentity(installID: id, epoch: Int64(epoch), lastEvent: Int64(event), secrets: 0)
            #expect(other.isOlder(than: known) == isOlder)
        }
        #expect(!LedgerIdentity(installID: try Sample.guid(), epoch: 1, lastEvent: 1, secrets: 1).isOlder(than: known))
    }

    @Test func `a copy of the ledger that nobody fetched is gone with the next start`() async throws {
        let ledger = try await story()
        #expect(try await ledger.makeCopy() == "ledger.sqlite.copy")
        await ledger.close()
        #expect(FileManager.default.fileExists(atPath: directory.file("ledger.sqlite.copy")))
        await (try await open()).close()
        #expect(!FileManager.default.fileExists(atPath: directory.file("ledger.sqlite.copy")))
    }
}
