internal import Foundation
internal import Simulators

/// The HTTPS server that misbehaves below HTTP: `rude-server.py` and what its listeners are called.
public final class RudeServer: Sendable {
    /// A listener of the server: a certificate's flaw or a handshake's.
    public enum Listener: String, Sendable, CaseIterable {
        /// A good certificate for `localhost`, `login.localhost`, `*.dynamics.localhost` and `127.0.0.1`.
        case good
        /// A second good one, as another host to be redirected to.
        case other
        /// Expired yesterday.
        case expired
        /// Issued for another host.
        case wrongHost
        /// Signed with its own key.
        case selfSigned
        /// Signed by an authority that nobody trusts.
        case unknownAuthority
        /// Speaks TLS 1.0 only.
        case oldTLS
        /// Resets the connection in the handshake.
        case reset
        /// Never says anything.
        case silent
        /// Speaks HTTP without TLS.
        case plain
    }

    /// One request that the server read.
    public struct Request: Sendable, Decodable {
        /// The listener that it came to.
        public let listener: String
        /// The number of the connection that it came over.
        public let connection: Int
        /// The method.
        public let method: String
        /// The path and query.
        public let target: String
        /// The header, as name and value.
        public let headers: [[String]]
        /// The body, a byte a character.
        public let body: String

        /// The first value of a field of the header.
        public func header(_ name: String) -> String? {
            headers.first { $0[0].lowercased() == name.lowercased() }?[1]
        }
    }

    /// The authority's certificate, for a client's `caFile`.
    public let caFile: String

    private let server: ScriptedServer
    private let ports: [String: Int]

    /// Makes certificates and starts the server.
    public init() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "rude-server-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let authority = try await CertificateAuthority(in: directory)
        var listeners: [String: [String: String]] = [:]
        for listener in Listener.allCases {
            let names = ["localhost", "login.localhost", "*.dynamics.localhost", "127.0.0.1"]
            let certificate = try await authority.issue(for: names, flaw: listener.flaw)
            listeners[listener.rawValue] = [
                "certificate": certificate.certificateFile.path, "key": certificate.keyFile.path,
                "handshake": listener.handshake,
            ]
        }
        let caFile = FileManager.default.temporaryDirectory.appending(path: "rude-server-ca-\(UUID().uuidString).pem")
        try FileManager.default.copyItem(at: authority.certificateFile, to: caFile)
        self.caFile = caFile.path
        let arguments = try String(decoding: JSONEncoder().encode(listeners), as: UTF8.self)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "rude-server.py")
        server = try await ScriptedServer(script: script, arguments: [arguments])
        ports = try JSONDecoder().decode([String: Int].self, from: Data(server.greeting.utf8))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: caFile)
    }

    /// The port of a listener.
    public func port(_ listener: Listener = .good) -> Int {
        ports[listener.rawValue] ?? 0
    }

    /// A URL on a listener.
    public func url(_ path: String, on listener: Listener = .good, host: String = "localhost") -> String {
        "https://\(host):\(port(listener))\(path)"
    }
}

extension RudeServer.Listener {
    fileprivate var flaw: CertificateAuthority.Flaw {
        switch self {
        case .expired: .expired
        case .wrongHost: .wrongHost
        case .selfSigned: .selfSigned
        case .unknownAuthority: .unknownAuthority
        default: .none
        }
    }

    fileprivate var handshake: String {
        switch self {
        case .oldTLS: "tls1.0"
        case .reset: "reset"
        case .silent: "silent"
        case .plain: "plain"
        default: ""
        }
    }
}
