internal import Foundation

/// A real Postfix on loopback, with a configuration, a queue and mailboxes of its own: `postfix-server.py`.
///
/// It ends with this object, with all its processes, and so does its directory. Nothing of the machine's own Postfix, if
/// there is one, is read or changed.
public final class PostfixServer: Sendable {
    /// Whether Debian's `postfix` is installed, and this is root, without whom it cannot start; for `.enabled(if:)`.
    public static let isAvailable =
        FileManager.default.isExecutableFile(atPath: "/usr/sbin/postfix") && geteuid() == 0

    /// The directory with its mailboxes.
    private let directory: URL
    /// The port.
    public let port: Int

    private let server: ScriptedServer

    /// Starts a server and waits until it listens.
    public init() async throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "postfix-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "postfix-server.py")
        server = try await ScriptedServer(script: script, arguments: [directory.path])
        guard let port = Int(server.greeting) else {
            throw ScriptedServer.Failure(description: "Postfix named no port but \(server.greeting)")
        }
        self.port = port
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// Waits until so many mails have come to mailboxes, and answers all that lie in somebody's.
    public func mails(of name: String, onceThereAre count: Int) async throws -> [[UInt8]] {
        let paths = try await server.lines(count + 1).dropFirst()
        return try paths.filter { $0.contains("/\(name)/new/") }.map { Array(try Data(contentsOf: URL(filePath: $0))) }
    }

    /// Whether nothing has come to somebody's mailbox.
    public func isEmpty(_ name: String) -> Bool {
        let box = directory.appending(path: "mail/\(name)/new").path
        return (try? FileManager.default.contentsOfDirectory(atPath: box))?.isEmpty ?? true
    }
}
