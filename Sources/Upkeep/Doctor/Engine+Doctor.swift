internal import Bookkeeping
public import Credentials
public import Doctor
internal import Ports
internal import RotationEffects
internal import SecureMemory
public import UpkeepState

/// Whether a connection is set up as Microsoft's article has it.
extension Engine {
    /// Examines a connection: asks Microsoft anew what it may ask, and takes the last probe as evidence.
    ///
    /// Changes nothing anywhere, and keeps nothing from being done meanwhile. Waits where many are examined at once; who
    /// is cancelled meanwhile is let go, and so is whose connection has gone. A password that was refused is not sent
    /// again within half an hour.
    public func examine(_ name: CredentialName) async throws(EngineError) -> Examination {
        guard inventory[name] != nil else { throw EngineError(.unknownCredential, name) }
        if !examinations.begins(), await !hasTurn() { throw EngineError(.notNow("whoever asked has left"), name) }
        defer { examinations.ends() }
        guard !Task.isCancelled else { throw EngineError(.notNow("whoever asked has left"), name) }
        guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        let record = records[name]
        var facts = ConnectionFacts(of: credential, at: world.timekeeper.now())
        facts.current = record?.current
        facts.window = record?.window(of: credential)
        facts.lastProbe = record?.standing.lastProbe
        facts.lastLeadAt = record?.standing.lastProofAt
        facts.hasWrittenLead = record?.standing.lastWriteMilliseconds != nil
        let secret = await secret(into: &facts)
        await lookAround(&facts)
        if let examiner = world.examiner {
            facts.host.hosts = await examiner.hosts(of: credential, at: facts.now)
            if case .dynamics? = credential.destination { await lookInside(secret, examiner, &facts) }
            if credential.identity.method.secretOpensPlace {
                facts.place = await examiner.place(of: credential, secret: secret, at: facts.now)
            }
        }
        facts.directory = await directory(of: credential)
        facts.offer = await offer(of: name)
        let examination = Examination(of: facts)
        examinations.take(examination)
        return examination
    }

    /// Waits for a place among those that are under way; answers whether there is one now, and nobody has given up.
    private func hasTurn() async -> Bool {
        let ticket = examinations.ticket()
        let executor = actions.executor
        return await withTaskCancellationHandler {
            await withCheckedContinuation { examinations.wait(ticket, $0) }
        } onCancel: {
            // It comes after the waiting has begun: that is one step of the actor.
            Task(executorPreference: executor) { [weak self] in await self?.leave(ticket) }
        }
    }

    private func leave(_ ticket: Int) { examinations.giveUp(ticket) }

    /// How many examinations are under way, and how many wait to begin.
    package var examinationCounts: (underWay: Int, waiting: Int) { examinations.counts }

    /// The last examination of a connection since the start; `nil` where there was none.
    public func lastExamination(of name: CredentialName) -> Examination? { examinations[name] }

    /// Reads the secret.
    private func secret(into facts: inout ConnectionFacts) async -> SharedSecret? {
        guard let current = facts.current else {
            facts.secret = .known(false)
            return nil
        }
        switch await keyring(read: facts.credential.name, current) {
        case .value(let secret):
            facts.secret = .known(true)
            return secret
        case .intact, .obstructed(.absent): facts.secret = .known(false)
        case .obstructed(let obstacle): facts.secret = .notAsked(obstacle.sentence())
        }
        return nil
    }

