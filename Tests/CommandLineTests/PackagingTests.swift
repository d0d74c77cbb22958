import Foundation
import TestSupport
import Testing

/// What `make install` puts where, and the Debian package made of it.
@Suite struct PackagingTests {
    private static let root = Repository.root.path
    private static let units = [
        "leadkeeper.service", "leadkeeper-alert.socket", "leadkeeper-alert@.service", "leadkeeper-bus.service",
        "leadkeeper-hook.socket", "leadkeeper-hook@.service", "leadkeeper-keyring.service",
        "leadkeeper-keyring.socket", "leadkeeper-master.service", "leadkeeper-secrets.service",
    ]

    private static func isInstalled(_ programs: String...) -> Bool {
        programs.allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") }
    }

    /// Runs `make` on the sources, with this build's program in the place of the release's.
    private func make(_ goal: String, into staging: TemporaryDirectory, _ variables: String...) async throws {
        let ended = try await ChildProcess.run(
            "/usr/bin/make",
            ["--directory=\(Self.root)", goal, "BINARY=\(Program.path)", "DESTDIR=\(staging.path)"] + variables,
            within: 600)
        #expect(ended.status == 0, "\(ended.errors)")
    }

    /// The paths of all files, or of all directories, below a directory.
    private func contents(of directory: TemporaryDirectory, directories: Bool = false) throws -> Set<String> {
        let manager = FileManager.default
        return Set(
            try manager.subpathsOfDirectory(atPath: directory.path).filter { path in
                var isDirectory: ObjCBool = false
                return manager.fileExists(atPath: "\(directory.path)/\(path)", isDirectory: &isDirectory)
                    && isDirectory.boolValue == directories
            })
    }

    @Test(.enabled(if: isInstalled("make", "scdoc", "po4a"), "make, scdoc or po4a is not installed"))
    func `install may be repeated, and keeps the configuration as it was edited`() async throws {
        let staging = try TemporaryDirectory()
        try await make("install", into: staging)
        let installed = try contents(of: staging)
        let programs = [
            "bin/leadkeeper", "libexec/leadkeeper/leadkeeper-daemon", "libexec/leadkeeper/leadkeeper-keyring",
            "libexec/leadkeeper/leadkeeper-keyring-sign", "libexec/leadkeeper/leadkeeper-keyring-store",
        ]
        for path in programs + ["lib/leadkeeper/bus.conf", "lib/sysusers.d/leadkeeper.conf"]
            + Self.units.map({ "lib/systemd/system/\($0)" })
            + ["", ".fr", ".nl", ".sv"].map({ "lib/systemd/catalog/leadkeeper\($0).catalog" })
            + ["", "fr/", "nl/", "sv/"].map({ "share/man/\($0)man5/leadkeeper.conf.5" })
        {
            #expect(installed.contains("usr/local/\(path)"), "\(path)")
        }
        #expect(try contents(of: staging, directories: true).contains("etc/leadkeeper/connections"))
        let bus = try String(
            contentsOfFile: "\(staging.path)/usr/local/lib/systemd/system/leadkeeper-bus.service", encoding: .utf8)
        #expect(bus.contains("--config-file=/usr/local/lib/leadkeeper/bus.conf "))

        let configuration = URL(filePath: "\(staging.path)/etc/leadkeeper/leadkeeper.conf")
        try Data("# mine\n".utf8).write(to: configuration)
        try await make("install", into: staging)
        #expect(try contents(of: staging) == installed)
        #expect(try String(contentsOf: configuration, encoding: .utf8) == "# mine\n")
    }

    @Test(.enabled(if: isInstalled("make", "scdoc", "po4a"), "make, scdoc or po4a is not installed"))
    func `uninstall removes what was installed, and the rest only where it is told to purge`() async throws {
        let staging = try TemporaryDirectory()
        try await make("install", into: staging, "PREFIX=/usr", "UNITDIR=/lib/systemd/system")
        let state = "\(staging.path)/var/lib/leadkeeper"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: "\(state)/ledger.sqlite", contents: nil))
        try await make("uninstall", into: staging, "PREFIX=/usr", "UNITDIR=/lib/systemd/system")
        #expect(try contents(of: staging) == ["etc/leadkeeper/leadkeeper.conf", "var/lib/leadkeeper/ledger.sqlite"])
        try await make("uninstall", into: staging, "PREFIX=/usr", "UNITDIR=/lib/systemd/system", "PURGE=1")
        #expect(try contents(of: staging).isEmpty)
        #expect(try contents(of: staging, directories: true).filter { $0.contains("/leadkeeper") }.isEmpty)
    }

    private static let packages =
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/.build/deb")) ?? []).filter {
            $0.hasSuffix(".changes")
        }

    @Test(
        .enabled(if: isInstalled("lintian") && !packages.isEmpty, "lintian is not installed, or `make deb` was not run")
    )
    func `lintian finds neither an error nor a warning in the package`() async throws {
        for package in Self.packages {
            let ended = try await ChildProcess.run(
                "/usr/bin/lintian", ["--allow-root", "--fail-on=error,warning", "\(Self.root)/.build/deb/\(package)"],
                within: 600
            )
            #expect(ended.status == 0, "\(ended.output)")
        }
    }
}
