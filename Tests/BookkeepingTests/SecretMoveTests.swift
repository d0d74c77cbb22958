import Credentials
import Testing

@testable import Bookkeeping

/// Secrets that belong to another name by now.
@Suite struct SecretMoveTests {
    private let channel: CredentialName

    init() throws { channel = try Sample.name("@channel-mail-before") }

    private func ledger() async throws -> Ledger {
        let ledger = try await Ledger.open(path: ":memory:")
        try await ledger.adopt([
            Adoption(name: .mail, configurationDigest: "m", standing: Standing()),
            Adoption(name: channel, configurationDigest: "c", standing: Standing()),
        ])
        try await ledger.adoptSpare(Self.way(.spareMail), standing: Standing())
        for (name, id) in [(CredentialName.mail, "old"), (.spareMail, "new")] {
            try await ledger.store(id, for: name)
        }
        return ledger
    }

    private static func way(_ name: CredentialName, userName: String = "relay") -> Credential {
        Credential(
            name: name, identity: .mailbox(userName: userName), destination: nil, contacts: [], lifetime: .never,
            probing: ProbePolicy(), notices: NoticePolicy(), rotation: RotationPolicy())
    }

    private func current(_ name: CredentialName, _ ledger: Ledger) async throws -> String? {
        try await ledger.record(of: name)?.current.map { "\($0.id) as \($0.keyringName(of: name))" }
    }

    private func move(_ pairs: [(CredentialName, CredentialName)], _ ledger: Ledger) async throws {
        try await ledger.move(
            pairs.map { SecretMove(from: $0.0, to: $0.1, standing: Standing()) }, keeping: [Self.way(.mail)],
            events: [Sample.event("secret-moved", at: Sample.at(5), of: .mail)], at: Sample.at(5))
    }

    @Test func `two secrets trade places at once, and the keyring has each where it was stored`() async throws {
        let ledger = try await ledger()
        try await move([(.spareMail, .mail), (.mail, channel)], ledger)
        #expect(try await current(.mail, ledger) == "new as @mail-spare")
        #expect(try await current(channel, ledger) == "old as @mail")
        #expect(try await current(.spareMail, ledger) == nil)
        #expect(try await ledger.lastMove(to: .mail) == Sample.at(5))
        // Back where they were, they are kept under their own names again.
        try await move([(channel, .mail), (.mail, .spareMail)], ledger)
        #expect(try await current(.mail, ledger) == "old as @mail")
        #expect(try await current(.spareMail, ledger) == "new as @mail-spare")
        #expect(try await ledger.versionsToRemove().isEmpty)
        #expect(try await ledger.snapshot()[.mail]?.current?.keptUnder == nil)
    }

    @Test func `what a target had and nobody takes is to be removed, from where the keyring has it`() async throws {
        let ledger = try await ledger()
        try await move([(.spareMail, .mail)], ledger)
        #expect(try await ledger.versionsToRemove().map(\.version.id) == ["old"])
        try await move([(.mail, channel)], ledger)
        try await ledger.beginRemoving(channel, standing: Standing(), event: Sample.event("secret-removed"))
        let left = try await ledger.versionsToRemove()
        #expect(
            left.map { $0.version.keyringName(of: $0.credential).description }.sorted() == ["@mail", "@mail-spare"])
    }

    @Test func `the spare way gives up what was kept for another account, and nothing else`() async throws {
        let ledger = try await ledger()
        try await ledger.adoptSpare(Self.way(.spareMail), standing: Standing())
        #expect(try await current(.spareMail, ledger) == "new as @mail-spare")
        try await ledger.adoptSpare(Self.way(.spareMail, userName: "another"), standing: Standing())
        #expect(try await current(.spareMail, ledger) == nil)
        #expect(try await current(.mail, ledger) == "old as @mail")
        #expect(try await ledger.configurations().map(\.name) == [channel, .mail])
    }

    @Test func `only what the mail server took since then counts`() async throws {
        let ledger = try await ledger()
        try await ledger.enqueue([try Sample.notice(of: .mail, version: "old")], for: .mail)
        let id = try #require(try await ledger.notices(of: .mail, limit: 1).first).id
        #expect(try await ledger.beginSending(id, at: Sample.at(10)))
        try await ledger.finishSending(id, .accepted(ServerReply(code: 250, text: "ok"), at: Sample.at(11)))
        #expect(try await ledger.mailsAccepted(since: Sample.at(11)) == 1)
        #expect(try await ledger.mailsAccepted(since: Sample.at(12)) == 0)
    }
}
