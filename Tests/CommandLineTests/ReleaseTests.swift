import Basics
import Foundation
import TestSupport
import Testing

/// What `make release` makes of a package, and what it refuses.
@Suite(
    .enabled(if: ReleaseKey.isAvailable, "gpg, dpkg-dev, git or xz is not installed, or these are no sources of git's"))
struct ReleaseTests {
    private static let name = "leadkeeper_\(Release.version)_amd64.deb"

    /// A package of this name and version with nothing in it.
    private func package(in directory: TemporaryDirectory) async throws -> String {
        let tree = directory.url.appending(path: "tree/DEBIAN")
        try FileManager.default.createDirectory(at: tree, withIntermediateDirectories: true)
        let control = """
            Package: leadkeeper
            Version: \(Release.version)
            Architecture: amd64
            Maintainer: Tests <tests@example.com>
            Description: nothing

            """
        try control.write(to: tree.appending(path: "control"), atomically: false, encoding: .utf8)
        let path = "\(directory.path)/\(Self.name)"
        let built = try await ChildProcess.run(
            "/usr/bin/dpkg-deb", ["--root-owner-group", "--build", "\(directory.path)/tree", path])
        try #require(built.status == 0, "\(built.errors)")
        return path
    }

    private func run(_ script: String, in directory: String, _ key: ReleaseKey) async throws -> ChildProcess.Ended {
        try await ChildProcess.run(
            "/bin/bash", ["-euo", "pipefail", "-c", "cd '\(directory)'; \(script)"], environment: key.environment)
    }

    private func files(in folder: String) throws -> Set<String> {
        Set(try FileManager.default.subpathsOfDirectory(atPath: folder))
    }

    @Test func `package, sources and repository are signed, have right sums, and are the same each time`() async throws
    {
        let (directory, key) = (try TemporaryDirectory(), try await ReleaseKey())
        let package = try await package(in: directory)
        let folder = "\(directory.path)/made"
        let made = try await key.release(package, into: folder, url: "https://packages.contoso.com/x")
        try #require(made.status == 0, "\(made.errors)")
        #expect(made.output.contains(key.fingerprint))
        let version = Release.version
        let files = try files(in: folder)
        let index = "apt/dists/stable/main/binary-amd64/Packages"
        for path in [
            Self.name, "leadkeeper-\(version).tar.gz", "SHA256SUMS", "SHA256SUMS.asc", "apt/pool/\(Self.name)", index,
            "\(index).gz", "\(index).xz", "apt/dists/stable/Release", "apt/dists/stable/Release.gpg",
            "apt/dists/stable/InRelease", "apt/leadkeeper.asc", "apt/leadkeeper.sources",
        ] {
            #expect(files.contains(path), "\(path)")
        }

        let verified = try await run(
            """
            sha256sum --check --strict SHA256SUMS
            gpg --batch --dearmor <apt/leadkeeper.asc >../key.gpg
            gpgv --keyring ../key.gpg SHA256SUMS.asc SHA256SUMS
            cd apt/dists/stable
            gpgv --keyring ../../../../key.gpg Release.gpg Release
            gpgv --keyring ../../../../key.gpg --output - InRelease | diff - Release
            sed -n '/^SHA256:/,$s/^ \\([0-9a-f]*\\) [0-9]* \\(.*\\)/\\1  \\2/p' Release | sha256sum --check --strict
            zcat main/binary-amd64/Packages.gz | diff - main/binary-amd64/Packages
            xzcat main/binary-amd64/Packages.xz | diff - main/binary-amd64/Packages
            cd main/binary-amd64/by-hash/SHA256; for file in *; do echo "$file  $file"; done | sha256sum --check --strict
            """, in: folder, key)
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        let sources = try String(contentsOfFile: "\(folder)/apt/leadkeeper.sources", encoding: .utf8)
        #expect(sources.contains("\nURIs: https://packages.contoso.com/x\nSuites: stable\nComponents: main\n"))
        #expect(sources.contains("\nSigned-By: /etc/apt/keyrings/leadkeeper.asc\n"))

        let archive = try await run(
            "tar -xzOf leadkeeper-\(version).tar.gz leadkeeper-\(version)/Sources/Basics/Release.swift", in: folder, key
        )
        #expect(archive.output.contains("version = \"\(version)\""))

        let again = try await key.release(
            package, into: "\(directory.path)/again", url: "https://packages.contoso.com/x")
        #expect(again.status == 0)
        let difference = try await run("diff --recursive --brief made again || true", in: directory.path, key)
        let differing = difference.output.split(separator: "\n")
        #expect(
            differing.allSatisfy { $0.contains("SHA256SUMS.asc") || $0.contains("Release") }, "\(difference.output)")
    }

    @Test func `without a key there is no repository and nothing is signed, and it says so`() async throws {
        let (directory, key) = (try TemporaryDirectory(), try await ReleaseKey())
        let folder = "\(directory.path)/made"
        let made = try await key.release(try await package(in: directory), into: folder, key: "")
        #expect(made.status == 1 && made.errors.contains("without a key there is no apt repository"), "\(made.errors)")
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: folder))
                == [Self.name, "leadkeeper-\(Release.version).tar.gz", "SHA256SUMS"])
    }

    @Test func `a key that is not there makes nothing, and takes nothing away`() async throws {
        let (directory, key) = (try TemporaryDirectory(), try await ReleaseKey())
        let folder = "\(directory.path)/made"
        let package = try await package(in: directory)
        #expect(try await key.release(package, into: folder).status == 0)
        let before = try files(in: folder)
        let made = try await key.release(package, into: folder, key: "nobody@example.com")
        #expect(made.status == 1 && made.errors.contains("has no secret key nobody@example.com"), "\(made.errors)")
        #expect(try files(in: folder) == before)
    }
}
