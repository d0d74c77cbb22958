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

    @Test func `an upgrade restarts what runs, and keeps secrets and edited files`() async throws {
        let (machine, package) = try await machine()
        try await machine.must("\(Self.install) \(package)")
        try await start(machine)
        try await machine.must("echo '# edited' >>/etc/leadkeeper/leadkeeper.conf")
        var before: [String: String] = [:]
        for service in Machine.services { before[service] = try await machine.process(of: service) }
        try await machine.must(
            """
            dpkg-deb --raw-extract \(package) /root/newer
            sed -i 's/^Version: .*/&+newer/' /root/newer/DEBIAN/control
            dpkg-deb -Znone --build /root/newer /root/newer.deb
            \(Self.install) /root/newer.deb
            """)
        #expect(try await machine.must("leadkeeper status").contains("contoso"))
        for service in Machine.services {
            #expect(try await machine.must("systemctl is-active \(service)") == "active")
            #expect(try await machine.process(of: service) != before[service], "\(service)")
        }
        #expect(try await machine.secret() == "a~secret")
        #expect(try await machine.must("tail -n 1 /etc/leadkeeper/leadkeeper.conf") == "# edited")
        #expect(try await machine.must("dpkg-query --show leadkeeper").hasSuffix("+newer"))
        #expect(try await machine.deviations() == "")
    }

    @Test func `what is removed and installed again goes on, and what is purged is gone`() async throws {
        let (machine, package) = try await machine()
        let bare = try await machine.paths()
        try await machine.must("\(Self.install) \(package)")
        try await start(machine)
        try await machine.must("dpkg --remove leadkeeper")
        #expect(try await machine.run("pgrep --uid leadkeeper,leadkeeper-keyring").output.isEmpty)
        let kept = try await machine.paths().subtracting(bare)
        for path in [
            "/etc/leadkeeper/connections/contoso.conf", Machine.sealedPassword, "/var/lib/leadkeeper/ledger.sqlite",
        ] {
            #expect(kept.contains(path[...]), "\(path)")
        }
        #expect(!kept.contains { $0.hasPrefix("/usr/") || $0.hasPrefix("/lib/") }, "\(kept)")

        try await machine.must("\(Self.install) \(package); systemctl start leadkeeper")
        #expect(try await machine.secret() == "a~secret")
        try await machine.must("dpkg --purge leadkeeper")
        let difference = try await machine.paths().symmetricDifference(bare)
        #expect(difference == [])
        #expect(try await machine.must(Self.failures) == "")
        // As Debian advises, so that nobody else gets their numbers.
        try await machine.must("getent passwd leadkeeper leadkeeper-keyring")
    }

    @Test func `a backup moves to another machine by the README's steps, and is verified before anything is mailed`()
        async throws
    {
        let blocks = try Readme.blocks(of: "Backup and restore")
        try #require(blocks.count == 4)
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
        let moved = try await old.must("tar -C / -cz etc/leadkeeper var/backups/leadkeeper | base64")
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
