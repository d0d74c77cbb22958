internal import Configuration
internal import Control
internal import Credentials
internal import Ports
internal import SecureMemory
internal import Upkeep
internal import UpkeepState

/// The move of mail from a password to tokens: another way is tried while mail leaves by the configured one.
extension EngineService {
    func answer(_ request: GetMailMigration, for caller: Caller) async throws -> MailMigrationStatus {
        let prepared = try? await loop.service().spareWay(withTestMail: false)
        var status = MailMigrationStatus(secretKept: false)
        if let prepared { status.secretKept = await engine.hasSpareSecret(of: prepared.credential.identity) }
        guard let move = await engine.mailMove() else { return status }
        status.since = Timestamp(move.since)
        status.accepted = move.accepted
        status.finishAt = Timestamp(move.endsAt)
        status.obstacle =
            if let trouble = move.trouble {
                "mail is in trouble: \(trouble)"
            } else if SystemTimekeeper().now() < move.endsAt {
                "mail has left by the new way for less than \(MailMove.probation.inWords)"
            } else {
                nil
            }
        return status
    }

    func answer(_ request: StoreMailSecret, for caller: Caller) async throws -> MailTrialStatus {
        let way = try await loop.service().spareWay(withTestMail: request.sendsTestMail)
        if let objection = request.secret.bytes.withBytes({
            SecretForm.objection(to: $0, kind: way.credential.identity.secretKind)
        }) {
            throw Problem(objection)
        }
        let facts = request.facts
        let today = await engine.doubtsClock ? nil : SecretDates.Today.somewhere(at: SystemTimekeeper().now())
        if let objection = facts.dates.objection(today: today) {
            throw Problem(.invalidValue, objection.description, hint: objection.advice)
        }
        let trial = try await ask { () async throws(EngineError) in
            try await engine.trySpare(
                way, secret: request.secret,
                SecretSaying(issuedAt: facts.issuedAt, expiry: facts.expiry, keyID: facts.keyID))
        }
        return MailTrialStatus(trial)
    }

    func answer(_ request: TryMail, for caller: Caller) async throws -> MailTrialStatus {
        let way = try await loop.service().spareWay(withTestMail: request.sendsTestMail)
        return MailTrialStatus(
            try await ask { () async throws(EngineError) in try await engine.trySpare(way, secret: nil) })
    }
}

extension MailTrialStatus {
    fileprivate init(_ trial: SpareTrial) {
        self.init(
            probe: ProbeStatus(trial.report),
            mails: trial.mails.map { mail in
                Mail(
                    recipient: mail.recipient.description, accepted: mail.delivery.isAccepted,
                    message: mail.delivery.sentence)
            })
    }
}

extension Service {
    /// The way for mail that `leadkeeper mail migrate` has prepared, as the configuration would have it.
    ///
    /// Throws `notPossible` where none is, or where it would have faults.
    func spareWay(withTestMail sendsTestMail: Bool) throws(Problem) -> SpareWay {
        guard case .own(let file) = MailMigrationFile.find(in: configurationDirectory), file.stage == .prepared else {
            throw Problem(
                .notPossible, "no other way for mail is prepared", hint: "`leadkeeper mail migrate` prepares one")
        }
        let result = Settings.load(
            directory: configurationDirectory,
            proposing: [ProposedFile(MailMigrationFile.name, file.at(.switched).text)])
        guard let settings = result.settings, let credential = settings[.mail] else {
            throw Problem(
                .notPossible, "with the new way, the configuration would have \(result.faultCount)",
                hint: result.faults.first?.description)
        }
        do {
            let outside = try Outside(
                settings, hooks: self.outside.hooks, notes: self.outside.notes, queue: self.outside.queue)
            return SpareWay(
                credential, mailer: outside.mailer, writer: outside.noticeWriter,
                testRecipients: sendsTestMail ? settings.operators : [])
        } catch {
            throw Problem(.notPossible, "\(error)")
        }
    }
}
