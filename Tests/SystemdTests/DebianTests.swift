import Foundation
import TestSupport
import Testing

/// The life of the one package on each Debian that it is for, from a signed repository: it is installed, keeps secrets,
/// survives kills and boots, is upgraded, removed and purged.
@Suite(
    .serialized, .bootsMachines, .hasPackage,
    .enabled(if: AptRepository.isAvailable, "what `make release` needs is not installed, or no python3"))
struct DebianTests {
    private static let failures = "systemctl list-units --failed --plain --no-legend 'leadkeeper*'"

    @Test(arguments: BareDebian.allCases)
    func `the package from a signed repository lives its whole life`(on debian: BareDebian) async throws {
        try debian.orSkip()
        let machine = try await Machine(on: debian.tree, installing: "")
        let package = "\(Repository.root.path)/\(try #require(Machine.package))"
        let depends = try await ChildProcess.run("/usr/bin/dpkg-deb", ["--field", package, "Depends"]).output
        try await machine.must("apt-get satisfy --quiet --quiet --yes --no-install-recommends '\(depends)'")
        #expect(try await machine.must("systemctl --version").hasPrefix("systemd \(debian.systemd)"))
        let bare = try await machine.paths()
        let repository = try await AptRepository(of: package, on: machine)

        try await installs(machine)
        try await startsAndKeeps(machine, debian)
        try await proves(machine)
        try await survives(machine)
        try await repository.serve(on: machine)
        try await isUpgraded(machine, package, repository)
        try await goesAndComes(machine, bare)
    }

    /// Takes the README's steps for a repository; nothing is installed from one whose key is not there.
    private func installs(_ machine: Machine) async throws {
        let steps = try #require(try Readme.blocks(of: "Install").first)
            .replacing("https://packages.example.com/leadkeeper", with: "http://127.0.0.1")
        #expect(steps.contains("/etc/apt/keyrings/leadkeeper.asc"))
        let withoutKey = steps.replacing("/etc/apt/keyrings/leadkeeper.asc", with: "/root/elsewhere.asc")
        let words = try await machine.run("set -e\n" + withoutKey, input: "y\n")
        #expect(!words.isSuccess, "\(words)")
        #expect(try await !machine.run("command -v leadkeeper").isSuccess)
        try await machine.must(steps, input: "y\n")
        #expect(try await machine.run("systemctl is-active leadkeeper leadkeeper-keyring.socket").code != .code(0))
        #expect(try await machine.must(Machine.ownProcesses) == "")
    }

    private func startsAndKeeps(_ machine: Machine, _ debian: BareDebian) async throws {
        try await machine.configure("contoso", Machine.contoso)
        try await machine.must("systemctl enable --now leadkeeper")
        #expect(try await machine.store("a~secret"))
        #expect(try await machine.secret() == "a~secret")
        #expect(try await machine.deviations() == "")
        // What a newer systemd does not know of a unit, or does no more, it says.
        let said = try await machine.must(
            "journalctl --boot --output=cat --no-pager _PID=1 | grep -i leadkeeper | grep -iE 'unknown|ignor|deprecat|obsolete' || true"
        )
        #expect(said == "")
        let status = try await machine.must("leadkeeper status --json")
        #expect(status.contains(/"provider" ?: ?"gnome-keyring"/), "\(status)")
        #expect(status.contains(try Regex(#""providerVersion" ?: ?"\#(debian.gnomeKeyring)[."]"#)), "\(status)")
    }

    /// Writes a validation lead with the secret that is right.
    private func proves(_ machine: Machine) async throws {
        let outside = try await Outside(of: machine)
        try await outside.makeTrusted(by: machine)
        try await machine.must("systemctl reload leadkeeper")
        #expect(try await machine.store(Outside.clientSecret))
        #expect(try await machine.must("leadkeeper probe contoso").contains("\n  ok, "))
        try await reports(machine)
    }

    /// Writes a report of a service that has worked, with what systemd and the journal say of it.
    private func reports(_ machine: Machine) async throws {
        let said = try await machine.must(
            "leadkeeper report /root/report.json; stat --format=%a /root/report.json; cat /root/report.json")
        #expect(said.contains("\n600\n") && said.contains(#""missing" : ["#), "\(said)")
        for part in [
            #""unit" : "leadkeeper-secrets.service""#, #""systemd" : "started""#, #""event" : "credential-proven""#,
            #""host" : "contoso.crm4.dynamics.com""#, #""keyringProvider" : "gnome-keyring""#,
        ] {
            #expect(said.contains(part), "\(part) in \(said)")
        }
        #expect(!said.contains(Outside.clientSecret) && !said.contains("does not answer"))
        let hidden = try await machine.must(
            "leadkeeper report /root/hidden.json --anonymous; cat /root/hidden.json")
        #expect(hidden.contains(#""host" : "host-1""#) && !hidden.contains("contoso"), "\(hidden)")
    }

