import Foundation
import TestSupport
import Testing

/// Upgrading, removing, purging and moving, of the package and of what `make install` installs.
@Suite(.serialized, .bootsMachines, .hasPackage)
struct PackageLifeTests {
    private static let install = "dpkg --install"
    private static let failures = "systemctl list-units --failed --plain --no-legend 'leadkeeper*'"

    /// A machine that has what the package depends on, and not the package.
    private func machine() async throws -> (machine: Machine, package: String) {
        let machine = try await Machine(installing: Machine.withPackageAtHand)
        return (machine, "/root/\(try #require(Machine.package))")
    }

    private func start(_ machine: Machine) async throws {
        try await machine.configure("contoso", Machine.contoso)
        try await machine.must("systemctl enable --now leadkeeper")
        #expect(try await machine.store("a~secret"))
    }

    @Test(.enabled(if: MailServer.isAvailable, "there is no aiosmtpd"))
    func `an upgrade under load, from the ledger of the release before, loses no secret, probe or notice`()
        async throws
    {
        let (machine, package) = try await machine()
        try await machine.must("\(Self.install) \(package)")
        let outside = try await Outside(of: machine)
        try await outside.makeTrusted(by: machine)
        try await machine.must(try Readme.blocks(of: "A first connection in five steps")[0])
        try await machine.configure("fabrikam", Machine.contoso.replacing("contoso.crm4", with: "fabrikam.crm4"))
        try await start(machine)
        try await machine.must(
            "leadkeeper secret set @mail --expires never --unproven", input: Outside.mailPassword)
        #expect(try await machine.store(Outside.clientSecret))
        try await machine.must("echo '# edited' >>/etc/leadkeeper/leadkeeper.conf")
        let newer = try await NewerPackage(of: "\(Repository.root.path)/\(try #require(Machine.package))")
        let bytes = try Data(contentsOf: URL(filePath: newer.path)).base64EncodedString()
        try await machine.must("base64 --decode >/root/newer.deb", input: bytes)
        try await bringsBackOldLedger(machine)
        var before: [String: String] = [:]
        for service in Machine.services { before[service] = try await machine.process(of: service) }

        let load = try machine.start(Self.load)
        // Two rounds before it, and two after it.
        #expect(await load.writes("round 2"), "\(load.output)")
        try await machine.must("\(Self.install) /root/newer.deb")
        let rounds = load.standardOutput.components(separatedBy: "round ").count - 1
        #expect(await load.writes("round \(rounds + 2)"), "\(load.output)")
        try await machine.must("touch /root/enough")
        #expect(await load.exit() == .code(0))

        for service in Machine.services {
            #expect(try await machine.must("systemctl is-active \(service)") == "active")
            #expect(try await machine.process(of: service) != before[service], "\(service)")
        }
        #expect(try await machine.must("dpkg-query --show leadkeeper").hasSuffix("+newer"))
        #expect(try await machine.must("tail -n 1 /etc/leadkeeper/leadkeeper.conf") == "# edited")
        let present = ReleasedSchema.steps.count
        try await machine.must("test -e /var/lib/leadkeeper/ledger.sqlite.before-\(present)")
        try await lostNothing(machine, outside, load.standardOutput)
        #expect(try await machine.deviations() == "")
    }

    /// Has the daemon find the ledger of the release before when it starts next, and not again.
    private func bringsBackOldLedger(_ machine: Machine) async throws {
        let present = ReleasedSchema.steps.count
        let script = """
            set -e
            export LEDGER=/var/lib/leadkeeper/ledger.sqlite
            test ! -e $LEDGER.before-\(present) || exit 0
            \(try ReleasedSchema.script(returningTo: present - 1))
            chown leadkeeper: $LEDGER
            """
        // Where the service sees it, too.
        try await machine.must("cat >/usr/local/lib/return-ledger", input: script)
        try await machine.adjust("leadkeeper", "ExecStartPre=+/bin/bash /usr/local/lib/return-ledger")
    }

    /// Stores secrets, probes and tells contacts, until it is enough, and says what was acknowledged.
    private static let load = """
        round=0
        until test -e /root/enough; do
            round=$((round + 1))
            echo "tried secret $round"
            if printf 'secret %d' $round | leadkeeper secret set fabrikam --expires 2099-01-01 --unproven --no-wait >&2; then
                echo "stored secret $round"
            fi
            if leadkeeper probe contoso >&2; then echo probed; fi
            if leadkeeper notices test contoso >&2; then echo told; fi
            echo "round $round"
        done
        """

