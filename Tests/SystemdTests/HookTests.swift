import TestSupport
import Testing

/// Scripts of a sysadmin's, run by the units that are there for them.
@Suite(.bootsMachines)
struct HookTests {
    private static let channel = "[Channel ops]\nKind=command\nTell=both\n"

    /// A machine on which the service runs with a channel that leads to a script.
    private func machine(_ settings: String = "") async throws -> Machine {
        let machine = try await Machine.running()
        try await machine.must(
            "mkdir -p /etc/leadkeeper/leadkeeper.conf.d; cat >/etc/leadkeeper/leadkeeper.conf.d/ops.conf",
            input: Self.channel + settings)
        try await machine.must("systemctl reload leadkeeper")
        return machine
    }

    private func place(_ name: String, _ text: String, in machine: Machine) async throws {
        try await machine.must(
            "install -m 755 /dev/stdin /etc/leadkeeper/\(name)", input: "#!/bin/sh\n\(text)\n")
    }

    /// What became of the newest notice in the channel, in the words of the list.
    private func notices(_ machine: Machine) async throws -> String {
        try await machine.run("leadkeeper notices --json").output
    }

    @Test func `a script gets each notice as a user of its own, and again where it asks for that`() async throws {
        let machine = try await machine()
        let warned = try await machine.run("leadkeeper check")
        #expect(
            warned.isSuccess && warned.errors.contains("systemctl enable --now leadkeeper-hook.socket"), "\(warned)")
        _ = try await machine.run("leadkeeper notices test contoso")
        #expect(try await notices(machine).contains("leadkeeper-hook.socket does not listen"))

        try await machine.must("systemctl enable --now leadkeeper-hook.socket; leadkeeper check")
        #expect(try await !machine.run("leadkeeper check").errors.contains("leadkeeper-hook.socket"))
        try await place("hook", "exit 75", in: machine)
        _ = try await machine.run("leadkeeper notices test contoso")
        #expect(try await notices(machine).contains("the script asks for it again later"))

        try await place(
            "hook",
            """
            echo "run as $(id -un) for $LEADKEEPER_CHANNEL: $LEADKEEPER_KIND of $LEADKEEPER_CONNECTION, $(head -c 2)"
            ls /var/lib/leadkeeper /run/leadkeeper /run/leadkeeper-keyring /home /root && echo "it sees too much"
            touch /etc/leadkeeper/x /usr/x && echo "it writes too much"
            :
            """, in: machine)
        let journal = try await machine.followJournal()
        _ = try await machine.run("leadkeeper notices test contoso")
        let line = #"run as leadkeeper-hook for ops: test of contoso, {""#
        // This one, and those that waited, which are hurried once the script works.
        #expect(await journal.writes(line, times: 3, within: 150), "\(journal.standardOutput)")
        #expect(!journal.standardOutput.contains("too much"))
        #expect(try await machine.run("getent passwd leadkeeper-hook").isSuccess == false)
        let failed = try await machine.failedUnits()
        #expect(failed == "")
    }

    @Test func `nobody but the daemon and root is heard`() async throws {
        let machine = try await machine()
        try await place("hook", "echo it ran", in: machine)
        try await machine.must("systemctl start leadkeeper-hook.socket leadkeeper-alert.socket; useradd bob")
        let call = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX); s.settimeout(30); s.connect(sys.argv[1]); s.sendall(b"{}")
            s.shutdown(socket.SHUT_WR); print(s.recv(99))
            """
        for name in ["hook", "alert"] {
            let socket = "/run/leadkeeper-hooks/\(name).sock"
            let refused = try await machine.run("runuser --user bob -- python3 - \(socket)", input: call)
            #expect(!refused.isSuccess && refused.errors.contains("PermissionError"), "\(refused)")
            // Whoever gets past the file's mode is still told by the kernel.
            try await machine.must("chmod 666 \(socket)")
            let closed = try await machine.run("runuser --user bob -- python3 - \(socket)", input: call)
            #expect(!closed.output.contains("exit") && !closed.output.contains("failed"), "\(closed)")
            let root = try await machine.run("python3 - \(socket)", input: call)
            #expect(root.output.contains("failed what came is not an event"), "\(root)")
        }
        let journal = try await machine.journal()
        #expect(journal.contains("permission denied: only leadkeeper can connect") && !journal.contains("it ran"))
    }

    @Test func `where all ways are down every terminal is told once, and the script for that is run`() async throws {
        // Without its password mail is known to be down at once, and so is the channel without its unit.
        let machine = try await machine("[Mail]\nUserName=leadkeeper\n")
        #expect(try await machine.must("systemctl is-active leadkeeper-alert.socket") == "active")
        let journal = try await machine.followJournal()
        _ = try await machine.run("leadkeeper notices test contoso")
        #expect(await journal.writes("nobody can be notified: every way out is down; mail: ", within: 150))
        #expect(await journal.writes("there is no script /etc/leadkeeper/alert, so nothing is run", within: 150))
        _ = try await machine.run("leadkeeper notices test contoso; systemctl reload leadkeeper")
        let entries = try await machine.must("journalctl --unit=leadkeeper --priority=emerg --output=cat --no-pager")
        #expect(entries.split(separator: "\n").count == 1, "\(entries)")
        let status = try await machine.property("StatusText", of: "leadkeeper")
        #expect(status.hasPrefix("nobody can be notified: every way out is down"), "\(status)")
        let explained = try await machine.must(
            "journalctl --update-catalog; journalctl --catalog --unit=leadkeeper --no-pager")
        #expect(explained.contains("Subject: Nobody can be notified"))

        try await place("alert", "echo \"called: $LEADKEEPER_KIND of $LEADKEEPER_FAULT by $(id -un)\"", in: machine)
        try await place("hook", "exit 0", in: machine)
        try await machine.must("systemctl enable --now leadkeeper-hook.socket")
        _ = try await machine.run("leadkeeper notices test contoso")
        #expect(await journal.writes("somebody can be notified again: a way out works", within: 150))
        #expect(await journal.writes("called: restored of alert-path by leadkeeper-alert", within: 150))
        let over = try await machine.property("StatusText", of: "leadkeeper")
        #expect(!over.contains("nobody"), "\(over)")
        let failed = try await machine.failedUnits()
        #expect(failed == "")
    }
}
