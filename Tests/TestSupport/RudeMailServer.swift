internal import Foundation

/// A mail server that misbehaves below SMTP: `rude-mail-server.py`.
public final class RudeMailServer: Sendable {
    /// What a listener does wrong.
    public enum Behaviour: String, Sendable, CaseIterable, Decodable {
        /// Never greets.
        case silentGreeting = "silent-greeting"
        /// Greets for ever, a byte at a time.
        case tarpit
        /// Says 421 in place of a greeting.
        case greeting421 = "greeting-421"
        /// Says 554 in place of a greeting.
        case greeting554 = "greeting-554"
        /// Is no mail server.
        case garbage
        /// Offers no STARTTLS.
        case noStartTLS = "no-starttls"
        /// Offers STARTTLS and has none when asked.
        case startTLSRefused = "starttls-refused"
        /// Refuses the login and quotes the password.
        case echoPassword = "echo-password"
        /// Refuses every sender for lack of modern authentication, as Exchange Online.
        case basicAuthEnded = "basic-auth-ended"
        /// Refuses every sender.
        case senderRefused = "sender-refused"
        /// Says nothing to a sender.
        case silentSender = "silent-mail"
        /// Says nothing to DATA.
        case silentData = "silent-data"
        /// Asks for the mail and takes none of it.
        case deafInData = "deaf-in-data"
        /// Says nothing to a recipient.
        case silentRecipient = "silent-rcpt"
        /// Ends the connection at a recipient.
        case dropAtRecipient = "drop-at-rcpt"
        /// Ends the connection when the mail comes.
        case dropInData = "drop-in-data"
        /// Ends the connection when it has the mail.
        case dropAfterDot = "drop-after-dot"
        /// Resets the connection when it has the mail.
        case resetAfterDot = "reset-after-dot"
        /// Says nothing when it has the mail.
        case silentAfterDot = "silent-after-dot"
        /// Says 421 when it has the mail.
        case refusesAfterDot = "421-after-dot"
        /// Takes the mail and says nothing to QUIT.
        case silentQuit = "silent-quit"
        /// Does nothing wrong.
        case polite
    }

    /// What one client said.
    public struct Connection: Sendable, Decodable {
        /// To which listener.
        public let behaviour: Behaviour
        /// Every line.
        public let lines: [String]
    }

    private let server: ScriptedServer
    private let ports: [String: Int]

    /// Starts a server with a listener for each behaviour.
    public init() async throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "rude-mail-server.py")
        server = try await ScriptedServer(script: script, arguments: Behaviour.allCases.map(\.rawValue))
        ports = try JSONDecoder().decode([String: Int].self, from: Data(server.greeting.utf8))
    }

    /// The port of a listener.
    public func port(_ behaviour: Behaviour) -> Int {
        ports[behaviour.rawValue] ?? 0
    }

    /// Waits until `count` connections have ended, or have met with silence, and answers them.
    public func connections(atLeast count: Int) async throws -> [Connection] {
        try await server.lines(count + 1).dropFirst().map {
            try JSONDecoder().decode(Connection.self, from: Data($0.utf8))
        }
    }
}
