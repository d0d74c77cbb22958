internal import Bookkeeping
internal import Credentials
internal import Ports
internal import SecureMemory
internal import UpkeepState

/// Trying a secret before it takes the place of one that works, again and again until Microsoft's answer is known.
extension Engine {
    /// What is known of the secret in use while another is tried.
    func rival(of credential: Credential) -> Rival {
        let record = records[credential.name]
        if credential.sendsMail, record?.current != nil, isTurnedDown(credential.name) { return .refused }
        return Rival(
            current: record?.current, standing: record?.standing ?? Standing(), identity: credential.identity,
            now: world.timekeeper.now())
    }

    /// Whether the mail server that a secret is for takes nothing before something is mended.
    private func isTurnedDown(_ secret: CredentialName) -> Bool {
        secret.channel.map(channels.isRefused) ?? (troubles[.mail]?.fault == .mailRefused)
    }

    /// A secret on trial as it is, without another attempt.
    func onTrial(_ version: SecretVersion, of credential: Credential) -> StoredSecret {
        StoredSecret(
            version: version, outcome: .onTrial(nextAttempt: nextAttempt(of: credential, now: world.timekeeper.now())),
            report: records[credential.name]?.trial?.report)
    }

    /// When the secret on trial is tried next by itself; `nil` where nothing is on trial, or only a person has it tried
    /// again.
    func nextAttempt(of credential: Credential, now: Instant) -> Instant? {
        let name = credential.name
        guard let record = records[name], let trial = record.trial, let version = record.onTrial else { return nil }
        let facts = facts(of: name, doubt: nil, at: now)
        if credential.identity.isPassword {
            guard !facts.isInterruptedTooOften, !facts.account.isNewerOnTrial(than: version) else { return nil }
        }
        return trial.nextAttempt(
            remaining: record.window(of: credential)?.remaining(at: trial.lastAttemptAt ?? now),
            rest: facts.passwordRests(onTrial: trial, of: credential, now: now),
            isUrgent: version.certificate == nil && rival(of: credential) == .refused,
            now: now)
    }

    /// Starts an attempt with the secret on trial.
    func startTrial(of name: CredentialName) {
        guard let credential = inventory[name], let version = records[name]?.onTrial else { return }
        busy.insert(name)
        probes.begin()
        act { engine in
            _ = await engine.tryNow(version, of: credential, isAskedFor: false)
            engine.busy.remove(name)
            engine.probes.end()
        }
    }

    /// Tries the secret on trial, and takes in what follows.
    ///
    /// The caller has marked the credential as busy. A password is not sent before its account has rested.
    /// - Parameter isAskedFor: whether a person waits for the answer; else the operators are told of a refusal.
    func tryNow(_ version: SecretVersion, of credential: Credential, isAskedFor: Bool) async -> StoredSecret {
        let (name, now) = (credential.name, world.timekeeper.now())
        guard let trial = records[name]?.trial else { return onTrial(version, of: credential) }
        let facts = facts(of: name, doubt: nil, at: now)
        guard facts.passwordRests(onTrial: trial, of: credential, now: now) == nil,
            !credential.identity.isPassword || !facts.account.isNewerOnTrial(than: version)
        else { return onTrial(version, of: credential) }
        let report = await answer(about: version, of: credential)
        let isPassword = credential.identity.isPassword
        var verdict =
            version.certificate == nil
            ? TrialVerdict(on: report, beside: rival(of: credential), isPassword: isPassword)
            : TrialVerdict(onCertificate: report)
        if verdict == .compare {
            verdict = TrialVerdict(on: report, beside: await freshRival(of: credential), isPassword: isPassword)
        }
        return await settle(verdict, version, report, of: credential, isAskedFor: isAskedFor)
    }

    /// Tries the secret in use too, since only both answers together tell.
    private func freshRival(of credential: Credential) async -> Rival {
        guard credential.isProbed else {
            guard let current = records[credential.name]?.current else { return .none }
            let report = await answer(about: current, of: credential)
            if report.finding?.class.refusesSecret == true { return .refused }
            return .stands(report, isFresh: true)
        }
        _ = await runProbe(credential.name, .whole)
        return rival(of: credential)
    }

    private func settle(
        _ verdict: TrialVerdict, _ version: SecretVersion, _ report: ProbeReport, of credential: Credential,
        isAskedFor: Bool
    ) async -> StoredSecret {
        let (name, now) = (credential.name, world.timekeeper.now())
        let outcome: TrialOutcome
        var event: Event?
        var notices: [NewNotice] = []
        let trial = (records[name]?.trial ?? Trial()).after(report, at: now)
        switch verdict {
        case .promote:
            outcome = .promoted(standing(of: credential, with: report, at: now))
            event = .isInUse(version, of: credential, at: now)
        case .drop:
            var standing = records[name]?.standing ?? Standing()
            if credential.identity.isPassword, report.verdict == .doubted {
                standing.isTurnedDown(at: now)
            }
            outcome = .dropped(standing)
            event = .isRefused(version, report, of: credential, at: now)
            if !isAskedFor { notices = await refusalNotices(version, report, of: credential, at: now) }
        case .wait, .compare: outcome = .goesOn(trial)
        }
        let settled: Void? = await record { [event, notices] () throws(LedgerError) in
            try await self.ledger.finishAttempt(
                of: name, version: version.id, report: report, outcome, event: event, notices: notices, at: now)
        }
        guard settled != nil else {
            // What cannot be written down has not happened; it is tried again when the ladder says so.
            records[name]?.trial = trial
            return onTrial(version, of: credential)
        }
        if case .promote(let reason) = verdict, let event {
            await hasComeIntoUse(event, of: name)
            var version = version
            version.stage = .current
            return StoredSecret(version: version, outcome: .inUse(reason), report: report)
        }
        await reload(name)
        if let event {
            world.journal.write(event)
        }
        tidySoon()
        guard verdict == .drop else { return onTrial(version, of: credential) }
        return StoredSecret(version: version, outcome: .refused, report: report)
    }

