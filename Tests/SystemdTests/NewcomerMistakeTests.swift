import TestSupport
import Testing

/// What a newcomer does wrong, on a Debian 12 with the package and nothing else: each mistake is named, and what works
/// goes on working.
@Suite(
    .serialized, .bootsMachines, .hasPackage, .has(.bookworm),
    .enabled(if: MailServer.isAvailable, "there is no aiosmtpd"))
struct NewcomerMistakeTests {
    /// A machine on which the README's steps were taken, up to a proven connection.
    private func provenMachine() async throws -> (Machine, Outside) {
        let machine = try await Machine(on: BareDebian.bookworm.tree, installing: Machine.withPackageAtHand)
        let outside = try await Outside(of: machine)
        try await machine.must("cd /root\n\(try #require(try Readme.blocks(of: "Install").last))", input: "y\n")
        try await outside.makeTrusted(by: machine)
        let steps = try Readme.blocks(of: "A first connection in five steps")
        for step in steps.prefix(2) { try await machine.must(step) }
        try await machine.must(steps[2], input: Outside.mailPassword)
        try await machine.must(steps[4], input: Outside.clientSecret)
        return (machine, outside)
    }

    @Test func `each mistake is named when it is made, and the secret in use stays`() async throws {
        let (machine, outside) = try await provenMachine()

        let secretID = try await machine.run(
            "leadkeeper secret set contoso --expires 2027-05-20", input: "23456052-aaaa-bbbb-8662-1234df56788f")
        #expect(secretID.code == .code(64), "\(secretID)")
        #expect(secretID.errors.contains("Secret ID") && secretID.errors.contains("Value"))

        let past = try await machine.run("leadkeeper secret set contoso --expires 2024-05-20", input: "another~secret")
        #expect(past.code == .code(64), "\(past)")
        #expect(past.errors.contains("--lapsed"))

        // Made long ago and still unknown to Entra: it is wrong, and not merely young.
        let wrong = try await machine.run(
            "leadkeeper secret set contoso --issued 2026-01-01 --expires 2027-05-20", input: "a~wrong~secret")
        #expect(wrong.code == .code(1), "\(wrong)")
        #expect(wrong.output.contains("secret-wrong") || wrong.errors.contains("secret-wrong"), "\(wrong)")
        #expect(try await machine.secret() == Outside.clientSecret, "the one in use stays")

        let umask = try await machine.run(
            """
            umask 077
            sed s/contoso/fabrikam/ /etc/leadkeeper/connections/contoso.conf >/etc/leadkeeper/connections/fabrikam.conf
            leadkeeper check
            """)
        #expect(umask.code == .code(78), "\(umask)")
        #expect((umask.output + umask.errors).contains("fabrikam.conf"))
        let reload = try await machine.run("systemctl reload leadkeeper")
        #expect(reload.code != .code(0), "\(reload)")
        #expect(try await machine.must("systemctl is-active leadkeeper") == "active")
        try await machine.must("rm /etc/leadkeeper/connections/fabrikam.conf; systemctl reload leadkeeper")

        try outside.mailServer.script(["*": ["rcpt": "554 5.7.1 Relay access denied"]])
        let refused = try await machine.run("leadkeeper notices test contoso")
        #expect(refused.code != .code(0), "\(refused)")
        #expect(
            refused.output.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(
                "554 5.7.1 Relay access denied"))
        #expect(try await machine.must("leadkeeper status").contains("leadkeeper: mail FAILS"))
        #expect(try await machine.run("leadkeeper status --check").code == .code(1))

        // Once the server lets us send, everybody gets what waited, and nothing is wrong any more.
        let before = try await outside.mailServer.transactions(atLeast: 1).count
        try outside.mailServer.script([:])
        try await machine.must("systemctl reload leadkeeper")
        var reached: Set<String> = []
        var count = before
        while !reached.isSuperset(of: ["ops@contoso.com", "sales@contoso.com"]) {
            count += 1
            let mails = try await outside.mailServer.transactions(atLeast: count)
            reached = Set(mails.dropFirst(before).filter { $0.file != nil }.map(\.to))
        }
        #expect(try await machine.run("leadkeeper status --check").code == .code(0))
    }
}
