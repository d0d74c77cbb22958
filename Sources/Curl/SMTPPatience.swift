/// How long a transaction has waited for what it waits for, and whether that is too long.
///
/// The one limit on each wait from MAIL on: libcurl's own are all set beyond it. What comes before MAIL has libcurl's
/// limit of the connection alone.
struct SMTPPatience {
    private let configuration: SMTPClient.Configuration
    private var stage = SMTPConversation.Stage.greeting
    private var isSendingBody = false
    private var since: Duration

    init(_ configuration: SMTPClient.Configuration, at now: Duration) {
        self.configuration = configuration
        since = now
    }

    /// A reply came, and the next thing is waited for.
    mutating func reached(_ stage: SMTPConversation.Stage, at now: Duration) {
        (self.stage, since, isSendingBody) = (stage, now, stage == .end)
    }

    /// The server took what it was sent of the message; nothing is left where that was all.
    mutating func sent(isAll: Bool, at now: Duration) {
        (since, isSendingBody) = (now, !isAll)
    }

    /// How long the present wait may last; `nil` where its limit is libcurl's, or the outcome is known.
    var limit: Duration? {
        switch stage {
        case .greeting, .hello, .startTLS, .helloAgain, .login, .over: nil
        case .sender, .recipient: configuration.replyTimeout
        case .data: configuration.dataTimeout
        case .end: isSendingBody ? configuration.blockTimeout : configuration.finalReplyTimeout
        }
    }

    /// Whether the present wait has lasted for longer than it may.
    func isExhausted(at now: Duration) -> Bool {
        limit.map { now - since > $0 } ?? false
    }

    /// Why the transaction was given up, for people.
    var sentence: String {
        let what =
            stage == .end && isSendingBody
            ? "the server took no more of the message" : "no answer to \(stage.command.rawValue)"
        return "\(what) within \(limit?.wholeSeconds ?? 0) seconds"
    }
}

extension SMTPClient.Configuration {
    /// Beyond every limit that a wait may have, in whole seconds: where libcurl has a limit of its own that cannot be
    /// taken away.
    var beyondAllLimits: Int {
        let longest =
            [connectTimeout, replyTimeout, dataTimeout, blockTimeout, finalReplyTimeout].max() ?? finalReplyTimeout
        return longest.wholeSeconds + 60
    }
}
