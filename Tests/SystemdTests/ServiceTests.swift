import TestSupport
import Testing

/// What `systemctl` asks of the daemon, and what it tells.
@Suite(.bootsMachines)
struct ServiceTests {
    @Test func `a reload with faults keeps the old configuration and says so, and a good one is used`() async throws {
        let machine = try await Machine.running()
        let journal = try await machine.followJournal()
        let process = try await machine.process(of: "leadkeeper")
        try await machine.configure("fabrikam", "[Connection]\nURL=http://nowhere\n")
        #expect(try await !machine.run("systemctl reload leadkeeper").isSuccess)
        #expect(await journal.writes("failed to reload, the old configuration stays in use: the configuration has"))
        #expect(try await machine.must("leadkeeper status").contains("fabrikam") == false)
        let faulty = try await machine.property("StatusText", of: "leadkeeper")
        #expect(faulty.contains("the configuration has faults; the old one is in use"))

        try await machine.configure("fabrikam", Machine.contoso)
        try await machine.must("systemctl reload leadkeeper")
        #expect(await journal.writes("the configuration was read again"))
        #expect(try await machine.must("leadkeeper status").contains("fabrikam"))
        let good = try await machine.property("StatusText", of: "leadkeeper")
        #expect(good.hasPrefix("2 connections") && !good.contains("faults"), "\(good)")
        #expect(try await machine.process(of: "leadkeeper") == process)
        #expect(try await machine.property("ActiveState", of: "leadkeeper") == "active")

        // The catalog explains what happened and what to do.
        let explained = try await machine.must(
            "journalctl --update-catalog; journalctl --catalog --unit=leadkeeper --no-pager")
        #expect(explained.contains("Subject: The configuration has errors and is not used"))
    }

    @Test func `faults at a start end in failed, told once, and check sees what the service sees`() async throws {
        let machine = try await Machine.running()
        let file = "/etc/leadkeeper/connections/fabrikam.conf"
        try await machine.must("umask 077; cat >\(file)", input: Machine.contoso)
        let unreadable = try await machine.run("leadkeeper check")
        #expect(unreadable.code == .code(78))
        #expect(unreadable.errors.contains("\(file): found Permission denied"), "\(unreadable)")
        #expect(unreadable.errors.contains("chmod a+r \(file)"))
        try await machine.must(
            "mv \(file) /srv/fabrikam.conf; chmod 644 /srv/fabrikam.conf; ln -s /srv/fabrikam.conf \(file)")
        let link = try await machine.run("leadkeeper check")
        #expect(link.errors.contains("found a link to /srv/fabrikam.conf, which the daemon cannot see"), "\(link)")
        try await machine.must("chmod 711 /etc/leadkeeper/connections")
        #expect(try await machine.run("leadkeeper check").errors.contains("connections: found Permission denied"))
        try await machine.must("chmod 755 /etc/leadkeeper/connections")

        let journal = try await machine.followJournal()
        #expect(try await !machine.run("systemctl restart leadkeeper").isSuccess)
        #expect(await journal.writes("failed to start: the configuration has 1 fault"))
        #expect(try await machine.property("ActiveState", of: "leadkeeper") == "failed")
        #expect(try await machine.must("systemctl --failed --plain --no-legend").contains("leadkeeper.service"))
        #expect(try await machine.property("NRestarts", of: "leadkeeper") == "0")
        try await machine.must("rm \(file); leadkeeper check; systemctl start leadkeeper")

        // Files that are newer than what is in use are named where a sysadmin looks.
        try await machine.configure("fabrikam", Machine.contoso)
        #expect(try await machine.must("leadkeeper status").contains("the files have changed"))
        try await machine.must("leadkeeper reload")
        #expect(try await machine.must("leadkeeper status").contains("fabrikam"))
    }

    @Test func `a hundred reloads leave one process that answers`() async throws {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret"))
        let process = try await machine.process(of: "leadkeeper")
        try await machine.must("for _ in {1..100}; do systemctl reload leadkeeper; done")
        #expect(try await machine.process(of: "leadkeeper") == process)
        #expect(try await machine.secret() == "a~secret")
        #expect(try await machine.property("ActiveState", of: "leadkeeper") == "active")
        #expect(try await machine.deviations() == "")
    }

