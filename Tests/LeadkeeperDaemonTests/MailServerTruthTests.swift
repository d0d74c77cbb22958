import Bookkeeping
import Configuration
import Credentials
import Foundation
import Mailing
import Notices
import Simulation
import TestSupport
import Testing
import Upkeep

@testable import LeadkeeperDaemon

/// The real engine, ledger and mailer against real mail servers: what the ledger says of each recipient is true.
@Suite struct MailServerTruthTests {
    private static let host = "srv1.contoso.example"

    /// The engine with one connection whose reminder is due, and a mail server on that port.
    private struct House {
        let clock = ManualClock(now: ManualClock.start)
        let ledger: Ledger
        let engine: Engine

        init(contacts: [String], port: Int, security: MailSettings.Security = .none) async throws {
            let from = try #require(EmailAddress("leadkeeper@\(host)"))
            let root = try #require(EmailAddress("root@contoso.example"))
            let cloud = SimulatedCloud(clock: clock)
            ledger = try await Ledger.open(path: ":memory:")
            engine = Engine(
                ledger: ledger,
                world: Engine.World(
                    timekeeper: clock, keyring: SimulatedKeyring(), prober: SimulatedProber { _, _, _ in nil },
                    issuer: cloud, marketplace: cloud, testLeads: cloud, signIns: cloud,
                    mailer: SMTPMailer(
                        MailSettings(
                            host: "localhost", port: UInt16(port), security: security, userName: nil, from: from),
                        NetworkSettings(timeout: .seconds(5)), ownName: host),
                    noticeWriter: NoticeMail(sender: from, host: host, portals: .publicCloud),
                    journal: RecordingJournal(), random: SystemRandomNumberGenerator()),
                pace: .oneByOne)
            let credential = try Credential.sample("contoso", contacts: contacts.map { "\($0)@contoso.example" })
            try await engine.load([credential], operators: [root])
            _ = try await engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil,
                expiry: .at(ManualClock.start + .days(20), origin: .operator), keyID: nil)
            try await settle()
        }

        /// Passes until nothing is due at this moment.
        func settle() async throws {
            for _ in 0..<100 {
                let begun = await engine.actionsBegun
                let next = await engine.pass()
                await engine.quiesce()
                if await engine.actionsBegun == begun, next.map({ $0 > clock.now() }) ?? true { return }
            }
        }

        func pass(_ span: TimeSpan) async throws {
            clock.advance(to: clock.now() + span)
            try await settle()
        }

        /// What the ledger says of each, by the name before the `@`; of those who stand in for somebody, with their
        /// mark.
        func states() async throws -> [String: String] {
            var states: [String: String] = [:]
            for item in try await ledger.notices() {
                let name = item.notice.recipient.description.prefix { $0 != "@" }
                let reply = item.lastReply.map { " \($0.code.map(String.init) ?? "unseen")" } ?? ""
                states[name + (item.notice.insteadOf == nil ? "" : "+")] = item.state.rawValue + reply
            }
            return states
        }
    }

    private func messageID(_ mail: [UInt8]) -> String? {
        String(decoding: mail, as: UTF8.self).components(separatedBy: "\r\n").flatMap {
            $0.components(separatedBy: "\n")
        }
        .first { $0.lowercased().hasPrefix("message-id:") }
    }

    @Test(.enabled(if: PostfixServer.isAvailable, "postfix is not installed, or this is not root"))
    func `Postfix: each recipient's answer is in the ledger, and what it took lies in the mailbox`() async throws {
        let server = try await PostfixServer()
        let house = try await House(contacts: ["ann", "later", "gone", "full"], port: server.port)
        #expect(
            try await house.states() == [
                "ann": "accepted 250", "later": "retrying 450", "gone": "dead 550", "full": "retrying 552",
                // Whose address is refused for good is made up for by the others, whose own troubles stay theirs.
                "ann+": "accepted 250", "root+": "accepted 250", "later+": "queued", "full+": "queued",
            ])
        let arrived = Set(try await server.mails(of: "ann", onceThereAre: 3).compactMap(messageID))
        #expect(arrived.count == 2)
        let said = try await house.ledger.notices().filter { $0.state == .accepted }.map(\.notice.mail.messageID)
        #expect(arrived.allSatisfy { id in said.contains { id.contains($0) } })
    }

    @Test(.enabled(if: PostfixServer.isAvailable, "postfix is not installed, or this is not root"))
    func `Postfix: a 421 rests mail and loses nothing, and without STARTTLS nothing leaves that wants it`() async throws
    {
        let server = try await PostfixServer()
        let closing = try await House(contacts: ["closing"], port: server.port)
        #expect(try await closing.states() == ["closing": "retrying 421"])
        let guarded = try await House(contacts: ["bo"], port: server.port, security: .starttls)
        #expect(try await guarded.states()["bo"]?.hasPrefix("retrying") == true)
        #expect(server.isEmpty("bo"))
    }

    @Test(.enabled(if: MailServer.isAvailable, "python3-aiosmtpd is not installed"))
    func
        `aiosmtpd: an answer to the recipient or to the mail is that recipient's alone, and a lost answer is sent again`()
        async throws
    {
        let server = try await MailServer()
        try server.script([
            "later@contoso.example": ["rcpt": "450 4.2.0 later"], "gone@contoso.example": ["rcpt": "550 5.1.1 no"],
            "full@contoso.example": ["data": "552 5.2.2 mailbox full"], "lost@contoso.example": ["data": "drop"],
        ])
        let house = try await House(contacts: ["ann", "later", "gone", "full", "lost"], port: server.port)
        let states = try await house.states()
        #expect(states["ann"] == "accepted 250" && states["later"] == "retrying 450")
        #expect(states["gone"] == "dead 550" && states["full"] == "retrying 552")
        #expect(states["lost"] == "retrying unseen" && states["root+"] == "accepted 250")
        let lost = try #require(
            try await house.ledger.notices().first {
                $0.notice.recipient.description == "lost@contoso.example" && $0.notice.insteadOf == nil
            })
        #expect(lost.isSealed)
        try server.script([:])
        try await house.pass(.hours(7))
        let after = try await house.states()
        #expect(after.filter { $0.key != "gone" }.values.allSatisfy { $0 == "accepted 250" }, "\(after)")
        let copies = try await server.transactions(atLeast: 1).filter { $0.to == "lost@contoso.example" }
        let ids = try copies.compactMap(\.file).compactMap { messageID(try server.mail($0)) }
        #expect(ids.filter { $0.contains(lost.notice.mail.messageID) }.count == 2, "\(ids)")
    }

    // That silence at each later stage ends after the limits of RFC 5321 is for the client's own tests: it takes minutes.
    @Test(arguments: [
        (RudeMailServer.Behaviour.greeting421, false), (.silentGreeting, false), (.dropAtRecipient, false),
        (.dropAfterDot, true), (.resetAfterDot, true), (.refusesAfterDot, false),
    ])
    func
        `a server that closes or hangs at any stage leaves the notice in the queue, sealed where it had all of the mail`(
            behaviour: RudeMailServer.Behaviour, isSealed: Bool
        ) async throws
    {
        let server = try await RudeMailServer()
        let house = try await House(contacts: ["ann"], port: server.port(behaviour))
        let item = try #require(try await house.ledger.notices().last)
        #expect(item.state == .retrying && item.attempts == 1)
        #expect(item.isSealed == isSealed, "\(behaviour)")
    }
}
