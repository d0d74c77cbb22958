import Foundation
import TestSupport
import Testing

/// What somebody lives through who has a Debian 12, the package and the README, and nothing else.
@Suite(
    .serialized, .bootsMachines, .hasPackage, .has(.bookworm),
    .enabled(if: MailServer.isAvailable, "there is no aiosmtpd"))
struct NewcomerTests {
    /// A bare machine with the package at hand, and with the languages of the message catalogs.
    private func bareMachine() async throws -> Machine {
        let languages = ["fr_FR", "nl_NL", "sv_SE"].map {
            "localedef --prefix=\"$ROOT\" --inputfile=\($0) --charmap=UTF-8 \($0).UTF-8"
        }
        return try await Machine(
            on: BareDebian.bookworm.tree, installing: ([Machine.withPackageAtHand] + languages).joined(separator: "\n"))
    }

    @Test func `the README's steps, word for word, end in a stored secret, a proven connection and a mail`()
        async throws
    {
        let machine = try await bareMachine()
        let outside = try await Outside(of: machine)
        #expect(try await machine.run("command -v swift python3 leadkeeper").output.isEmpty)

        let install = try #require(try Readme.blocks(of: "Install").last)
        #expect(install.contains(" ./\(try #require(Machine.package))"))
        try await machine.must("cd /root\n\(install)", input: "y\n")
        let units = "leadkeeper.service leadkeeper-keyring.socket"
        #expect(try await machine.run("systemctl is-enabled \(units)").output == "disabled\ndisabled\n")
        #expect(try await machine.run("systemctl is-active \(units)").output == "inactive\ninactive\n")
        #expect(try await machine.must(Machine.ownProcesses) == "")
        try await outside.makeTrusted(by: machine)

        let steps = try Readme.blocks(of: "A first connection in five steps")
        try #require(steps.count == 6)
        try await machine.must(steps[0])
        try await machine.must(steps[1])
        try await machine.must(steps[2], input: Outside.mailPassword)
        // The fourth asks questions, which the scenarios answer; here the same is done without them.
        #expect(steps[3] == "leadkeeper setup\n")
        let proof = try await machine.must(steps[4], input: Outside.clientSecret + "\n")
        #expect(try await machine.must("leadkeeper check").contains("configuration is valid"))
        // Nothing is left to be mended, and leadkeeper itself is as well as what it asks; the one warning is that all
        // mail needs the one secret of @mail, as the README's steps have it.
        let doctor = try await machine.must("leadkeeper doctor contoso --verbose")
        #expect(doctor.hasPrefix("contoso: 0 faults, 1 warning, "), "\(doctor)")
        #expect(try doctor.contains(Regex("(?m)^alert-circle +warning")), "\(doctor)")
        for check in ["keyring", "state-directory", "name-resolution", "tls", "connection", "lead-written"] {
            #expect(try doctor.contains(Regex("(?m)^\(check) +ok")), "\(check): \(doctor)")
        }
        try await machine.must(steps[5])

        #expect(try await machine.secret() == Outside.clientSecret)
        // The role that Microsoft asks for may write a lead, and not remove it: the one of the daemon's own first probe
        // may stand.
        #expect(proof.matches(of: /(endpoint|token|identity) +ok/).count == 3, "\(proof)")
        #expect(proof.contains("\n  ok, "), "\(proof)")
        #expect(try await machine.must("leadkeeper history contoso").contains("a validation lead was written"))
        let mails = try await outside.mailServer.transactions(atLeast: 2)
        #expect(Set(mails.map(\.to)) == ["ops@contoso.com", "sales@contoso.com"])
        #expect(
            mails.allSatisfy { $0.tls && $0.user == "leadkeeper@contoso.com" && $0.from == "leadkeeper@contoso.com" })
        let mail = try await ReadMail.reading(outside.mailServer.mail(try #require(mails[0].file)))
        #expect(mail.headers["subject"]?.contains("contoso") == true)
        #expect(mail.defects.isEmpty)
        #expect(try await machine.must("systemctl is-system-running") == "running")

        try await explainsARefusal(machine)
        try await mailsByTheServerOfTheHouse(machine)
        try await trustsWhatIsAddedLater(machine, outside)
    }

    /// The text without the ends of its lines.
    private static func unwrapped(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Stores what Microsoft does not take, and does what the journal says.
    private func explainsARefusal(_ machine: Machine) async throws {
        // Most likely the secret's id was pasted, right after the secret was made.
        try await machine.must(
            "leadkeeper secret set contoso --unproven --expires 2099-01-01", input: "an-id-and-not-the-value")
        let young = try await machine.run("leadkeeper probe contoso")
        #expect(young.code == .code(75))
        #expect(Self.unwrapped(young.output).contains("not its Secret ID"), "\(young.output)")
        let doubt = try await machine.must("journalctl --catalog --unit=leadkeeper --no-pager --output=short")
        #expect(doubt.contains("Subject: contoso could not be checked just now"))
        #expect(doubt.contains("secret-unknown"))
        #expect(doubt.contains("not its Secret ID"), "\(doubt)")

        // One that was made long ago is refused, and that is believed.
        try await machine.must(
            "leadkeeper secret set contoso --unproven --issued 2026-01-01 --expires 2099-01-01",
            input: "an-id-and-not-the-value")
        #expect(try await machine.run("leadkeeper probe contoso").code == .code(1))
        let journal = try await machine.must("journalctl --catalog --unit=leadkeeper --no-pager --output=short")
        let subject = "Subject: Microsoft refuses the credential of contoso"
        let start = try #require(journal.range(of: subject), "\(journal)").upperBound
        let explanation = journal[start...].split(separator: "\n").prefix { $0.hasPrefix("░░") }.map { $0.dropFirst(3) }
        let text = explanation.joined(separator: "\n")
        for essential in [
            "Microsoft's marketplace writes sales leads", "secret-wrong", "no leads arrive",
            "Certificates & secrets",
            "Value", "Partner Center",
        ] {
            #expect(Self.unwrapped(text).contains(essential), "\(essential) is missing in \(text)")
        }
        for (language, subject) in [
            ("fr_FR", "Microsoft refuse les informations d'identification de contoso"),
            ("nl_NL", "Microsoft weigert de toegangsgegevens van contoso"),
            ("sv_SE", "Microsoft avvisar inloggningsuppgiften för contoso"),
        ] {
            let translated = try await machine.must(
                "LC_ALL=\(language).UTF-8 journalctl --catalog --unit=leadkeeper --no-pager")
            #expect(translated.contains(subject), "\(language)")
        }

        let advised = explanation.filter { $0.hasPrefix("        leadkeeper ") }.map {
            $0.trimmingCharacters(in: .whitespaces).replacing("DATE", with: "2099-01-01")
        }
        #expect(advised.count == 3, "\(text)")
        for command in advised { try await machine.must(command, input: Outside.clientSecret) }
        #expect(try await machine.must("leadkeeper probe contoso").contains("ok"))
    }

    /// Without the first step a mail leaves by the server at localhost:25, with the defaults of everything.
    private func mailsByTheServerOfTheHouse(_ machine: Machine) async throws {
        var settings = MailServer.Settings()
        settings.port = 25
        let server = try await MailServer(settings, launcher: machine.onItsNetwork)
        try await machine.must("rm /etc/leadkeeper/leadkeeper.conf.d/mail.conf; systemctl reload leadkeeper")
        try await machine.must("leadkeeper notices test contoso")
        let mails = try await server.transactions(atLeast: 2)
        #expect(Set(mails.suffix(2).map(\.to)) == ["ops@contoso.com", "sales@contoso.com"])
        let host = try await machine.must("hostname")
        #expect(mails.allSatisfy { $0.from == "leadkeeper@\(host)" && !$0.tls })
    }

    /// What changes in the machine's store and in its hosts file is seen by the daemon in its own root.
    private func trustsWhatIsAddedLater(_ machine: Machine, _ outside: Outside) async throws {
        try await machine.must(
            "rm /usr/local/share/ca-certificates/*; update-ca-certificates --fresh; systemctl restart leadkeeper")
        let refused = try await machine.run("leadkeeper probe contoso")
        #expect(refused.code == .code(75))
        #expect(refused.output.contains("tls"))
        try await outside.makeTrusted(by: machine)
        // At once, not after the minute for which authorities are taken as they were read.
        try await machine.must("systemctl reload leadkeeper")
        #expect(try await machine.run("leadkeeper probe contoso").isSuccess)
        try await machine.must(
            "sed -i 's/ contoso.crm4.dynamics.com//' /etc/hosts; systemctl reload leadkeeper")
        #expect(try await machine.run("leadkeeper probe contoso").output.contains("network"))
        for manager in ["NetworkManager", "resolvconf", "systemd/resolve"] {
            let file = "/run/\(manager)/resolv.conf"
            try await machine.must(
                "mkdir -p $(dirname \(file)); echo '# \(manager)' >\(file); ln -sf \(file) /etc/resolv.conf")
            try await machine.must("systemctl restart leadkeeper")
            let daemon = try await machine.process(of: "leadkeeper")
            #expect(try await machine.must("chroot /proc/\(daemon)/root /bin/cat /etc/resolv.conf") == "# \(manager)")
        }
    }
}