    /// What the daemon is doing when it is to stop, as what to do before and after.
    private static let states: [(name: String, before: String, after: String)] = [
        ("idle", "systemctl start leadkeeper", "true"),
        ("starting", "systemctl stop leadkeeper; systemctl start --no-block leadkeeper", "true"),
        (
            "reloading",
            "systemctl start leadkeeper; for _ in {1..100}; do systemctl kill --signal=HUP leadkeeper; done", "true"
        ),
        (
            "probing",
            "systemctl start leadkeeper; leadkeeper probe contoso >/dev/null & exec 3<>/run/reached; read -r _ <&3",
            "true"
        ),
        (
            "asking a keyring that hangs",
            "systemctl start leadkeeper; systemctl kill --kill-who=main --signal=STOP leadkeeper-bus; leadkeeper probe contoso &",
            "systemctl kill --signal=KILL leadkeeper-bus"
        ),
        (
            // A daemon that has just started asks for secrets, and whoever asks for the keyring cancels that stop.
            "without a keyring",
            "systemctl start leadkeeper; for _ in {1..20}; do systemctl stop leadkeeper-bus && break; done",
            "systemctl start leadkeeper-secrets"
        ),
    ]

    @Test func `the daemon stops within ten seconds, whatever it is doing`() async throws {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret"))
        // An endpoint that takes connections and says nothing, and says here that it was reached.
        let server = """
            import socket
            server = socket.create_server(("127.0.0.1", 443))
            connections = []
            print("listening", flush=True)
            while True:
                connections.append(server.accept())
                with open("/run/reached", "w") as reached: print("reached", file=reached)
            """
        try await machine.must("mkfifo /run/reached; echo 127.0.0.1 contoso.crm4.dynamics.com >>/etc/hosts")
        let endpoint = try machine.start("exec python3 -", input: server)
        #expect(await endpoint.writes("listening"))
        for state in Self.states {
            try await machine.must(state.before)
            let seconds = try await machine.must("TIMEFORMAT=%R; { time systemctl stop leadkeeper; } 2>&1")
            print("\(state.name): stopped after \(seconds) s")
            #expect(try #require(Double(seconds)) < 10, "\(state.name)")
            // systemd did not have to end it.
            #expect(try await machine.property("Result", of: "leadkeeper") == "success", "\(state.name)")
            try await machine.must(state.after)
        }
    }

    @Test func `mail waits for a time service that has not set the clock, and the daemon says so`() async throws {
        let machine = try await Machine.running()
        let journal = try await machine.followJournal()
        #expect(try await !machine.property("StatusText", of: "leadkeeper").contains("clock"))
        // As systemd-timesyncd.service(8) does it. The loop looks twice in the watchdog's time.
        try await machine.adjust("leadkeeper", "WatchdogSec=4")
        try await machine.must("mkdir /run/systemd/timesync; systemctl restart leadkeeper")
        #expect(await journal.writes("waiting for the time service of this host to set the clock; mail waits too"))
        #expect(try await machine.property("StatusText", of: "leadkeeper").contains("waiting for the clock"))
        try await machine.must("touch /run/systemd/timesync/synchronized")
        #expect(await journal.writes("no longer waiting for the clock; mail goes out"))
        try await machine.must("systemctl reload leadkeeper")
        #expect(try await !machine.property("StatusText", of: "leadkeeper").contains("clock"))
    }

    @Test func `the daemon starts after a unit that waits for the clock`() async throws {
        let machine = try await Machine()
        let wait = """
            [Unit]
            Before=time-sync.target
            Wants=time-sync.target
            [Service]
            ExecStart=bash -c 'read -r _ </run/clock'
            RemainAfterExit=yes
            Type=oneshot
            [Install]
            WantedBy=multi-user.target
            """
        try await machine.must("cat >/etc/systemd/system/clock-wait.service; mkfifo /run/clock", input: wait)
        let journal = try await machine.followJournal()
        try await machine.must("systemctl daemon-reload; systemctl start --no-block clock-wait leadkeeper")
        #expect(await journal.writes("Started leadkeeper-secrets"))
        #expect(
            try await machine.must("systemctl list-jobs --plain --no-legend 'leadkeeper.service'").contains("waiting"))
        try await machine.must("echo set >/run/clock; systemctl start leadkeeper")
        #expect(try await machine.deviations().contains("leadkeeper-keyring") == false)
    }
}
