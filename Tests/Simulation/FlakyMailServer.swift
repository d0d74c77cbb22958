package import Credentials
import Notices
package import Ports
package import Synchronization
import TestBasics

/// A mail server that is away at times, refuses one mail in so many for now, and cuts off one acceptance in very many.
package final class FlakyMailServer: Mailer {
    /// A mail that it has taken.
    package struct Letter: Sendable {
        package var recipient: String
        package var lines: [NoticeLine]
        package var at: Instant
        /// Whether the other side never saw that it was taken.
        package var isCut: Bool
        /// What the daemon itself has to say, by its key; `nil` for a mail to contacts.
        package var daemonKey: String?
    }

    package struct State {
        package var isUp = true
        /// How many of a thousand mails are refused for now.
        package var refusals: Int
        /// One of how many acceptances is cut off; none where it is zero.
        package var cuts: Int
        package var letters: [Letter] = []
        package var attempts = 0
        var random: SeededGenerator
    }

    package let state: Mutex<State>
    private let clock: WorldClock

    package init(clock: WorldClock, seed: UInt64, refusals: Int, cuts: Int) {
        self.clock = clock
        state = Mutex(State(refusals: refusals, cuts: cuts, random: SeededGenerator(seed: seed ^ 0x6d61_696c)))
    }

    package func deliver(_ message: [UInt8], to recipient: String, secret: MailSecret?) async -> Delivery {
        let now = clock.truth
        return state.withLock { state in
            state.attempts += 1
            guard state.isUp else { return .postponed(code: nil, text: "connection refused") }
            if Int.random(in: 0..<1_000, using: &state.random) < state.refusals {
                return Delivery(MailReply(.recipient, 450, "4.2.1 try again later"))
            }
            let isCut = state.cuts > 0 && Int.random(in: 0..<state.cuts, using: &state.random) == 0
            let lines = String(decoding: message, as: UTF8.self).split(separator: "\n").compactMap(NoticeLine.init)
            let text = String(decoding: message, as: UTF8.self)
            state.letters.append(
                Letter(
                    recipient: recipient, lines: lines, at: now, isCut: isCut,
                    daemonKey: text.hasPrefix(LineWriter.daemonMark)
                        ? String(text.dropFirst(LineWriter.daemonMark.count)) : nil))
            return isCut
                ? Delivery(withoutAnswerTo: .end, text: "the connection was closed")
                : .accepted(code: 250, text: "2.0.0 ok")
        }
    }

    package func signIn(with secret: MailSecret) async -> MailSignIn { .accepted }

    package var setting: String { "simulated" }

    /// Nothing is delivered, and nothing is drawn: what mails meet does not depend on canaries.
    package func prove(to recipient: String, secret: MailSecret?) async -> WayProof {
        state.withLock { state in
            state.isUp
                ? .works("it takes mail for \(recipient)")
                : .fails(.postponed(code: nil, text: "connection refused"))
        }
    }
}

/// What one notice says, as a simulated mail has it on a line of its own.
package struct NoticeLine: Hashable, Sendable {
    package var name: String
    package var version: String
    /// The key of its occasion.
    package var occasion: String
    /// The end of the window that it counts on, in seconds since the epoch.
    package var end: Int64?
    /// Whether it tells that a person has to act now, or that something has stopped.
    package var isUrgent: Bool

    package init(_ request: NoticeRequest) {
        name = request.credential.name.description
        version = request.version?.id ?? ""
        occasion = request.occasion.key
        end = request.windowEnd?.secondsSinceEpoch
        isUrgent = NoticeComposer(host: "").urgency(of: request) == .now || request.occasion.kind.isTrouble
    }

    init?(_ text: Substring) {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5 else { return nil }
        (name, version, occasion, end, isUrgent) = (parts[0], parts[1], parts[2], Int64(parts[3]), parts[4] == "!")
    }

    var text: String {
        [name, version, occasion, end.map(String.init) ?? "", isUrgent ? "!" : ""].joined(separator: "|")
    }
}

/// Writes each notice as a line.
struct LineWriter: NoticeWriter {
    /// What a mail about the daemon itself begins with.
    static let daemonMark = "daemon "

    func write(_ request: NoticeRequest) -> NoticeDraft { write(together: [request]) }

    func envelope(of request: NoticeRequest) -> NoticeEnvelope {
        NoticeEnvelope(messageID: "<\(request.key)@years>", urgency: urgency(of: request))
    }

    func subject(of request: NoticeRequest) -> String { "1" }

    func urgency(of request: NoticeRequest) -> Urgency { NoticeComposer(host: "").urgency(of: request) }

    func write(together requests: [NoticeRequest]) -> NoticeDraft {
        let key = requests.map(\.key).joined(separator: "+") + "@\(requests.first?.now.secondsSinceEpoch ?? 0)"
        return NoticeDraft(
            messageID: "<\(key)@years>", subject: "\(requests.count)",
            message: Array(requests.map { NoticeLine($0).text }.joined(separator: "\n").utf8))
    }

    func write(_ request: OperatorNoticeRequest) -> NoticeDraft {
        NoticeDraft(
            messageID: "<\(request.key)@years>", subject: "operators",
            message: Array((Self.daemonMark + request.key).utf8))
    }

    func steps(of task: PersonalTask, for credential: Credential) -> [String] { [] }
}
