/// How one attempt to send one mail ended, and what follows from it.
///
/// The one place that says so: the outbox, the journal, `leadkeeper notices` and what operators are told all ask it.
public struct MailVerdict: Hashable, Sendable {
    /// What an answer is about.
    public enum Subject: String, Hashable, Sendable, CaseIterable {
        /// The recipient's mailbox, its address or its owner's wishes.
        case recipient
        /// The sender's address, or our right to send from it and through this server.
        case sender
        /// A limit on how much may be sent.
        case limit
        /// The name that we give ourselves in EHLO.
        case hello
        /// The mail itself: its size, its form, its words.
        case content
        /// Signing in.
        case login
        /// The connection: our address, the encryption, or the server as a whole.
        case connection
        /// It was taken.
        case nothing
        /// The answer does not say.
        case unsaid
    }

    /// What follows.
    public enum Consequence: String, Hashable, Sendable, CaseIterable {
        /// The server is responsible for the mail now.
        case accepted
        /// This recipient will never get it.
        case ends
        /// Everything for this recipient rests.
        case restsRecipient = "rests-recipient"
        /// This mail rests.
        case restsMail = "rests-mail"
        /// All mail rests.
        case restsAll = "rests-all"
    }

    /// What the answer is about.
    public var subject: Subject
    /// What follows.
    public var consequence: Consequence
    /// Whether it is said for good: somebody has to mend something, where it is not only to be waited for.
    public var isLasting: Bool
    /// How long the server asks us to wait; `nil` where it does not say.
    public var rest: TimeSpan?

    /// A verdict.
    public init(_ subject: Subject, _ consequence: Consequence, isLasting: Bool, rest: TimeSpan? = nil) {
        self.subject = subject
        self.consequence = consequence
        self.isLasting = isLasting
        self.rest = rest
    }

    /// The same, for everybody: the server has said it to several in a row.
    public var forEverybody: MailVerdict {
        MailVerdict(subject, .restsAll, isLasting: isLasting, rest: rest)
    }

    /// What follows where no answer to `command` was to be had, or it does not say what it is about: it counts for
    /// whatever the command was about.
    public init(withoutAnswerTo command: MailCommand) {
        self.init(command.isEverybodys ? .connection : .unsaid, command.consequence, isLasting: false)
    }

    /// Nobody saw what became of a mail that the server had: sent again, under the same name, it comes twice at worst.
    public static let unseen = MailVerdict(.unsaid, .restsMail, isLasting: false)
}

extension MailVerdict.Subject {
    /// What the answer is about, in words that follow "it is about".
    public var words: String {
        switch self {
        case .recipient: "the recipient"
        case .sender: "the sender's address, or the right to send through this server"
        case .limit: "a limit of the server"
        case .hello: "the name of this host"
        case .content: "the mail itself"
        case .login: "signing in"
        case .connection: "the connection, or the server itself"
        case .nothing: "nothing"
        case .unsaid: "something that the server does not name"
        }
    }
}

extension MailCommand {
    /// Who rests where the answer to it says no more.
    var consequence: MailVerdict.Consequence {
        switch self {
        case .connect, .hello, .startTLS, .login, .sender: .restsAll
        case .recipient: .restsRecipient
        case .data, .end: .restsMail
        }
    }
}

extension MailVerdict {
    /// What is wrong with mail as a whole where all of it rests.
    public var fault: DaemonFault {
        subject == .limit ? .mailLimited : isLasting ? .mailRefused : .mailUnreachable
    }
}
