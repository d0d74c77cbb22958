package import Bookkeeping
internal import Credentials
package import Ports
internal import Wording

extension Delivery {
    /// The answer as the ledger keeps it.
    package var reply: ServerReply {
        ServerReply(code: code.map(Int64.init), text: text, server: server, command: command)
    }

    /// What was answered, what it is about, and what mends it where that is known.
    package var explanation: String {
        guard let problem else {
            return code == nil || command == nil ? sentence : "\(sentence); it is about \(verdict.subject.words)"
        }
        // The name first: a line of `status` has room for little more.
        return "\(problem.rawValue): \(sentence). \(problem.advice)"
    }
}

extension ServerReply {
    /// The server's own words with their code, in whatever language it speaks; where it did not answer, why.
    package var words: String { code.map { "\($0) \(text)" } ?? text }

    /// What was answered to what, for people, as of a delivery.
    package var sentence: String {
        guard let code, let command else { return text }
        return Delivery(MailReply(command, Int(code), text), server: server).sentence
    }
}
