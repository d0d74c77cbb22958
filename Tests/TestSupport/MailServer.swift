public import Foundation
public import Simulators

/// A real mail server on loopback: aiosmtpd, with a directory in which every accepted mail lies as it came.
///
/// It ends with this object, and so does its directory.
public final class MailServer: Sendable {
    /// How the server wants to be talked to.
    public struct Settings: Sendable {
        /// The certificate for STARTTLS, or for TLS from the first byte; nil offers neither.
        public var certificate: ServerCertificate?
        /// Whether TLS begins with the first byte.
        public var usesImplicitTLS = false
        /// The user that must log in; nil lets everybody send.
        public var user: String?
        /// That user's password; nil refuses every password.
        public var password: String?
        /// That user's bearer token; nil offers no XOAUTH2.
        public var bearer: String?
        /// The file with the cloud's notes of its tokens, which that user may log in with; nil takes none but `bearer`.
        ///
        /// `MicrosoftCloud.noteTokens` writes it.
        public var tokenNotes: URL?
        /// The port; 0 takes a free one.
        public var port = 0

        /// An open server without TLS.
        public init() {}
    }

    /// What became of one recipient of one transaction.
    public struct Transaction: Sendable, Decodable {
        /// The address in `MAIL FROM`.
        public let from: String
        /// The address in `RCPT TO`.
        public let to: String
        /// Where the reply was given: `rcpt` or `data`.
        public let stage: String
        /// The reply, or `drop`.
        public let reply: String
        /// The stored mail's name in the server's directory; nil where it was refused.
        public let file: String?
        /// Whether the connection was encrypted.
        public let tls: Bool
        /// Who had logged in.
        public let user: String?
        /// The name that the client gave in EHLO.
        public let helo: String?
    }

    /// Whether Debian's `python3-aiosmtpd` is installed, for `.enabled(if:)`.
    public static let isAvailable = FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/aiosmtpd")

    /// The directory with the mails.
    public let directory: URL

    /// The port.
    public let port: Int

    private let server: ScriptedServer
    private let replies: URL

    /// Starts a server and waits until it listens.
    ///
    /// - Parameter launcher: the words of a command that runs the one behind them, such as on another network.
    public init(_ settings: Settings = Settings(), launcher: [String] = []) async throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "mail-server-\(UUID().uuidString)")
        replies = directory.appending(path: "replies.json")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var arguments = ["--directory", directory.path, "--port", "\(settings.port)", "--replies", replies.path]
        if let certificate = settings.certificate {
            arguments += ["--certificate", certificate.certificateFile.path, "--key", certificate.keyFile.path]
        }
        if settings.usesImplicitTLS { arguments.append("--implicit-tls") }
        for (name, value) in [
            ("user", settings.user), ("password", settings.password), ("bearer", settings.bearer),
            ("token-notes", settings.tokenNotes?.path),
        ] {
            if let value { arguments += ["--\(name)", value] }
        }
        let script = Repository.root.appending(path: "Tests/Simulators/mail-server.py")
        server = try await ScriptedServer(script: script, arguments: arguments, launcher: launcher)
        guard let port = Int(server.greeting) else {
            throw ScriptedServer.Failure(description: "the mail server named no port but \(server.greeting)")
        }
        self.port = port
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    /// Makes the server answer `reply` ("550 5.1.1 no such user") to one recipient, or to all as "*".
    ///
    /// `stage` is `rcpt` or `data`, or `auth` for the user who logs in; the reply `drop` to data stores the mail and
    /// loses the connection. Replaces earlier scripts.
    public func script(_ replies: [String: [String: String]]) throws {
        try JSONEncoder().encode(replies).write(to: self.replies, options: .atomic)
    }

    /// Waits until there are `count` transactions and answers all so far.
    public func transactions(atLeast count: Int) async throws -> [Transaction] {
        try await server.lines(count + 1).dropFirst().map {
            try JSONDecoder().decode(Transaction.self, from: Data($0.utf8))
        }
    }

    /// The transactions in which it took a mail, once there are so many; between them may be any number of others.
    public func taken(atLeast count: Int) async throws -> [Transaction] {
        var all: [Transaction] = []
        while true {
            let taken = all.filter { $0.file != nil }
            if taken.count >= count { return taken }
            all = try await transactions(atLeast: all.count + 1)
        }
    }

    /// The bytes of a stored mail.
    public func mail(_ file: String) throws -> [UInt8] {
        try Array(Data(contentsOf: directory.appending(path: file)))
    }
}
