import Credentials
import Notices
import Ports

/// Writes what a mail says in a word, and what it is about.
struct WordWriter: NoticeWriter {
    func write(_ request: NoticeRequest) -> NoticeDraft {
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
        return NoticeDraft(messageID: "<\(request.key)@year>", subject: word, message: Array(text.utf8))
    }

    func write(_ request: OperatorNoticeRequest) -> NoticeDraft {
        NoticeDraft(messageID: "<\(request.key)@year>", subject: "operators", message: Array("||operators||".utf8))
    }

    func steps(of task: PersonalTask, for credential: Credential) -> [String] { [] }
}
