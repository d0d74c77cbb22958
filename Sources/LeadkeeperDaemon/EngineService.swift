internal import Bookkeeping
internal import Control
internal import Credentials
internal import SecureMemory
internal import Upkeep

/// The control API's work, done by the engine.
struct EngineService: ControlService {
    let engine: Engine
    let loop: ServiceLink

    func connections() async throws -> ConnectionList {
        // Whoever asks has perhaps just changed the files.
        try? await loop.service().lookAtFiles()
        return ConnectionList(
            connections: await engine.statuses().map(ConnectionStatus.init), health: HealthStatus(await engine.health()))
    }

    func health() async throws -> HealthStatus {
        try? await loop.service().lookAtFiles()
        return HealthStatus(await engine.health())
    }

    func connection(_ name: CredentialName) async throws -> ConnectionStatus {
        guard let status = await engine.status(of: name) else { throw Problem.unknownConnection(name) }
        return ConnectionStatus(status)
    }

    func events(_ query: EventQuery) async throws -> EventList {
        let events = try await ledgerAnswer { () throws(LedgerError) in
            try await engine.events(of: query.connection, after: query.after, limit: query.limit)
        }
        let all = try await ledgerAnswer { () throws(LedgerError) in
            try await engine.countEvents(of: query.connection, after: query.after)
        }
        return EventList(events: events.map(EventRecord.init), more: max(0, all - events.count))
    }

    func storeSecret(
        _ secret: SharedSecret, of name: CredentialName, _ facts: SecretFacts, for caller: Caller
    ) async throws -> SecretAnswer {
        try await judge(secret, of: name, facts)
        let stored: StoredSecret
        do {
            stored = try await engine.setSecret(
                secret, for: name, SecretSaying(issuedAt: facts.issuedAt, expiry: facts.expiry, keyID: facts.keyID),
                isUnproven: facts.isUnproven, waits: facts.waits)
        } catch {
            throw Problem(error)
        }
        return SecretAnswer(stored, of: try await connection(name))
    }

    func undoSecret(of name: CredentialName, for caller: Caller) async throws -> SecretAnswer {
        let stored: StoredSecret
        do {
            stored = try await engine.undoSecret(of: name)
        } catch {
            throw Problem(error)
        }
        return SecretAnswer(stored, of: try await connection(name))
    }

    func showSecret(of name: CredentialName, for caller: Caller) async throws -> SharedSecret {
        do {
            return try await engine.revealSecret(of: name, to: caller.description)
        } catch {
            throw Problem(error)
        }
    }

    func removeSecret(of name: CredentialName, for caller: Caller) async throws -> SecretRemoval {
        do {
            let removal = try await engine.removeSecret(of: name)
            return SecretRemoval(name: name.description, versions: removal.versions, waiting: removal.waiting)
        } catch {
            throw Problem(error)
        }
    }

    func probe(_ name: CredentialName, _ extent: ProbeReport.Extent, for caller: Caller) async throws -> ProbeStatus {
        do {
            return ProbeStatus(try await engine.probeNow(name, extent: extent))
        } catch {
            throw Problem(error)
        }
    }

    func notices(_ query: NoticeQuery) async throws -> NoticeList {
        let (items, all) = try await ledgerAnswer { () throws(LedgerError) in
            (
                try await engine.notices(of: query.connection, before: query.before, limit: query.limit),
                try await engine.countNotices(of: query.connection, before: query.before)
            )
        }
        return NoticeList(notices: items.map(NoticeRecord.init), more: max(0, all - items.count))
    }

    func testNotice(of name: CredentialName, for caller: Caller) async throws -> NoticeList {
        do {
            return NoticeList(notices: try await engine.sendTest(for: name).map(NoticeRecord.init))
        } catch {
            throw Problem(error)
        }
    }

    func beginBackup(for caller: Caller) async throws -> BackupStatus {
        do {
            return BackupStatus(copy: try await engine.beginBackup(by: caller.description))
        } catch {
            let code: Problem.Code = [.full, .reserve, .notPermitted].contains(error.code) ? .cannotWrite : .temporary
            throw Problem(code, error.description, hint: Problem.ledgerHint)
        }
    }

    func endBackup(for caller: Caller) async throws -> BackupStatus {
        await engine.endBackup()
        return BackupStatus(copy: nil)
    }

    func reload(allowingEmpty: Bool, for caller: Caller) async throws -> ReloadStatus {
        try await loop.service().reload(allowingEmpty: allowingEmpty)
    }

    private func ledgerAnswer<Answer>(_ question: () async throws(LedgerError) -> Answer) async throws(Problem) -> Answer {
        do {
            return try await question()
        } catch {
            throw Problem(.temporary, error.description)
        }
    }
}

