internal import Basics
internal import Bookkeeping
internal import Control
internal import Credentials
internal import Metrics
internal import Upkeep
internal import UpkeepState

/// How the connections are, and how leadkeeper itself is.
extension EngineService {
    func answer(_ request: ListConnections, for caller: Caller) async throws -> ConnectionList {
        var list = ConnectionList(connections: [])
        if request.after == nil {
            await lookAtFiles()
            list.mark = await mark()
            (list.health, list.hold) = (await health(), await hold())
            list.unchanged = request.unless == list.mark
            if list.unchanged { return list }
        }
        let statuses = await engine.statuses(after: request.after, limit: request.limit ?? .max)
        list.connections = statuses.map(ConnectionStatus.init)
        if request.isBrief { for index in list.connections.indices { list.connections[index].abridge() } }
        if let limit = request.limit, statuses.count >= limit { list.next = list.connections.last?.name }
        if list.next == nil { try? await loop.service().tidySoon() }
        return list
    }

    /// What is another text once something has changed, and each minute, since some things change by themselves.
    private func mark() async -> String {
        "\(Self.process)-\(await engine.changes)-\(SystemTimekeeper().now().secondsSinceEpoch / 60)"
    }

    /// What tells this process from one before it, whose count was another one.
    private static let process = UInt32.random(in: 0...(.max))

    /// All connections as they are now, and leadkeeper itself.
    func everything() async -> ConnectionList {
        ConnectionList(
            connections: await engine.statuses().map(ConnectionStatus.init),
            health: await health(), hold: await hold())
    }

    func answer(_ request: GetMetrics, for caller: Caller) async throws -> MetricsText {
        await lookAtFiles()
        let metrics = ServiceMetrics(await everything(), process: ProcessFacts.own)
        return MetricsText(text: metrics.exposition(as: request.format), as: request.format)
    }

    func answer(_ request: GetConnection, for caller: Caller) async throws -> ConnectionStatus {
        try await connection(request.name)
    }

    func answer(_ request: GetHealth, for caller: Caller) async throws -> HealthStatus {
        await lookAtFiles()
        return await health()
    }

    /// What the files of the publish directory are made of.
    func snapshot() async -> Publisher.Snapshot {
        let statuses = await engine.statuses()
        return Publisher.Snapshot(
            statuses: statuses, health: await health(), hold: await hold(), at: SystemTimekeeper().now())
    }

    private func health() async -> HealthStatus {
        HealthStatus(
            await engine.health(), await engine.heartbeat(), ways: await engine.waysOut(),
            service: ServiceStatus(
                version: Release.version, lastPassAt: await engine.passedAt,
                oldestNoticeAt: await engine.oldestNoticeAt(), lastBackupAt: await engine.backupBegunAt),
            publishing: try? await loop.service().publishing)
    }

    func answer(_ request: ProbeConnection, for caller: Caller) async throws -> ProbeStatus {
        ProbeStatus(
            try await ask { () async throws(EngineError) in
                try await engine.probeNow(request.name, extent: request.extent)
            })
    }

    /// Whoever asks how things are has perhaps just changed the configuration.
    private func lookAtFiles() async {
        try? await loop.service().lookAtFiles()
    }
}

extension ConnectionStatus {
    init(_ status: CredentialStatus) {
        self.init(
            name: status.credential.name.description, url: status.credential.destination?.address,
            method: status.credential.identity.method.rawValue,
            identity: status.credential.identity.account, contacts: status.credential.contacts.map(\.description),
            secret: SecretStatus(
                of: status.current, status.credential.identity,
                changedElsewhereAt: status.standing.changedElsewhereAt), window: WindowStatus(status),
            probe: ProbeStatus(status.standing.lastProbe),
            rotation: RotationStatus(status),
            handOff: HandOffRecord(status.current?.handOff, deadline: status.handOffDeadline),
            conditions: status.conditions.map(ConditionStatus.init),
            next: status.decision.next.map(NextAction.init), decision: DecisionStatus(status.decision),
            trial: TrialStatus(status), startBy: status.startBy.map(Timestamp.init),
            snoozes: status.answers.snoozes.map { SnoozeStatus($0, startBy: status.startBy) },
            acknowledgement: status.answers.acknowledgement.map(AcknowledgementStatus.init),
            doctor: status.examination.map(DoctorSummary.init), signIns: SignInStatus(status),
            attention: status.attention, told: status.told.map { ToldStatus(people: $0.people, at: Timestamp($0.at)) },
            probing: ProbingStatus(of: status.credential, status.standing),
            leads: LeadStatus(status.leads, of: status.credential))
    }
}

extension SignInStatus {
    /// Who signs in with a credential's secrets; `nil` where nobody has asked.
    init?(_ status: CredentialStatus) {
        self.init(status.signIns, of: status.current, status.rotation, at: status.at)
    }
}

extension TrialStatus {
    /// The secret on trial beside the one in use; `nil` where none is.
    init?(_ status: CredentialStatus) {
        guard let (version, trial) = status.trial else { return nil }
        let credential = status.credential
        self.init(
            kind: version.kind(of: status.credential.identity), version: version.id,
            storedAt: Timestamp(version.storedAt),
            issuedAt: Timestamp(version.issuedAt),
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
        disagreement = status.current?.issuer?.disagreement?.description
        risk = status.current.flatMap { window.risk(of: $0, status.credential) }
    }
}

extension RotationStatus {
    /// Where a credential's rotation stands.
    init(_ status: CredentialStatus) {
        self.init(
            mode: status.credential.rotation.mode, of: status.rotation, waitingFor: status.rotationWait,
            deadline: status.handOffDeadline, last: status.lastRotation, beginsAt: status.rotationBeginsAt)
    }
}
