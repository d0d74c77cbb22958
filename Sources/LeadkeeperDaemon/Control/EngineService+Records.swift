internal import Bookkeeping
internal import Control
internal import Credentials
internal import Upkeep
internal import UpkeepState

/// What the ledger has of what happened and who was told, and a notice to see whether it arrives.
extension EngineService {
    func answer(_ request: ListEvents, for caller: Caller) async throws -> EventList {
        let (events, all) = try await read { () throws(LedgerError) in
            (
                try await engine.events(
                    of: request.connection, since: request.since, after: request.after, before: request.before,
                    limit: request.limit),
                try await engine.countEvents(
                    of: request.connection, since: request.since, after: request.after, before: request.before)
            )
        }
        return EventList(events: events.map(EventRecord.init), more: max(0, all - events.count))
    }

    func answer(_ request: ListNotices, for caller: Caller) async throws -> NoticeList {
        let (items, all) = try await read { () throws(LedgerError) in
            (
                try await engine.notices(
                    of: request.connection, since: request.since, after: request.after, before: request.before,
                    limit: request.limit),
                try await engine.countNotices(
                    of: request.connection, since: request.since, after: request.after, before: request.before)
            )
        }
        let answers = await engine.answers(about: request.connection).map {
            NoticeAnswers($0.answers, to: $0.name, startBy: $0.startBy)
        }
        return NoticeList(
            notices: items.map(NoticeRecord.init), more: max(0, all - items.count), answers: answers,
            hold: await hold())
    }

    func answer(_ request: TestNotice, for caller: Caller) async throws -> NoticeList {
        let items = try await ask { () async throws(EngineError) in try await engine.sendTest(for: request.name) }
        return NoticeList(notices: items.map(NoticeRecord.init))
    }

    private func read<Answer>(_ question: () async throws(LedgerError) -> Answer) async throws(Problem) -> Answer {
        do {
            return try await question()
        } catch {
            throw Problem(.temporary, error.description)
        }
    }
}

extension EventRecord {
    fileprivate init(_ recorded: RecordedEvent) {
        let event = recorded.event
        self.init(
            id: recorded.id, at: Timestamp(event.at), type: event.kind.rawValue,
            connection: event.credential?.description,
            version: event.version, class: event.class, message: event.message, details: event.details)
    }
}

extension NoticeRecord {
    fileprivate init(_ item: OutboxItem) {
        self.init(
            id: item.id, connection: item.notice.credential?.description, version: item.notice.version,
            occasion: item.notice.topic.key, recipient: item.notice.recipient.description,
            channel: item.notice.channel?.description ?? ChannelName.mail,
            insteadOf: item.notice.insteadOf?.description, mail: item.mail, subject: item.notice.mail.subject,
            messageID: item.notice.mail.messageID, state: State(item.state),
            createdAt: Timestamp(item.notice.createdAt),
            attempts: item.attempts, lastAttemptAt: item.lastAttemptAt.map(Timestamp.init),
            nextAttemptAt: item.nextAttemptAt.map(Timestamp.init), acceptedAt: item.acceptedAt.map(Timestamp.init),
            lastReply: item.lastReply.map {
                Reply(
                    code: $0.code, text: $0.text, server: $0.server, command: $0.command?.rawValue,
                    about: $0.verdict?.subject.rawValue)
            })
    }
}

extension NoticeRecord.State {
    fileprivate init(_ state: OutboxItem.State) {
        self =
            switch state {
            case .queued: .queued
            case .sending: .sending
            case .retrying: .retrying
            case .accepted: .accepted
            case .dead: .dead
            case .superseded: .superseded
            }
    }
}
