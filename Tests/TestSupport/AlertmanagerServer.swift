internal import Foundation

/// A real Prometheus Alertmanager on loopback: `alertmanager-server.py`.
///
/// It ends with this object, and so does its directory.
public final class AlertmanagerServer: Sendable {
    /// Whether Debian's `prometheus-alertmanager` is installed, for `.enabled(if:)`.
    public static let isAvailable = FileManager.default.isExecutableFile(atPath: "/usr/bin/prometheus-alertmanager")

    /// The address that its page has, such as `http://127.0.0.1:9093`.
    public let url: String

    private let directory: URL
    private let server: ScriptedServer

    /// Starts a server and waits until it is ready.
    public init() async throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "alertmanager-\(UUID().uuidString)")
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "alertmanager-server.py")
        server = try await ScriptedServer(script: script, arguments: [directory.path])
        url = "http://127.0.0.1:\(server.greeting)"
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// The alerts that it has, as its API shows them: those that stand, or are over and not forgotten yet.
    public func alerts() async throws -> [[String: Any]] {
        let answer = try await ChildProcess.run("/usr/bin/curl", ["--silent", "--fail", "\(url)/api/v2/alerts"])
        return try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [[String: Any]] ?? []
    }
}
