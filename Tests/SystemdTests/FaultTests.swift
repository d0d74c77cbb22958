import Foundation
import TestSupport
import Testing

/// Faults of the machine under the installed units: what cannot be done is refused, and done once the machine is well.
@Suite(.bootsMachines)
struct FaultTests {
    private static let ledger = "/var/lib/leadkeeper/ledger.sqlite"

    @Test func `the ledger of the version before is upgraded, and a newer one refused until its leadkeeper is back`()
        async throws
    {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret"))
        let present = ReleasedSchema.steps.count
        try await machine.must(
            """
            systemctl stop leadkeeper
            export LEDGER=\(Self.ledger)
            \(try ReleasedSchema.script(returningTo: present - 1))
            chown leadkeeper: $LEDGER
            systemctl start leadkeeper
            """)
        #expect(try await machine.secret() == "a~secret")
        #expect(try await machine.must("stat --format='%U %a' \(Self.ledger).before-\(present)") == "leadkeeper 600")

        let version = { (number: Int) in
            "/usr/bin/python3 -c \"import sqlite3; sqlite3.connect('\(Self.ledger)').execute('PRAGMA user_version = \(number)')\""
        }
        let journal = try await machine.followJournal()
        try await machine.must(
            "systemctl stop leadkeeper; \(version(present + 1)); systemctl start --no-block leadkeeper")
        // Again and again, and never for the last time.
        #expect(await journal.writes("install the newer leadkeeper again", times: 3, within: 60))
        try await machine.must(version(present))
        #expect(await journal.writes("Started leadkeeper.service", within: 60))
        #expect(try await machine.secret() == "a~secret")
        #expect(try await machine.deviations() == "")
    }

    @Test(arguments: ["leadkeeper", "leadkeeper-keyring"])
    func `a full disk refuses a new secret, keeps the old one, and takes the next when there is room`(owner: String)
        async throws
    {
        let machine = try await Machine()
        try await machine.configure("contoso", Machine.contoso)
        let place = "/var/lib/\(owner)"
        let size = owner == "leadkeeper" ? "80M" : "96k"
        try await machine.must(
            """
            mkdir -p \(place); mount -t tmpfs -o size=\(size),mode=0700 tmpfs \(place)
            systemctl enable --now leadkeeper
            """)
        #expect(try await machine.store("a~secret"))
        // A reserve that is given up is filled as well.
        let fill = "for n in 1 2 3; do head --bytes=100M /dev/zero >\(place)/filler-$RANDOM 2>/dev/null || true; done"
        var accepted = "a~secret"
        var refused: Machine.Answer?
        // What the ledger's pages have room for is taken first, and a secret takes little of it.
        for number in 1...300 where refused == nil {
            try await machine.must(fill)
            let answer = try await machine.run(
                "leadkeeper secret set contoso --expires 2099-01-01 --unproven --no-wait", input: "secret \(number)")
            if answer.isSuccess { accepted = "secret \(number)" } else if answer.code != .code(75) { refused = answer }
        }
        #expect(refused?.code == .code(73), "\(String(describing: refused))")
        #expect(refused?.errors.contains("hint: check the free space on the") == true)
        #expect(try await machine.deviations() == "")
        try await machine.must("rm \(place)/filler-*")
        #expect(try await machine.secret() == accepted)
        #expect(try await machine.store("the next"))
        #expect(try await machine.secret() == "the next")
        #expect(try await machine.deviations() == "")
    }

    @Test func `a journal that hangs, or is gone, holds nothing up and kills nobody`() async throws {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret"))
        let processes = try await pids(machine)
        for (harm, cure) in [
            ("systemctl kill --signal=STOP systemd-journald", "systemctl kill --signal=CONT systemd-journald"),
            ("systemctl stop 'systemd-journald*'", "systemctl start systemd-journald"),
        ] {
            try await machine.must(harm)
            for number in 1...30 {
                #expect(try await machine.store("secret \(number)"))
                #expect(try await machine.secret() == "secret \(number)")
            }
            // Refusals and reloads are logged, too.
            for _ in 1...5 { try await machine.must("systemctl reload leadkeeper; leadkeeper probe contoso || true") }
            #expect(try await pids(machine) == processes, "\(harm)")
            try await machine.must(cure)
        }
        let journal = try await machine.followJournal()
        for service in Machine.services {
            try await machine.must("systemctl kill --signal=KILL \(service)")
            #expect(try await machine.secretOnceServed(journal) == "secret 30")
        }
    }

    @Test func `a second daemon, started by root's own hand, is refused, and harms nothing of the first`() async throws
    {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret"))
        let owners = "find /var/lib/leadkeeper /run/leadkeeper -printf '%u %m %p\\n' | sort"
        let before = try await machine.must(owners)
        let second = try await machine.run("leadkeeper run")
        #expect(second.code == .code(75), "\(second)")
        #expect(second.errors.contains("another leadkeeper is running"))
        #expect(try await machine.must(owners) == before)
        #expect(try await machine.secret() == "a~secret")
        let worker = try await machine.run("leadkeeper keyring --keyring /run/leadkeeper-keyring/keyring.sock")
        #expect(worker.code != .code(0))
        #expect(try await machine.secret() == "a~secret")
    }

    /// The main processes of the four services.
    private func pids(_ machine: Machine) async throws -> [String] {
        var pids: [String] = []
        for service in Machine.services { pids.append(try await machine.process(of: service)) }
        return pids
    }
}
