import Credentials
import Notices
import Ports

/// Writes what a mail says in a word, and what it is about.
struct WordWriter: NoticeWriter {
    func write(_ request: NoticeRequest) -> NoticeDraft {
        let (word, text) = told(request)
        return NoticeDraft(messageID: "<\(request.key)@year>", subject: word, message: Array(text.utf8))
    }

    func write(together requests: [NoticeRequest]) -> NoticeDraft {
        let key = requests.map(\.key).joined(separator: "+") + "@\(requests.first?.now.secondsSinceEpoch ?? 0)"
        return NoticeDraft(
            messageID: "<\(key)@year>", subject: "digest",
            message: Array(requests.map { told($0).text }.joined(separator: "\n").utf8))
    }

    private func told(_ request: NoticeRequest) -> (word: String, text: String) {
        let word =
            switch NoticeNews(request) {
            case .lapses: "lapses"
            case .lapsed, .refused: "alarm"
            case .lapsedYetWorks: "question"
            case .worksAgain, .worksNow, .falseAlarm: "over"
            default: "other"
            }
        let text = [
            request.credential.name.description, request.version?.id ?? "", word, request.occasion.key,
            request.windowEnd.map { String($0.secondsSinceEpoch) } ?? "",
        ].joined(separator: "|")
        return (word, text)
    }

    func envelope(of request: NoticeRequest) -> NoticeEnvelope {
        NoticeEnvelope(messageID: "<\(request.key)@year>", urgency: urgency(of: request))
    }

    func subject(of request: NoticeRequest) -> String { told(request).word }

    func urgency(of request: NoticeRequest) -> Urgency { NoticeComposer(host: "").urgency(of: request) }

    func write(_ request: OperatorNoticeRequest) -> NoticeDraft {
        NoticeDraft(messageID: "<\(request.key)@year>", subject: "operators", message: Array("||operators||".utf8))
    }

    func steps(of task: PersonalTask, for credential: Credential) -> [String] { [] }
}
