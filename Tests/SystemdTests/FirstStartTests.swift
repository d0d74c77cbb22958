import TestSupport
import Testing

@Suite(.bootsMachines)
struct FirstStartTests {
    @Test func `a first start seals a keyring, and a stored secret is there after a reboot`() async throws {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret of the first start"))
        let seal = "sha256sum \(Machine.sealedPassword); stat --format='%U %a' \(Machine.sealedPassword)"
        let before = try await machine.must(seal)
        #expect(before.contains("root 600"))
        try await machine.reboot()
        #expect(try await machine.secret() == "a~secret of the first start")
        #expect(try await machine.must(seal) == before)
        #expect(try await machine.deviations() == "")
    }

    @Test func `a sealed password that is there is not made anew, whatever is missing beside it`() async throws {
        let machine = try await Machine.running()
        let before = try await machine.must("sha256sum \(Machine.sealedPassword)")
        try await machine.must(
            "\(Machine.stopAll); rm -r /var/lib/leadkeeper /var/lib/leadkeeper-keyring; systemctl start leadkeeper"
        )
        #expect(try await machine.store("a~secret of a new keyring"))
        #expect(try await machine.secret() == "a~secret of a new keyring")
        #expect(try await machine.must("sha256sum \(Machine.sealedPassword)") == before)
    }

    @Test func `a master password that is gone or wrong is said, never replaced, and nothing is taken for missing`()
        async throws
    {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret"))
        let journal = try await machine.followJournal()
        try await machine.must(
            "mv \(Machine.sealedPassword) /root/; \(Machine.stopAll); systemctl start leadkeeper")
        #expect(await journal.writes("leadkeeper.keyring-master' for reading: No such file or directory"))
        #expect(try await machine.secret() == nil)
        #expect(try await machine.run("test -e \(Machine.sealedPassword)").code == .code(1))
        #expect(await journal.writes("failed to use the keyring: it does not answer"))

        try await machine.must(
            "printf wrong | systemd-creds encrypt --name=leadkeeper.keyring-master - \(Machine.sealedPassword)")
        #expect(await journal.writes("Started leadkeeper-secrets", times: 1))
        #expect(try await machine.secret() == nil)
        let refused = try await machine.run("leadkeeper secret set contoso --expires 2099-01-01", input: "another")
        #expect(refused.errors.contains("locked"), "\(refused)")

        try await machine.must("mv --force /root/leadkeeper.keyring-master \(Machine.sealedPassword)")
        try await machine.must("systemctl restart leadkeeper-secrets")
        #expect(try await machine.secretOnceServed(journal) == "a~secret")
        #expect(try await machine.deviations() == "")
    }
}