    /// Compares what was acknowledged with what the keyring, the ledger and the mail server have.
    private func lostNothing(_ machine: Machine, _ outside: Outside, _ log: String) async throws {
        let lines = log.split(separator: "\n").map(String.init)
        let stored = try #require(lines.lastIndex { $0.hasPrefix("stored ") })
        // One that was tried later may be there, too: nobody heard that it is not.
        let secrets = lines[stored...].map { $0.drop { $0 != " " }.dropFirst() }
        let secret = try #require(try await machine.secret(of: "fabrikam"))
        #expect(secrets.contains(secret[...]), "\(secret) of \(secrets)")
        #expect(try await machine.secret() == Outside.clientSecret)

        let history = try await machine.must("leadkeeper history contoso --after 0 --limit 1000")
        let (probed, told) = (lines.count { $0 == "probed" }, lines.count { $0 == "told" })
        #expect(probed >= 3 && told >= 3, "\(log)")
        // The history has what a probe changes, not each of them.
        #expect(history.contains("a validation lead was written"), "\(history)")
        let mails = try await outside.mailServer.taken(atLeast: told)
        #expect(mails.allSatisfy { $0.to == "ops@contoso.com" })
    }

    @Test func `a backup moves to another machine by the manual's steps, and is verified before anything is mailed`()
        async throws
    {
        var blocks = try Readme.manualBlocks(of: "BACKUP")
        try #require(blocks.count == 3)
        blocks.insert(try #require(try Readme.manualBlocks(of: "RECOVERY").first), at: 1)
        let (old, package) = try await machine()
        try await old.must("\(Self.install) \(package)")
        try await start(old)
        try await old.must(blocks[0])
        let master = try await old.must(blocks[1])
        #expect(master.count == 44)
        // On the same machine.
        try await old.must("leadkeeper secret set contoso --expires 2098-01-01 --unproven", input: "a~later~secret")
        let refused = try await old.run("set -e\n" + blocks[2])
        #expect(refused.code == .code(77), "a backup that would lose what is known is refused: \(refused)")
        try await old.must("systemctl start leadkeeper")
        #expect(try await old.secret() == "a~later~secret")
        try await old.must(blocks[2].replacing("leadkeeper restore", with: "leadkeeper restore --force"))
        #expect(try await old.secret() == "a~secret")
        let moved = try await old.must("tar -C / -cz var/backups/leadkeeper | base64")
        // The end of the old machine, which must not run with the same ledger.
        try await old.must("dpkg --purge leadkeeper")

        let (new, _) = try await machine()
        try await new.must("\(Self.install) \(package)")
        try await new.must("base64 --decode | tar -C / -xz", input: moved)
        // The prompt wants a terminal.
        try await new.must("cat >/root/restore.sh", input: "set -euo pipefail\n" + blocks[3])
        try await new.must("script --quiet --return --command 'bash /root/restore.sh' /dev/null", input: master + "\n")
        #expect(try await new.secret() == "a~secret")
        #expect(try await new.must("stat --format='%U %a' $(dirname \(Machine.sealedPassword))") == "root 700")
        let journal = try await new.must("journalctl --catalog --unit=leadkeeper --no-pager")
        #expect(journal.contains("Subject: The ledger was restored from a backup"))
        #expect(try await new.run("leadkeeper notices").output.contains("accepted") == false)
        try await new.reboot()
        #expect(try await new.secret() == "a~secret")
        #expect(try await new.deviations() == "")
    }

    @Test func `what make install puts below /usr/local works, and make uninstall takes it all away again`()
        async throws
    {
        let machine = try await Machine(installing: "", options: ["--bind-ro=\(Repository.root.path):/mnt"])
        let make = "make --silent --directory=/mnt"
        let bare = try await machine.paths()
        try await machine.must("\(make) install")
        try await start(machine)
        #expect(try await machine.must("command -v leadkeeper") == "/usr/local/bin/leadkeeper")
        try await machine.must("\(make) uninstall")
        let kept = try await machine.paths().subtracting(bare)
        #expect(kept.contains("/var/lib/leadkeeper/ledger.sqlite"))
        #expect(!kept.contains { $0.hasPrefix("/usr/") }, "\(kept)")
        try await machine.must("\(make) install; systemctl start leadkeeper")
        #expect(try await machine.secret() == "a~secret")
        try await machine.must("\(make) uninstall PURGE=1")
        let difference = try await machine.paths().symmetricDifference(bare)
        #expect(difference == [])
        #expect(try await machine.must(Self.failures) == "")
    }
}
