internal import Foundation
public import Simulators

/// A real Dovecot on loopback, as a mail server that takes mail from people who sign in by token:
/// `dovecot-server.py`.
///
/// It ends with this object, with all its processes, and so does its directory.
public final class DovecotServer: Sendable {
    /// Whether Debian's `dovecot-submissiond` is installed, and this is root, without whom it cannot start; for
    /// `.enabled(if:)`.
    public static let isAvailable =
        FileManager.default.isExecutableFile(atPath: "/usr/lib/dovecot/submission-login") && geteuid() == 0

    /// The port.
    public let port: Int

    private let directory: URL
    private let server: ScriptedServer

    /// Starts a server and waits until it listens.
    ///
    /// - Parameters:
    ///   - relay: who gets what it takes, and takes all.
    ///   - tokenNotes: the cloud's notes of its tokens, which `MicrosoftCloud.noteTokens` writes.
    ///   - user: whose tokens they are.
    public init(certificate: ServerCertificate, relay: MailServer, tokenNotes: String, user: String) async throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "dovecot-\(UUID().uuidString)")
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "dovecot-server.py")
        server = try await ScriptedServer(
            script: script,
            arguments: [
                directory.path, certificate.certificateFile.path, certificate.keyFile.path, "\(relay.port)", tokenNotes,
                user,
            ])
        guard let port = Int(server.greeting) else {
            throw ScriptedServer.Failure(description: "Dovecot named no port but \(server.greeting)")
        }
        self.port = port
    }

    deinit { try? FileManager.default.removeItem(at: directory) }
}
