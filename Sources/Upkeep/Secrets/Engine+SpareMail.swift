internal import Bookkeeping
public import Credentials
public import Ports
public import SecureMemory
public import UpkeepState

/// Another way for mail, tried before anything depends on it.
extension Engine {
    /// Tries a way for mail that is not the configured one, and keeps its secret beside that of the configured one.
    ///
    /// Signs in, asks the server whether it would take a mail to the operators, and sends a test mail where that is wanted. A secret that is refused for itself is not kept; one whose
    /// way is not set up yet is, so that it can be tried again without it. Nothing of the configured way changes.
    /// - Parameters:
    ///   - secret: what to sign in with; `nil` for the one that is kept.
    public func trySpare(_ way: SpareWay, secret: SharedSecret?, _ saying: SecretSaying = SecretSaying())
        async throws(EngineError) -> SpareTrial
    {
        try await alone(with: .spareMail) { () async throws(EngineError) -> SpareTrial in
            guard let secret else {
                guard let version = records[.spareMail]?.current,
                    await lastIdentity(of: .spareMail) == way.credential.identity
                else { throw EngineError(.noSecret, .spareMail) }
                let proof: SignInProof
                do throws(KeyringObstacle) {
                    proof = try await self.proof(of: .spareMail, version)
                } catch {
                    throw EngineError(.keyring(error), .spareMail)
                }
                return await tryOut(way, proof, version)
            }
            noteMemory(of: secret)
            try await adoptSpare(way.credential)
            let version = try await putIntoKeyring(secret, of: way.credential, saying)
            let trial = await tryOut(way, .secret(secret), version)
            guard trial.report.finding?.class.refusesSecret != true else {
                try await giveUp(version, of: way.credential, trial.report)
                return trial
            }
            let event = Event(
                at: world.timekeeper.now(), kind: .secretStored, credential: .spareMail, version: version.id,
                message: "a \(way.credential.identity.secretKind) for another way of sending mail was stored")
            let standing = records[.spareMail]?.standing ?? Standing()
            let finished: Void? = await record { () throws(LedgerError) in
                try await self.ledger.finishStoring(
                    version.id, fingerprint: version.fingerprint, standing: standing, event: event)
            }
            guard finished != nil else { throw EngineError(.ledgerUnavailable, .spareMail) }
            await hasComeIntoUse(event, of: .spareMail)
            return trial
        }
    }

    /// Whether a secret is kept for that way.
    public func hasSpareSecret(of identity: Identity) async -> Bool {
        guard records[.spareMail]?.current != nil else { return false }
        return await lastIdentity(of: .spareMail) == identity
    }

    private func lastIdentity(of name: CredentialName) async -> Identity? {
        let known: KnownConfiguration?? = await ask { () throws(LedgerError) in
            try await self.ledger.lastConfiguration(of: name)
        }
        return known??.credential?.identity
    }

    private func adoptSpare(_ credential: Credential) async throws(EngineError) {
        let standing = records[.spareMail]?.standing ?? Standing()
        let adopted: Void? = await record { () throws(LedgerError) in
            try await self.ledger.adoptSpare(credential, standing: standing)
        }
        guard adopted != nil else { throw EngineError(.ledgerUnavailable, .spareMail) }
        await reload(.spareMail)
    }

    private func giveUp(
        _ version: SecretVersion, of credential: Credential, _ report: ProbeReport
    ) async throws(EngineError) {
        let event = Event(
            at: world.timekeeper.now(), kind: .secretNotStored, credential: credential.name, version: version.id,
            class: report.finding?.class,
            message: "a \(credential.identity.secretKind) for another way of sending mail was refused, and is not kept")
        let abandoned: Void? = await record { () throws(LedgerError) in
            try await self.ledger.abandonStoring(version.id, event: event)
        }
        guard abandoned != nil else { throw EngineError(.ledgerUnavailable, credential.name) }
        world.journal.write(event)
        tidySoon()
    }

    private func tryOut(_ way: SpareWay, _ proof: SignInProof, _ version: SecretVersion) async -> SpareTrial {
        let (began, start) = (world.timekeeper.now(), world.timekeeper.uptime())
        let mailSecret = MailSecret(
            proof, version: version.id, age: began - version.knownSince, owner: way.credential.identity)
        var finding = await way.mailer.signIn(with: mailSecret).finding
        // As far as it goes without a mail: to whom a mail would go, the server says only when it is asked.
        if finding == nil, let recipient = inventory.operators.first {
            switch await way.mailer.prove(to: recipient.description, secret: mailSecret) {
            case .fails(let delivery): finding = delivery.refusal
            case .works, .unready, .untold, .leftToDeliveries: break
            }
        }
        var mails: [SpareTrial.Mail] = []
        if finding == nil {
            for recipient in way.testRecipients {
                let delivery = await way.mailer.deliver(
                    testMail(of: way, version, to: recipient, at: began), to: recipient.description,
                    secret: mailSecret)
                mails.append(SpareTrial.Mail(recipient: recipient, delivery: delivery))
            }
            finding = mails.compactMap(\.delivery.refusal).first
        }
        let took = (world.timekeeper.uptime() - start).seconds * 1_000
        return SpareTrial(
            report: ProbeReport(ofSignIn: finding, at: began, durationMilliseconds: Int(clamping: took)), mails: mails)
    }

    private func testMail(
        of way: SpareWay, _ version: SecretVersion, to recipient: EmailAddress, at now: Instant
    ) -> [UInt8] {
        way.writer.write(
            NoticeRequest(
                credential: way.credential.named(.mail), version: version, window: nil,
                occasion: .test(id: version.id), standing: Standing(), trouble: nil, recipient: recipient, now: now,
                operators: inventory.operators)
        ).message
    }
}

/// A way for mail that is not the configured one.
public struct SpareWay: Sendable {
    /// Whom it signs in as, as the configuration would have it.
    public var credential: Credential
    /// What sends by it.
    public var mailer: any Mailer
    /// What writes mails as it would.
    public var writer: any NoticeWriter
    /// Who gets a test mail; empty for nobody.
    public var testRecipients: [EmailAddress]

    /// A way whose `credential` is that of `@mail` there.
    public init(
        _ credential: Credential, mailer: any Mailer, writer: any NoticeWriter, testRecipients: [EmailAddress] = []
    ) {
        self.credential = credential.named(.spareMail)
        (self.mailer, self.writer, self.testRecipients) = (mailer, writer, testRecipients)
    }
}

/// What came of trying another way for mail.
public struct SpareTrial: Sendable {
    /// A test mail, and how it ended.
    public struct Mail: Sendable {
        /// To whom.
        public var recipient: EmailAddress
        /// How it ended.
        public var delivery: Delivery
    }

    /// What was found; a test mail that was refused counts as a sign-in that was.
    public var report: ProbeReport
    /// The test mails that were sent once it was signed in.
    public var mails: [Mail]
}

extension Delivery {
    /// What is wrong with the way, or cannot be told; `nil` where the mail was taken, or its recipient alone was refused.
    fileprivate var refusal: ProbeReport.Finding? {
        switch verdict.consequence {
        case .accepted, .ends, .restsRecipient: return nil
        case .restsMail, .restsAll: break
        }
        let unnamed: ProbeClass = verdict.isLasting ? .configuration : code == nil ? .network : .serviceFault
        return ProbeReport.Finding(
            class: problem ?? unnamed, step: .identity, code: code.map { "SMTP \($0)" }, message: sentence,
            answeredBy: code == nil ? nil : .mailServer)
    }
}
