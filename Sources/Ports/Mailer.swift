public import Credentials
public import SecureMemory

/// How one attempt to deliver one mail to one recipient ended: what was answered, by whom, and what follows.
public struct Delivery: Hashable, Sendable {
    /// What follows.
    public var verdict: MailVerdict
    /// Which command was answered, or had no answer; `nil` where no server was asked.
    public var command: MailCommand?
    /// The reply code; `nil` where there was no answer to that command.
    public var code: Int?
    /// The answer's text, or why there was none.
    public var text: String
    /// The server that was talked to; `nil` where none was reached.
    public var server: String?
    /// What makes it the same as another, whoever the recipient; `nil` where it is like no other.
    public var kinship: String?
    /// What is known to be wrong where it says so, and so what mends it; `nil` where the answer alone is all there is.
    public var problem: ProbeClass?

    /// The server answered; what that means is the reply's own to say.
    public init(_ reply: MailReply, server: String? = nil) {
        (verdict, command, code, text) = (reply.verdict, reply.command, reply.code, reply.text)
        self.server = server
        kinship = reply.code >= 400 ? reply.kinship : nil
    }

    /// There was no answer to that command.
    public init(withoutAnswerTo command: MailCommand, text: String, server: String? = nil) {
        (verdict, self.command, self.text, self.server) = (MailVerdict(withoutAnswerTo: command), command, text, server)
        kinship = "no answer to \(command.rawValue)"
    }

    /// It ended in another way.
    public init(
        _ verdict: MailVerdict, command: MailCommand? = nil, code: Int? = nil, text: String, server: String? = nil
    ) {
        (self.verdict, self.command, self.code, self.text, self.server) = (verdict, command, code, text, server)
    }
}

extension Delivery {
    /// The server accepted it for that recipient.
    public static func accepted(code: Int, text: String) -> Delivery { Delivery(MailReply(.end, code, text)) }

    /// Nobody's mail is taken now, as far as can be seen.
    public static func postponed(code: Int?, text: String) -> Delivery {
        Delivery(MailVerdict(.connection, .restsAll, isLasting: false), code: code, text: text)
    }

    /// There is no such recipient, or the address is none.
    public static func refused(code: Int?, text: String) -> Delivery {
        Delivery(MailVerdict(.recipient, .ends, isLasting: true), code: code, text: text)
    }

    /// Nobody's mail leaves before somebody mends the mail settings.
    public static func misconfigured(code: Int?, text: String) -> Delivery {
        Delivery(MailVerdict(.login, .restsAll, isLasting: true), code: code, text: text)
    }

    /// Whether the server may have taken the mail without anybody having seen it.
    public var isUnseen: Bool { command == .end && code == nil && !isAccepted }

    /// Whether the server is responsible for the mail now.
    public var isAccepted: Bool { verdict.consequence == .accepted }

    /// What was answered to what, for people: `localhost answered RCPT TO with “550 5.7.1 Unable to relay”`.
    public var sentence: String {
        guard let code, let command else { return text }
        return "\(server ?? "the mail server") answered \(command.words) with “\(code) \(text)”"
    }
}

/// Hands one mail to the mail server.
public protocol Mailer: Sendable {
    /// Sends one mail to one recipient, in one transaction of its own.
    ///
    /// - Parameter secret: the secret of the way, such as `@mail`; `nil` where the server is used without signing in.
    func deliver(_ message: [UInt8], to recipient: String, secret: MailSecret?) async -> Delivery

    /// Signs in and sends nothing.
    func signIn(with secret: MailSecret) async -> MailSignIn

    /// How it is set up, in words that change with it: mail that was proven by other settings is proven no more.
    var setting: String { get }

    /// Goes all the way but for the mail itself: nothing is delivered.
    ///
    /// - Parameters:
    ///   - recipient: whom the server is asked to take mail for, where it is asked that.
    ///   - secret: the secret of `@mail`; `nil` where the server is used without signing in.
    func prove(to recipient: String, secret: MailSecret?) async -> WayProof
}

/// What mail is sent with, and what has to be known of it to sign in: a password, or an application's client secret or
/// certificate.
public struct MailSecret: Sendable {
    /// The secret, or the holder of the certificate's key.
    public var proof: SignInProof
    /// Which version it is: a token that was got with another one is not used.
    public var version: String
    /// Since when it exists; Entra may not know a young client secret or certificate everywhere yet.
    public var age: TimeSpan
    /// Whose it is: it is shown to nobody as another one's; `nil` where whoever has it knows.
    public var owner: Identity?

    /// That proof, of that version and age.
    public init(_ proof: SignInProof, version: String, age: TimeSpan, owner: Identity? = nil) {
        self.proof = proof
        self.version = version
        self.age = age
        self.owner = owner
    }

    /// The secret's bytes; `nil` for a certificate, whose key nobody gets to see.
    public var value: SharedSecret? {
        guard case .secret(let value) = proof else { return nil }
        return value
    }
}

/// How signing in to the mail server ended.
public enum MailSignIn: Hashable, Sendable {
    /// The server lets us in.
    case accepted
    /// It turns the password down.
    case refused(code: Int?, text: String)
    /// It could not be asked, or has no answer now.
    case unknown(code: Int?, text: String)
    /// It cannot be asked before somebody mends the mail settings: it offers no sign-in, no encryption, or no
    /// certificate to trust.
    case misconfigured(code: Int?, text: String)
    /// It ended at something that is known by name, such as a switch at Microsoft 365 that is off.
    case turnedDown(ProbeReport.Finding)
}

extension MailSignIn {
    /// What it says of the secret and its set-up; `nil` where the server lets us in.
    package var finding: ProbeReport.Finding? {
        let (probeClass, code, text): (ProbeClass, Int?, String)
        switch self {
        case .accepted: return nil
        case .refused(let reply, let words): (probeClass, code, text) = (.passwordWrong, reply, words)
        case .unknown(let reply, let words):
            (probeClass, code, text) = (reply == nil ? .network : .serviceFault, reply, words)
        case .misconfigured(let reply, let words): (probeClass, code, text) = (.configuration, reply, words)
        case .turnedDown(let finding): return finding
        }
        return ProbeReport.Finding(
            class: probeClass, step: .token, code: code.map { "SMTP \($0)" }, message: "the mail server says: \(text)",
            answeredBy: code == nil ? nil : .mailServer)
    }
}