    /// Takes over what leadkeeper knows of itself and its host.
    private func lookAround(_ facts: inout ConnectionFacts) async {
        await learnProvider()
        facts.host.keyringProvider = providerNote.provider
        facts.host.keyring =
            if let obstacle = troubles[.keyring].flatMap({ KeyringObstacle($0.fault) }) {
                .known(.obstructed(obstacle))
            } else if troubles.keyringAnswersSince != nil {
                .known(.answers)
            } else {
                .notAsked("it has not been used yet")
            }
        let doubt = clockDoubt
        facts.host.clock =
            switch doubt {
            case .beforeBuild?, .beforeLedger?, .apartFromServer?: .known(.doubted(doubt?.sentence ?? ""))
            case .jumped?: .known(.unsettled(doubt?.sentence ?? ""))
            case .unsynchronised?: .notAsked(doubt?.sentence ?? "")
            case nil: gate.isConfirmed ? .known(.right) : .notAsked("it has not been compared yet")
            }
        if let room = await ledger.room {
            facts.host.room = .known(HostFacts.Room(free: room.free, needed: room.needed, in: room.directory))
        } else {
            facts.host.room = .notAsked("its file system does not tell")
        }
        let name = facts.credential.name
        facts.host.circles = configuration.circles.filter { $0.concerns(name) }
        facts.ways = waysOut(at: facts.now)
    }

    /// Looks into the environment as the connection does, unless its password was turned down lately.
    private func lookInside(
        _ secret: SharedSecret?, _ examiner: any ConnectionExaminer, _ facts: inout ConnectionFacts
    ) async {
        let (credential, now) = (facts.credential, facts.now)
        let name = credential.name
        var refusal: ProbeReport.Finding?
        var age = TimeSpan(seconds: .max)
        if let current = facts.current {
            refusal = self.refusal(of: credential, current, at: now)
            age = now - current.knownSince
        }
        facts.environment = await examiner.environment(
            of: credential, secret: refusal == nil ? secret : nil,
            isAddressProven: records[name]?.standing.isAddressProven ?? false, at: now, secretAge: age)
        if let refusal {
            facts.environment.signIn = .known(.refused(refusal))
        } else if credential.identity.isPassword, let current = facts.current,
            case .known(.refused(let finding)) = facts.environment.signIn
        {
            examinations.isTurnedDown(name, version: current.id, finding, at: world.timekeeper.uptime())
        }
    }

    /// Why a password is not to be sent now, by the last probe or the last examination; `nil` where it may be.
    private func refusal(
        of credential: Credential, _ current: SecretVersion, at now: Instant
    ) -> ProbeReport.Finding? {
        guard credential.identity.isPassword else { return nil }
        let facts = facts(of: credential.name, doubt: nil, at: now)
        if facts.passwordRests(of: credential, now: now) != nil, let finding = facts.standing.lastProbe?.finding {
            return finding
        }
        return examinations.refusal(of: credential.name, version: current.id, at: world.timekeeper.uptime())
    }

    /// What those who may ask Microsoft Graph about a connection are told, the administrator first.
    private func directory(of credential: Credential) async -> DirectoryFacts {
        guard let examiner = world.examiner, credential.destination != nil else {
            return DirectoryFacts(notAsked: "nobody is set up to look")
        }
        var facts: DirectoryFacts?
        for asker in askers(for: credential.name) {
            let told: DirectoryFacts
            do {
                let proof = try await proof(of: asker)
                told = await examiner.directory(of: credential, as: asker.application, proof: proof)
            } catch {
                told = DirectoryFacts(notAsked: "\(asker.name): \(error.sentence())")
            }
            facts = facts.map { $0.or(told) } ?? told
        }
        return facts
            ?? DirectoryFacts(notAsked: "no application can ask Microsoft Graph: [Administrator] is not set up")
    }

    /// How the offer compares.
    private func offer(of name: CredentialName) async -> Fact<OfferDrift> {
        do {
            return .known(try await offerDrift(of: name))
        } catch {
            switch error.code {
            case .noOffer: return .notAsked("Offer= of \(name) is not set, so Partner Center is not asked")
            case .noAdministrator: return .notAsked("[Administrator] is not set up, so Partner Center is not asked")
            case .setback(let setback) where setback.kind == .forbidden:
                return .notPermitted(right: "Manager in Partner Center")
            case _: return .notAsked(error.description)
            }
        }
    }
}
