import Foundation
import TestSupport
import Testing

@Suite(.serialized, .bootsMachines)
struct FirstStartTests {
    @Test func `a first start seals a keyring, and a stored secret is there after a reboot`() async throws {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret of the first start"))
        let sealed = "/etc/credstore.encrypted/leadkeeper.keyring-master"
        let before = try await machine.must("sha256sum \(sealed); stat --format='%U %a' \(sealed)")
        #expect(before.contains("root 600"))
        try await machine.reboot()
        #expect(try await machine.secret() == "a~secret of the first start")
        #expect(try await machine.must("sha256sum \(sealed); stat --format='%U %a' \(sealed)") == before)
        #expect(try await machine.failedUnits() == "")
    }

    @Test func `the daemon reaches neither the bus nor the files of the keyring, and the worker no network`() async throws {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret"))
        let daemon = try await machine.process(of: "leadkeeper")
        let inside = "nsenter --target \(daemon) --mount --root --user --preserve-credentials"
        #expect(try await machine.run("ls /proc/\(daemon)/root/run/leadkeeper-bus").code != .code(0))
        #expect(try await machine.run("ls /proc/\(daemon)/root/var/lib/leadkeeper-keyring").code != .code(0))
        #expect(try await machine.run("\(inside) /usr/bin/test -e /run/leadkeeper-keyring/keyring.sock").code == .code(0))
        let worker = try await machine.process(of: "leadkeeper-keyring")
        #expect(
            try await machine.must("nsenter --target \(worker) --net ip -oneline link show").split(separator: "\n").count == 1)
    }

    @Test func `members of the group may read, and nobody else may`() async throws {
        let machine = try await Machine.running()
        try await machine.must("useradd --groups leadkeeper ann; useradd bob")
        #expect(try await machine.run("runuser --user ann -- leadkeeper status").output.contains("contoso"))
        #expect(try await machine.run("runuser --user ann -- leadkeeper secret remove contoso").code == .code(77))
        #expect(try await machine.run("runuser --user bob -- leadkeeper status").code == .code(77))
    }

    @Test func `a master password that is gone or wrong is said, never replaced, and nothing is taken for missing`() async throws
    {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret"))
        let sealed = "/etc/credstore.encrypted/leadkeeper.keyring-master"
        try await machine.must("mv \(sealed) /root/; systemctl stop 'leadkeeper*'")
        _ = try await machine.run("systemctl start leadkeeper")
        #expect(try await machine.secret() == nil)
        #expect(try await machine.run("test -e \(sealed)").code != .code(0))
        try await machine.must(
            "systemctl stop 'leadkeeper*'; printf wrong | systemd-creds encrypt --name=leadkeeper.keyring-master - \(sealed)")
        try await machine.must("systemctl start leadkeeper")
        #expect(try await machine.secret() == nil)
        #expect(
            try await machine.run("leadkeeper secret set contoso --expires 2099-01-01", input: "other").errors.contains("locked"))
        try await machine.must(
            "systemctl stop 'leadkeeper*'; mv /root/leadkeeper.keyring-master \(sealed); systemctl start leadkeeper")
        #expect(try await machine.secret() == "a~secret")
    }
}
