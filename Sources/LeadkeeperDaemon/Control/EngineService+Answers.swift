internal import Bookkeeping
internal import Control
internal import Credentials
internal import Mime
internal import Ports
internal import Upkeep
internal import UpkeepState

/// What people answer to notices, and notices that they look at.
extension EngineService {
    func answer(_ request: SnoozeNotices, for caller: Caller) async throws -> ConnectionStatus {
        try await ask { () async throws(EngineError) in
            try await engine.snooze(
                request.name, until: request.until, recipient: request.recipient, reason: request.reason,
                by: caller.description)
        }
        return try await connection(request.name)
    }

    func answer(_ request: EndSnooze, for caller: Caller) async throws -> ConnectionStatus {
        _ = try await ask { () async throws(EngineError) in
            try await engine.endSnooze(of: request.name, recipient: request.recipient, by: caller.description)
        }
        return try await connection(request.name)
    }

    func answer(_ request: AcknowledgeNotices, for caller: Caller) async throws -> ConnectionStatus {
        try await ask { () async throws(EngineError) in
            try await engine.acknowledge(request.name, by: request.who, person: caller.description)
        }
        return try await connection(request.name)
    }

    func answer(_ request: EndAcknowledgement, for caller: Caller) async throws -> ConnectionStatus {
        _ = try await ask { () async throws(EngineError) in
            try await engine.endAcknowledgement(of: request.name, by: caller.description)
        }
        return try await connection(request.name)
    }

    func answer(_ request: HoldNotices, for caller: Caller) async throws -> HoldAnswer {
        do throws(HoldError) {
            try await engine.hold(until: request.until, by: caller.description)
        } catch {
            throw Problem(error)
        }
        return HoldAnswer(hold: await hold())
    }

    func answer(_ request: ReleaseNotices, for caller: Caller) async throws -> HoldAnswer {
        do throws(HoldError) {
            try await engine.release(by: caller.description)
        } catch {
            throw Problem(error)
        }
        return HoldAnswer(hold: await hold())
    }

    /// What is held back; `nil` where nothing is.
    func hold() async -> HoldStatus? {
        await engine.held().map { hold, notices in
            HoldStatus(
                hold,
                notices: notices.map { .init(connection: $0.name.description, occasion: $0.occasion.key) })
        }
    }

    func answer(_ request: PreviewNotice, for caller: Caller) async throws -> MailText {
        let draft = try await ask { () async throws(EngineError) in
            try await engine.preview(of: request.name, request.occasion, in: request.language)
        }
        return try MailText(draft.message)
    }

    func answer(_ request: ShowNotice, for caller: Caller) async throws -> MailText {
        let item: OutboxItem?
        do throws(LedgerError) {
            item = try await engine.notice(request.id)
        } catch {
            throw Problem(.temporary, error.description)
        }
        guard let item else {
            throw Problem(
                .unknownNotice, "no notice has the number \(request.id)", hint: "`leadkeeper notices` lists them")
        }
        guard item.notice.mail.isWritten else {
            throw Problem(
                .unknownNotice, "no mail was written of notice \(request.id), since it was not sent",
                hint: "`leadkeeper notices` says what it was about")
        }
        return try MailText(item.notice.mail.body)
    }
}

extension MailText {
    /// A mail in parts.
    fileprivate init(_ message: [UInt8]) throws(Problem) {
        guard let read = ReadMessage(message) else { throw Problem(.internal, "the mail cannot be read") }
        self.init(
            headers: read.headers.map { Header(name: $0.name, value: $0.value) }, text: read.text, html: read.html,
            raw: String(decoding: message, as: UTF8.self))
    }
}

extension Problem {
    /// Why notices are not held back, or not let go.
    fileprivate init(_ error: HoldError) {
        switch error {
        case .past: self.init(.invalidValue, "that moment is past")
        case .tooLong(let latest):
            self.init(.invalidValue, "notices are held for a day at most, here until \(Timestamp(latest))")
        case .clock(let doubt): self.init(.temporary, "the clock is not to be trusted: \(doubt.sentence)")
        case .ledger: self.init(.cannotWrite, "the ledger cannot be written", hint: Problem.ledgerHint)
        }
    }
}
