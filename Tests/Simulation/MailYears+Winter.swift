package import Credentials
package import Ports
import SecureMemory
package import Synchronization
import Upkeep

/// By which way mail leaves.
package struct MailYearsWay: Sendable {
    /// Whom it signs in as; `nil` for nobody.
    package var credential: Credential?
    /// The warning that it ends; `nil` where it does not.
    package var ends: PasswordSignIn?
    /// What sends by it; `nil` for the server itself.
    package var mailer: (any Mailer)?

    package init(_ credential: Credential? = nil, ends: PasswordSignIn? = nil, mailer: (any Mailer)? = nil) {
        (self.credential, self.ends, self.mailer) = (credential, ends, mailer)
    }
}

/// The door of a Microsoft 365 mail server: whoever is let in hands mail to the server behind it.
///
/// Passwords are turned down from a day on; the application has to be let in first.
package final class MicrosoftDoor: Sendable {
    /// What a server says that takes no passwords any more.
    package enum Refusal: CaseIterable, Sendable {
        case switchedOff, basicAuthentication

        fileprivate var reply: MailReply {
            switch self {
            case .switchedOff:
                MailReply(
                    .login, 535,
                    "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.")
            case .basicAuthentication:
                MailReply(.login, 550, "5.7.30 Basic authentication is not supported for Client Submission.")
            }
        }
    }

    package struct State {
        /// Who may sign in, with what.
        package var secrets: [Identity: String] = [:]
        /// Whether the application may send from the mailbox.
        package var isAppLetIn = false
        /// How often somebody was shown a secret that is another's.
        package var strayed: [String] = []
        /// How many mails were turned down because passwords are.
        package var turnedDown = 0
    }

    package let state = Mutex(State())
    private let server: FlakyMailServer
    private let clock: WorldClock
    private let offAt: Instant
    private let refusal: Refusal

    package init(_ server: FlakyMailServer, clock: WorldClock, passwordsUntil offAt: Instant, then refusal: Refusal) {
        (self.server, self.clock, self.offAt, self.refusal) = (server, clock, offAt, refusal)
    }

    /// Why somebody who shows that secret is not let in; `nil` where they are.
    private func reply(to identity: Identity, _ secret: MailSecret?) -> MailReply? {
        state.withLock { state in
            guard secret?.value?.text == state.secrets[identity] else {
                state.strayed.append("\(secret?.owner.map(\.account) ?? "nobody") at \(identity.account)")
                return MailReply(.login, 535, "5.7.3 Authentication unsuccessful")
            }
            if identity.isPassword {
                guard clock.truth >= offAt else { return nil }
                state.turnedDown += 1
                return refusal.reply
            }
            return state.isAppLetIn ? nil : MailReply(.login, 535, "5.7.3 Authentication unsuccessful")
        }
    }

    /// What sends as somebody.
    package func mailer(as identity: Identity) -> any Mailer { Guest(door: self, identity: identity) }

    private struct Guest: Mailer {
        let door: MicrosoftDoor
        let identity: Identity

        func deliver(_ message: [UInt8], to recipient: String, secret: MailSecret?) async -> Delivery {
            // As the daemon's own mailer: what is another's is shown to nobody.
            if let owner = secret?.owner, owner != identity {
                return .postponed(code: nil, text: "the configuration is being read again")
            }
            if let reply = door.reply(to: identity, secret) { return Delivery(reply) }
            return await door.server.deliver(message, to: recipient, secret: secret)
        }

        var setting: String { "\(identity.method)" }

        func prove(to recipient: String, secret: MailSecret?) async -> WayProof {
            guard let reply = door.reply(to: identity, secret) else {
                return await door.server.prove(to: recipient, secret: secret)
            }
            return .fails(Delivery(reply))
        }

        func signIn(with secret: MailSecret) async -> MailSignIn {
            guard let reply = door.reply(to: identity, secret) else { return .accepted }
            return .turnedDown(
                ProbeReport.Finding(
                    class: reply.problem(isByToken: !identity.isPassword) ?? .mailTokenRefused, step: .identity,
                    code: "SMTP \(reply.code)", message: reply.text, answeredBy: .mailServer))
        }
    }
}

/// A winter in which passwords end, and the move of mail that saves it.
extension MailYears {
    /// Has mail leave by another way from now on, as a reload does.
    package func use(_ way: MailYearsWay) async throws {
        self.way = way
        try await load()
    }

    /// Stores the secret of the way that is configured.
    package func storeMailSecret(_ text: String) async throws {
        _ = try await engine.storeSecret(
            secret(text), for: .mail, issuedAt: nil, expiry: .never, keyID: nil)
    }

    /// Tries another way, and keeps its secret where that is not refused for itself.
    package func tryWay(_ way: MailYearsWay, secret text: String?) async throws -> ProbeReport? {
        guard let credential = way.credential, let mailer = way.mailer else { return nil }
        return try await engine.trySpare(
            SpareWay(credential, mailer: mailer, writer: LineWriter()), secret: text.map { secret($0) }
        ).report
    }

    /// Nobody can be told anything for that time, whatever is due.
    package func excuse(from begin: Instant, until end: Instant) { judge.unavailable(from: begin, until: end) }

    /// What the operators were told of the daemon, such as `impaired/mail-password-ends`, in order.
    package var toldOfDaemon: [String] {
        server.state.withLock { state in
            state.letters.filter { $0.recipient == Self.root }.compactMap(\.daemonKey).map {
                $0.split(separator: "/").prefix(2).joined(separator: "/")
            }
        }
    }
}
