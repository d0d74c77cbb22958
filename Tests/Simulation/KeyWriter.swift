package import Credentials
import Notices
package import Ports
package import Synchronization
import Upkeep

/// Writes the bare key of what a notice is about.
package final class KeyWriter: NoticeWriter {
    /// What was asked for.
    package let requests = Mutex<[NoticeRequest]>([])

    package init() {}

    package func write(_ request: NoticeRequest) -> NoticeDraft {
        requests.withLock { $0.append(request) }
        return draft(request.key, request.occasion.key, request.calendar)
    }

    /// The keys of all of them, one a line.
    package func write(together all: [NoticeRequest]) -> NoticeDraft {
        requests.withLock { $0 += all }
        guard all.count != 1 else { return draft(all[0].key, all[0].occasion.key, all[0].calendar) }
        return draft(
            all.map(\.key).joined(separator: "+") + "@\(all.first?.now.secondsSinceEpoch ?? 0)",
            all.map(\.occasion.key).joined(separator: "\n"), all.flatMap(\.calendar))
    }

    package func envelope(of request: NoticeRequest) -> NoticeEnvelope {
        NoticeEnvelope(messageID: "<\(request.key)@test>", urgency: urgency(of: request))
    }

    package func subject(of request: NoticeRequest) -> String { request.occasion.key }

    package func urgency(of request: NoticeRequest) -> Urgency { NoticeComposer(host: "").urgency(of: request) }
    package func write(_ request: OperatorNoticeRequest) -> NoticeDraft { draft(request.key, request.occasion.key) }
    package func steps(of task: PersonalTask, for credential: Credential) -> [String] { ["\(task) \(credential.name)"] }

    private func draft(_ key: String, _ occasion: String, _ calendar: [CalendarEntry] = []) -> NoticeDraft {
        var entries: [CalendarEntry] = []
        for var entry in calendar {
            entry.uid = entry.uid ?? "\(entry.version)/\(entry.matter.rawValue)/\(entry.recipient)"
            if !entries.contains(where: { $0.uid == entry.uid }) { entries.append(entry) }
        }
        return NoticeDraft(
            messageID: "<\(key)@test>", subject: occasion, message: Array(occasion.utf8), calendar: entries)
    }
}