extension Problem {
    /// Why the engine did not do what was asked, as a client sees it.
    init(_ error: EngineError) {
        let cause = error.description
        switch error.code {
        case .unknownCredential: self = .unknownConnection(error.name)
        case .noSecret: self.init(.noSecret, cause, hint: "`leadkeeper secret set \(error.name)` stores one")
        case .notProbed, .noContacts, .secretRefused: self.init(.invalidValue, cause)
        case .busy, .backingUp: self.init(.busy, cause)
        case .rotating:
            self.init(.rotationUnderWay, cause, hint: "`leadkeeper status \(error.name)` shows its step and whom it waits for")
        case .rotatingUnlessUnproven:
            self.init(
                .rotationUnderWay, cause,
                hint: "`leadkeeper rotate \(error.name) --abort` calls it off; --unproven stores the secret in any case, untried")
        case .rotatingUntilAborted:
            self.init(.rotationUnderWay, cause, hint: "`leadkeeper rotate \(error.name) --abort` calls it off")
        case .onTrial:
            self.init(
                .busy, cause,
                hint: "`leadkeeper status \(error.name)` shows it; `leadkeeper secret undo \(error.name)` ends its trial")
        case .notRotating: self.init(.noRotation, cause)
        case .notRotated, .notAborted, .nothingToHandOver, .noPrevious: self.init(.notPossible, cause)
        case .notHandedOff:
            self.init(.notPossible, cause, hint: "say so first, with `leadkeeper handoff \(error.name) confirm`")
        case .vouchedTooSoon(let from):
            self.init(.temporary, cause, hint: "see that leads arrive, and vouch from \(Timestamp(from)) on")
        case .noAdministrator:
            self.init(
                .notPossible, cause, hint: "see [Administrator] in leadkeeper.conf(5), and `leadkeeper secret set @administrator`"
            )
        case .noOffer: self.init(.notPossible, cause, hint: "see [PartnerCenter] Offer= in leadkeeper-connection(5)")
        case .keyOnPrincipal:
            self.init(
                .notPossible, cause,
                hint:
                    "give its end by hand: `leadkeeper secret set \(error.name) --expires DATE`; better, make a client secret on the"
                    + " application")
        case .unknownKey: self.init(.unknownKey, cause, hint: "`leadkeeper adopt \(error.name)` lists those that there are")
        case .notNow: self.init(.temporary, cause)
        case .setback(let setback):
            self.init(setback.kind == .transient || setback.kind == .uncertain ? .temporary : .issuerRefused, cause)
        case .tooSoon: self.init(.temporary, cause, hint: "store the right password, or wait half an hour")
        case .notWritten:
            self.init(
                .cannotWrite, cause,
                hint:
                    "look at the free space where the keyring lies; its file is written anew, so there has to be room for two of it"
            )
        case .keyring(let obstacle): self.init(Code(obstacle), cause, hint: obstacle.probeClass.advice)
        case .ledgerUnavailable: self.init(.cannotWrite, cause, hint: Problem.ledgerHint)
        }
    }
}

extension Problem.Code {
    /// The kind of problem that an obstacle in the keyring is.
    fileprivate init(_ obstacle: KeyringObstacle) {
        switch obstacle {
        case .locked: self = .keyringLocked
        case .degraded: self = .keyringDegraded
        case .unreachable, .timedOut: self = .keyringUnavailable
        case .absent, .torn, .mismatched: self = .noSecret
        }
    }
}

extension Problem {
    /// What helps where the ledger cannot be written.
    fileprivate static let ledgerHint =
        "look at the free space where the ledger lies; once the disk was full, \(Ledger.roomToGoOn >> 20) MiB have to be free to go on"
}

extension ConnectionStatus {
    fileprivate init(_ status: CredentialStatus) {
        self.init(
            name: status.credential.name.description, url: status.credential.environment,
            method: status.credential.identity.method,
            identity: status.credential.identity.account, contacts: status.credential.contacts.map(\.description),
            secret: SecretStatus(of: status.current, status.credential.identity), window: WindowStatus(status),
            probe: ProbeStatus(status.standing.lastProbe),
            rotation: RotationStatus(status),
            handOff: HandOffRecord(status.current?.handOff, deadline: status.handOffDeadline),
            conditions: status.conditions.map(ConditionStatus.init),
            next: status.decision.next.map(NextAction.init), trial: TrialStatus(status))
    }
}

extension SecretAnswer {
    fileprivate init(_ stored: StoredSecret, of connection: ConnectionStatus) {
        let (outcome, reason): (Outcome, TrialVerdict.Reason?) =
            switch stored.outcome {
            case .inUse(let reason): (.inUse, reason)
            case .onTrial: (.onTrial, nil)
            case .refused: (.refused, nil)
            case .withdrawn: (.withdrawn, nil)
            }
        self.init(connection: connection, outcome: outcome, reason: reason, answer: ProbeStatus(stored.report))
    }
}

extension TrialStatus {
    /// The secret on trial beside the one in use; `nil` where none is.
    fileprivate init?(_ status: CredentialStatus) {
        guard let (version, trial) = status.trial else { return nil }
        let credential = status.credential
        self.init(
            version: version.id, storedAt: Timestamp(version.storedAt), issuedAt: Timestamp(version.issuedAt),
            keyID: version.keyID,
            window: WindowStatus(
                Window(of: version, identity: credential.identity, lifetime: credential.lifetime),
                longestLeadTime: credential.notices.leadTimes.max() ?? .days(0), now: status.at),
            probe: ProbeStatus(trial.report), nextAttemptAt: status.nextTrialAt.map(Timestamp.init))
    }
}

extension WindowStatus {
    fileprivate init(_ status: CredentialStatus) {
        guard let window = status.window else {
            self.init(state: .unknown)
            return
        }
        self.init(window, longestLeadTime: status.credential.notices.leadTimes.max() ?? .days(0), now: status.at)
    }
}

extension EventRecord {
    fileprivate init(_ recorded: RecordedEvent) {
        let event = recorded.event
        self.init(
            id: recorded.id, at: Timestamp(event.at), type: event.kind.rawValue, connection: event.credential?.description,
            version: event.version, class: event.class, message: event.message, details: event.details)
    }
}

extension NoticeRecord {
    fileprivate init(_ item: OutboxItem) {
        self.init(
            id: item.id, connection: item.notice.credential?.description, version: item.notice.version,
            occasion: item.notice.topic.key, recipient: item.notice.recipient.description, subject: item.notice.subject,
            messageID: item.notice.messageID, state: State(item.state), createdAt: Timestamp(item.notice.createdAt),
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
