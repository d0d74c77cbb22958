internal import Credentials
internal import Dispatch
internal import Glibc
internal import Hooks
internal import JSON
internal import Ports

/// Has programs of the sysadmin's run, through the sockets of their units.
public struct HookCaller: Sendable {
    /// How long a program may take: longer than `leadkeeper hook` gives it, and than a sysadmin may have it given.
    public static let standardPatience = Duration.seconds(300)

    private let directory: String
    private let patience: Duration
    private let queue = DispatchQueue(label: "leadkeeper.hooks")

    /// Through the sockets in that directory.
    public init(directory: String, patience: Duration = standardPatience) {
        (self.directory, self.patience) = (directory, patience)
    }

    /// Has the program behind a socket run for an event.
    func call(_ socket: HookSocket, with event: CloudEvent) async -> Delivery {
        guard let body = try? JSONCoder.encode(event) else {
            return .refused(code: nil, text: "it cannot be written as JSON")
        }
        let reply = await HookExchange.perform(
            body, at: socket.path(in: directory), patience: patience, on: queue)
        return Delivery(reply, from: socket)
    }
}

extension Delivery {
    /// What came of calling a program, for the outbox; exit codes are those of sysexits.h.
    init(_ reply: HookReply, from socket: HookSocket) {
        func ended(_ verdict: MailVerdict, _ text: String, _ command: MailCommand? = nil) -> Delivery {
            Delivery(verdict, command: command, text: text, server: socket.unit)
        }
        let later = MailVerdict(.connection, .restsAll, isLasting: false)
        self =
            switch reply {
            case .answered(.exited(EX_OK)):
                ended(MailVerdict(.nothing, .accepted, isLasting: false), "the script took it")
            case .answered(.exited(EX_TEMPFAIL)): ended(later, "the script asks for it again later (exit code 75)")
            case .answered(.exited(EX_DATAERR)):
                ended(
                    MailVerdict(.content, .restsMail, isLasting: true),
                    "the script does not take this notice (exit code 65)")
            case .answered(.tooLate(let seconds)):
                // It may have done its work by then.
                ended(later, "\(HookAnswer.tooLate(seconds: seconds).sentence); \(socket.logsHint)", .end)
            case .answered(let answer):
                ended(MailVerdict(.login, .restsAll, isLasting: true), "\(answer.sentence); \(socket.logsHint)")
            case .absent:
                ended(
                    MailVerdict(.login, .restsAll, isLasting: true),
                    "\(socket.unit) does not listen; run `\(socket.remedy)`")
            case .notAllowed:
                ended(
                    MailVerdict(.login, .restsAll, isLasting: true),
                    "the daemon may not connect to \(socket.unit); run `systemctl restart \(socket.unit)`")
            case .busy(let why): ended(later, "\(socket.unit): \(why)")
            case .unanswered(let why, let wasSent):
                ended(later, "\(socket.unit): \(why); \(socket.logsHint)", wasSent ? .end : nil)
            }
    }
}

extension HookSocket {
    fileprivate var logsHint: String { "`\(logs)` shows what it printed" }
}
