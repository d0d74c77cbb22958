internal import Credentials
internal import Ports
internal import UpkeepState

/// Writes notices as they would be written, and keeps what each is about; in the place of the mail stands a number.
struct RecordingWriter: NoticeWriter {
    let base: any NoticeWriter
    let record: ForecastRecord

    func write(_ request: NoticeRequest) -> NoticeDraft { base.write(request).numbered(record.keep([draft(request)])) }

    func envelope(of request: NoticeRequest) -> NoticeEnvelope { base.envelope(of: request) }

    func subject(of request: NoticeRequest) -> String { base.subject(of: request) }

    func urgency(of request: NoticeRequest) -> Urgency { base.urgency(of: request) }

    func write(together requests: [NoticeRequest]) -> NoticeDraft {
        base.write(together: requests).numbered(record.keep(requests.map { draft($0) }))
    }

    func write(_ request: OperatorNoticeRequest) -> NoticeDraft {
        base.write(request).numbered(record.keep([draft(request)]))
    }

    func steps(of task: PersonalTask, for credential: Credential) -> [String] { base.steps(of: task, for: credential) }

    fileprivate func draft(_ request: NoticeRequest) -> ForecastRecord.Draft {
        let secret = request.credential.kind(of: request.version)
        return ForecastRecord.Draft(
            kind: request.occasion.kind, connection: request.credential.name,
            message: request.occasion.news(of: request.credential, secret))
    }

    fileprivate func draft(_ request: OperatorNoticeRequest) -> ForecastRecord.Draft {
        ForecastRecord.Draft(kind: request.occasion.kind, connection: nil, message: request.message)
    }
}

/// The same for the channels beside the mail server.
struct RecordingChannelWriter: ChannelWriter {
    let base: any ChannelWriter
    let mails: RecordingWriter

    func write(_ request: NoticeRequest, for channel: Channel) -> NoticeDraft? {
        base.write(request, for: channel)?.numbered(mails.record.keep([mails.draft(request)]))
    }

    func write(_ request: OperatorNoticeRequest, for channel: Channel) -> NoticeDraft? {
        base.write(request, for: channel)?.numbered(mails.record.keep([mails.draft(request)]))
    }

    func write(together requests: [NoticeRequest], for channel: Channel) -> NoticeDraft? {
        base.write(together: requests, for: channel)?.numbered(mails.record.keep(requests.map { mails.draft($0) }))
    }
}

extension NoticeDraft {
    /// The same draft with a number for its text.
    fileprivate func numbered(_ number: Int) -> NoticeDraft {
        var draft = self
        draft.message = Array(String(number).utf8)
        return draft
    }
}