    private func survives(_ machine: Machine) async throws {
        let journal = try await machine.followJournal()
        for service in Machine.services {
            try await machine.must("systemctl kill --signal=KILL \(service)")
            #expect(try await machine.secretOnceServed(journal) == Outside.clientSecret, "\(service)")
        }
        try await machine.must("systemctl restart \(Machine.services.joined(separator: " "))")
        #expect(try await machine.secretOnceServed(journal) == Outside.clientSecret)
        try await machine.reboot()
        #expect(try await machine.secret() == Outside.clientSecret)
        #expect(try await machine.deviations() == "")
    }

    /// Installs what the repository has that is newer; what runs is restarted, and what was edited stays.
    private func isUpgraded(_ machine: Machine, _ package: String, _ repository: AptRepository) async throws {
        try await machine.must("echo '# edited' >>/etc/leadkeeper/leadkeeper.conf")
        var before: [String: String] = [:]
        for service in Machine.services { before[service] = try await machine.process(of: service) }
        let newer = try await NewerPackage(of: package)
        try await repository.offer(newer.path)
        try await machine.must(
            "apt-get update --quiet --quiet; apt-get upgrade --quiet --quiet --yes leadkeeper 2>&1 | cat")
        #expect(try await machine.must("dpkg-query --show leadkeeper").hasSuffix("+newer"))
        for service in Machine.services {
            #expect(try await machine.must("systemctl is-active \(service)") == "active")
            #expect(try await machine.process(of: service) != before[service], "\(service)")
        }
        #expect(try await machine.secret() == Outside.clientSecret)
        #expect(try await machine.must("tail -n 1 /etc/leadkeeper/leadkeeper.conf") == "# edited")
        #expect(try await machine.deviations() == "")
    }

    /// Is removed and installed again, with what it has kept, and purged, after which nothing of it is left.
    private func goesAndComes(_ machine: Machine, _ bare: Set<Substring>) async throws {
        try await machine.must("apt-get remove --quiet --quiet --yes leadkeeper")
        #expect(try await machine.must(Machine.ownProcesses) == "")
        let kept = try await machine.paths().subtracting(bare)
        for path in [
            "/etc/leadkeeper/connections/contoso.conf", Machine.sealedPassword, "/var/lib/leadkeeper/ledger.sqlite",
        ] {
            #expect(kept.contains(path[...]), "\(path)")
        }
        #expect(
            !kept.contains { $0.hasPrefix("/usr/") && !$0.hasPrefix("/usr/local/") || $0.hasPrefix("/lib/") }, "\(kept)"
        )

        try await machine.must(
            "apt-get install --quiet --quiet --yes --no-install-recommends leadkeeper; systemctl start leadkeeper")
        #expect(try await machine.secret() == Outside.clientSecret)
        try await machine.must(
            """
            apt-get purge --quiet --quiet --yes leadkeeper
            # What this test has brought.
            rm /etc/apt/keyrings/leadkeeper.asc /etc/apt/sources.list.d/leadkeeper.sources
            rm /usr/local/share/ca-certificates/* /etc/hosts; update-ca-certificates --fresh; apt-get clean
            """)
        let difference = try await machine.paths().symmetricDifference(bare)
        #expect(difference == [])
        #expect(try await machine.must(Self.failures) == "")
        // As Debian advises, so that nobody else gets their numbers.
        try await machine.must("getent passwd leadkeeper leadkeeper-keyring")
    }
}

/// The same package with a higher version.
struct NewerPackage {
    /// Where it is; it goes with the value.
    let path: String
    private let directory: TemporaryDirectory

    init(of package: String) async throws {
        directory = try TemporaryDirectory()
        path = "\(directory.path)/newer.deb"
        let script = """
            dpkg-deb --raw-extract "$0" "$1/newer"
            sed -i 's/^Version: .*/&+newer/' "$1/newer/DEBIAN/control"
            dpkg-deb -Znone --root-owner-group --build "$1/newer" "$2"
            """
        let built = try await ChildProcess.run(
            "/bin/bash", ["-euo", "pipefail", "-c", script, package, directory.path, path])
        guard built.status == 0 else { throw ChildProcess.Failure(description: "no package: \(built.errors)") }
    }
}
