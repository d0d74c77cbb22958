import Foundation
import TestSupport
import Testing

/// The hardening, tried under a systemd and not only scored.
@Suite(.bootsMachines)
struct SandboxTests {
    @Test func `what a service may not do, it cannot do`() async throws {
        let machine = try await Machine.running()
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "break-out.sh")
        try await machine.must("cat >/usr/bin/break-out", input: String(contentsOf: script, encoding: .utf8))
        try await machine.must(
            "chmod 755 /usr/bin/break-out;  mkdir -p /home/witness /scratch; mknod /dev/witness c 1 3; touch /tmp/witness"
        )
        let attempts = try await machine.must("grep '^attempt ' /usr/bin/break-out | cut --delimiter=' ' --fields=2")
        // Root may do all of it, else the attempts would show nothing.
        let done = try await machine.must("break-out /scratch")
        #expect(done == attempts)

        for (service, directory) in [
            ("leadkeeper", "/var/lib/leadkeeper"), ("leadkeeper-keyring", "/var/lib/leadkeeper-keyring"),
            ("leadkeeper-secrets", "/var/lib/leadkeeper-keyring"), ("leadkeeper-bus", "/run/leadkeeper-bus"),
        ] {
            // In the place of what the service runs, with all else as it is.
            try await machine.adjust(
                service, "ExecStart=", "ExecStart=break-out \(directory)", "ExecStartPost=", "ExecStopPost=",
                "Restart=no",
                "StandardOutput=truncate:/root/found", "Type=oneshot", "WatchdogSec=0")
            try await machine.must("\(Machine.stopAll); systemctl start \(service)")
            let found = try await machine.must("cat /root/found")
            #expect(found == "", "\(service)")
            try await machine.must("rm -r /run/systemd/system/\(service).service.d; systemctl daemon-reload")
        }
    }

    @Test func `the daemon reaches neither the bus nor the files of the keyring, and the others no network`()
        async throws
    {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret"))
        let root = "/proc/\(try await machine.process(of: "leadkeeper"))/root"
        #expect(try await machine.run("test -S \(root)/run/leadkeeper-keyring/keyring.sock").isSuccess)
        for path in [
            "/run/leadkeeper-bus", "/run/dbus", "/var/lib/leadkeeper-keyring",
            "/etc/credstore.encrypted/leadkeeper.keyring-master",
        ] {
            #expect(
                try await machine.run("runuser --user leadkeeper -- ls \(root)\(path)").isSuccess == false, "\(path)")
        }
        for service in Machine.services.dropLast() {
            let links = try await machine.must(
                "nsenter --target \(machine.process(of: service)) --net ip -oneline link show | cut --delimiter=: --fields=2"
            )
            let namespace = "readlink /proc/\(try await machine.process(of: service))/ns/net"
            #expect(links == " lo", "\(service)")
            #expect(try await machine.run("test $(\(namespace)) != $(readlink /proc/1/ns/net)").isSuccess, "\(service)")
        }
    }

    @Test func `members of the group may read, others may not, and only root may change anything`() async throws {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret"))
        try await machine.must("useradd --groups leadkeeper ann; useradd bob")
        let status = try await machine.run("runuser --user ann -- leadkeeper status")
        #expect(status.output.contains("contoso"), "\(status)")
        for refused in [
            "ann -- leadkeeper secret remove contoso", "ann -- leadkeeper secret show contoso --force",
            "bob -- leadkeeper status",
        ] {
            #expect(try await machine.run("runuser --user \(refused)").code == .code(77), "\(refused)")
        }
        #expect(try await machine.secret() == "a~secret")
    }

    /// The worker starts a program for it, and another to sign, which have its sandbox.
    @Test func `a key and its certificate are made within the sandbox`() async throws {
        let machine = try await Machine.running()
        for line in [
            "ApplicationID=6b1a3c5e-2f4d-4e6a-8b9c-0d1e2f3a4b5c", "DirectoryID=12345678-8af1-4a5f-1234-12234d01db47",
        ] {
            try await machine.must("sed --in-place '/^.Administrator]/a \(line)' /etc/leadkeeper/leadkeeper.conf")
        }
        try await machine.must("systemctl reload leadkeeper")
        let made = try await machine.must("leadkeeper certificate make @administrator")
        #expect(made.contains("-----BEGIN CERTIFICATE-----"), "\(made)")
        let shown = try await machine.must("leadkeeper certificate show @administrator")
        #expect(shown.contains("-----BEGIN CERTIFICATE-----"), "\(shown)")
    }

    @Test func `memory, swap, tasks and files are limited`() async throws {
        let machine = try await Machine.running()
        for service in Machine.services {
            let limits = try await machine.must(
                "systemctl show --property=MemoryMax,MemorySwapMax,TasksMax,LimitCORE,LimitNOFILE \(service)")
            #expect(
                limits.split(separator: "\n").allSatisfy { !$0.hasSuffix("=infinity") && !$0.hasSuffix("=") },
                "\(limits)")
            #expect(limits.contains("MemoryMax=268435456") && limits.contains("MemorySwapMax=0"), "\(limits)")
        }
    }

    @Test func `the addresses from which cloud machines get their own credentials are out of reach`() async throws {
        let machine = try await Machine.running()
        try await machine.must(
            "ip address add 169.254.169.254/32 dev lo; echo 169.254.169.254 contoso.crm4.dynamics.com >>/etc/hosts")
        let server = try machine.start("exec openssl s_server -accept 169.254.169.254:443 -quiet -nocert")
        let connect = "timeout 30 bash -c 'until exec 3<>/dev/tcp/169.254.169.254/443; do :; done'"
        try await machine.must(connect)
        guard try await !machine.run("systemd-run --quiet --wait --property=IPAddressDeny=any \(connect)").isSuccess
        else {
            try Test.cancel("this machine's kernel filters no addresses by control group")
        }
        #expect(try await machine.store("a~secret"))
        let probe = try await machine.run("leadkeeper probe contoso")
        #expect(!probe.isSuccess)
        #expect(server.output == "", "the daemon reached it: \(server.output)")
    }
}