    private func refusalNotices(
        _ version: SecretVersion, _ report: ProbeReport, of credential: Credential, at now: Instant
    ) async -> [NewNotice] {
        guard let finding = report.finding else { return [] }
        return await drafts(
            of: .secretRefused(credential.name, finding.class, version: version.id, since: version.storedAt),
            finding.words, now: now)
    }
}

/// Asking about one version, by the way that fits its credential.
extension Engine {
    /// What Microsoft says of a version that has just come into use; `nil` where its account has to rest first.
    ///
    /// The caller has marked the credential as busy.
    func firstAnswer(about version: SecretVersion, of credential: Credential) async -> ProbeReport? {
        guard credential.isProbed || credential.identity.secretKind != .address else { return nil }
        let now = world.timekeeper.now()
        let facts = facts(of: credential.name, doubt: nil, at: now)
        guard facts.passwordRests(of: credential, now: now) == nil else { return nil }
        guard credential.isProbed else { return await answer(about: version, of: credential, isTrial: false) }
        return await runProbe(credential.name, credential.isWrittenUnasked ? .whole : .signIn)
    }

    /// Signs in as one of leadkeeper's own because a person asks for it: with what is on trial, else with what is in use.
    ///
    /// It obeys the same manners as a probe.
    func signInNow(as name: CredentialName) async throws(EngineError) -> ProbeReport {
        try await alone(with: name) { () async throws(EngineError) -> ProbeReport in
            guard let credential = inventory[name], let record = records[name] else {
                throw EngineError(.unknownCredential, name)
            }
            guard let version = record.onTrial ?? record.current else { throw EngineError(.noSecret, name) }
            let now = world.timekeeper.now()
            if let until = facts(of: name, doubt: nil, at: now).passwordRests(of: credential, now: now) {
                throw EngineError(.tooSoon(until: until), name)
            }
            let report =
                record.onTrial == nil
                ? await firstAnswer(about: version, of: credential)
                : await tryNow(version, of: credential, isAskedFor: true).report
            guard let report else { throw EngineError(.noSecret, name) }
            return report
        }
    }

    /// Reads a version's secret and has it tried: by a whole probe where a lead may be written, else by signing in.
    ///
    /// - Parameter isTrial: whether the end of the attempt is taken in by the one who asked for it.
    private func answer(about version: SecretVersion, of credential: Credential, isTrial: Bool = true) async
        -> ProbeReport
    {
        let began = world.timekeeper.now()
        let bootedAt = bootedAt
        let proof: SignInProof
        do {
            proof = try await self.proof(of: credential.name, version)
        } catch {
            return ProbeReport(error, extent: .signIn, at: began)
        }
        guard credential.isProbed, case .secret(let secret) = proof else {
            if isTrial { _ = await journalled(.signIn, of: credential, version, at: began) }
            return await signIn(by: proof, version, of: credential, at: began)
        }
        let extent: ProbeReport.Extent = credential.isWrittenUnasked ? .whole : .signIn
        let plan = await journalled(extent, of: credential, version, at: began)
        let report = await world.prober.probe(
            credential, secret: secret, plan: plan, at: began, secretAge: began - version.knownSince)
        heed(report, of: credential, bootedAt: bootedAt)
        return report
    }

    /// Signs in as one of the reserved names does: to where mail is sent, or as the administrator's application to
    /// Microsoft Graph.
    private func signIn(
        by proof: SignInProof, _ version: SecretVersion, of credential: Credential, at began: Instant
    ) async -> ProbeReport {
        let start = world.timekeeper.uptime()
        var finding: ProbeReport.Finding?
        switch credential.identity {
        case .azureAD where credential.sendsMail, .mailbox:
            guard let mailer = mailer(of: credential.name) else { break }
            let mailSecret = MailSecret(
                proof, version: version.id, age: began - version.knownSince, owner: credential.identity)
            finding = await mailer.signIn(with: mailSecret).finding
        case .azureAD, .office365:
            guard let application = credential.identity.application else { break }
            do throws(Setback) {
                try await world.issuer.signIn(as: application, proof: proof)
            } catch {
                finding = error.finding(secretAge: began - version.knownSince)
            }
        // There is nothing to sign in to; what is not asked is refused by nobody.
        case .httpsEndpoint, .azureTable, .channel, .heartbeat: break
        }
        let took = (world.timekeeper.uptime() - start).seconds * 1_000
        return ProbeReport(ofSignIn: finding, at: began, durationMilliseconds: Int(clamping: took))
    }
}
