internal import Foundation
public import TestBasics

/// A key of GnuPG's that exists for one test, and what is released with it.
public final class ReleaseKey: Sendable {
    /// Whether this machine can make a release: the programs, and sources that git knows.
    public static let isAvailable =
        ["/usr/bin/gpg", "/usr/bin/dpkg-scanpackages", "/usr/bin/git", "/usr/bin/xz"]
        .allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
        && FileManager.default.fileExists(atPath: "\(Repository.root.path)/.git")

    /// The fingerprint of the key.
    public let fingerprint: String
    /// What a process needs in its environment to use the key.
    public let environment: [String: String]

    private let directory: TemporaryDirectory

    /// Makes a key without a passphrase.
    public init() async throws {
        directory = try TemporaryDirectory()
        environment = ["GNUPGHOME": directory.path, "HOME": directory.path, "PATH": "/usr/bin:/bin"]
        let made = try await ChildProcess.run(
            "/usr/bin/gpg",
            [
                "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "tests@example.com", "ed25519",
                "sign",
                "never",
            ], environment: environment)
        let list = try await ChildProcess.run(
            "/usr/bin/gpg", ["--batch", "--with-colons", "--list-secret-keys"], environment: environment)
        let line = list.output.split(separator: "\n").first { $0.hasPrefix("fpr:") }
        guard let line, let fingerprint = line.split(separator: ":").last else {
            throw ChildProcess.Failure(description: "failed to make a key: \(made.errors)\(list.errors)")
        }
        self.fingerprint = String(fingerprint)
    }

    deinit {
        // Its agent ends by itself once it sees that its directory is gone.
        _ = try? ChildProcess("/usr/bin/gpgconf", ["--kill", "gpg-agent"], environment: environment)
    }

    /// Makes a folder of what is released, as `make release` does.
    ///
    /// - Parameter key: the key to sign with, this one where nothing else is said; empty for none.
    public func release(
        _ package: String, into folder: String, key: String? = nil, url: String = "http://127.0.0.1"
    ) async throws -> ChildProcess.Ended {
        try await ChildProcess.run(
            "\(Repository.root.path)/systemd/release.sh", [folder, package, "HEAD", key ?? fingerprint, url],
            environment: environment)
    }
}
