internal import Basics
public import Bookkeeping
public import Credentials
internal import Ports
internal import UpkeepState

extension Engine {
    /// The status of every credential, sorted by name; or of the first so many that stand behind that name.
    public func statuses(after name: CredentialName? = nil, limit: Int = .max) async -> [CredentialStatus] {
        let now = world.timekeeper.now()
        let doubt = clockDoubt
        let health = health(now: now, doubt: doubt)
        let page = inventory.page(after: name, limit: limit)
        return await withTold(page.map { status(of: $0, health, now: now, doubt: doubt) })
    }

    /// What the ledger knows of every credential, as it is in memory, for a simulation's judge.
    package var known: [CredentialName: CredentialRecord] { records.all }

    /// What is another number whenever what is known of a credential has changed, or the configuration has.
    ///
    /// What time changes by itself does not change it, nor what the statuses say of the daemon.
    public var changes: UInt64 { records.changes }

    /// The status of one credential; `nil` where none of that name is configured.
    public func status(of name: CredentialName) async -> CredentialStatus? {
        let now = world.timekeeper.now()
        let doubt = clockDoubt
        guard let credential = inventory[name] else { return nil }
        return await withTold([status(of: credential, health(now: now, doubt: doubt), now: now, doubt: doubt)]).first
    }

    /// These, with who was told of what asks for somebody; a ledger that cannot be read leaves that out.
    private func withTold(_ statuses: [CredentialStatus]) async -> [CredentialStatus] {
        var versions: [CredentialName: String] = [:]
        for status in statuses where status.attention.map({ $0 != .leadkeeper }) ?? false {
            versions[status.credential.name] = status.current?.id
        }
        guard !versions.isEmpty, let told = try? await ledger.lastTold(of: versions) else { return statuses }
        return statuses.map { status in
            var status = status
            status.told = told[status.credential.name]
            return status
        }
    }

    private func status(of credential: Credential, _ health: Health, now: Instant, doubt: ClockDoubt?)
        -> CredentialStatus
    {
        let facts = facts(of: credential.name, doubt: doubt, at: now)
        let record = records[credential.name]
        let wait = record?.rotation.flatMap { rotationWait(of: credential.name, $0, facts, now: now) }
        return CredentialStatus(
            credential: credential, current: facts.current,
            trial: record?.onTrial.flatMap { version in record?.trial.map { (version, $0) } },
            nextTrialAt: nextAttempt(of: credential, now: now), window: record?.window(of: credential),
            standing: facts.standing, decision: decide(credential, facts, now: now), rotation: record?.rotation,
            rotationWait: wait, lastRotation: record?.lastRotation,
            signIns: record?.signIns, leads: record?.leads,
            handOffDeadline: facts.handOffDeadline(of: credential, record?.rotation),
            startBy: facts.startBy(of: credential, at: now),
            rotationBeginsAt: facts.rotationBegins(of: credential, last: record?.lastRotation, at: now),
            answers: facts.answers.standing(of: facts, credential, at: now),
            conditions: conditions(
                of: credential, facts, rotation: record?.rotation, waitingFor: wait, last: record?.lastRotation,
                health: health, alertPath: alertPath(of: credential.name, at: now), now: now),
            examination: examinations[credential.name], at: now)
    }

    /// Whether a channel works, where that is its name; `nil` for everything else, which is told by mail.
    private func alertPath(of name: CredentialName, at now: Instant) -> Condition? {
        channels.all.first { $0.name.credential == name }.flatMap { waysOut(at: now)[$0.name]?.condition }
    }

    /// What people have answered to notices, as far as it still counts, and by when they have to begin.
    ///
    /// - Parameter name: about which credential; `nil` for all about which somebody has answered, in their order.
    public func answers(
        about name: CredentialName?
    ) -> [(name: CredentialName, answers: Answers, startBy: Instant?)] {
        let now = world.timekeeper.now()
        let asked = name.map { [inventory[$0]].compactMap(\.self) } ?? inventory.sorted
        return asked.compactMap { credential in
            guard let record = records[credential.name], !record.answers.isEmpty else { return nil }
            let answers = record.answers.standing(of: record.facts, credential, at: now)
            return answers.isEmpty ? nil : (credential.name, answers, record.facts.startBy(of: credential, at: now))
        }
    }

    /// Whether the clock is not to be trusted now, so that nothing may be judged by it.
    public var doubtsClock: Bool { clockDoubt != nil }

    /// The state of the whole in one sentence, for `systemctl status`: `5 connections; next lapse: contoso in 6 days`.
    public func summary() -> String {
        let now = world.timekeeper.now()
        for name in records.takeUncounted() { count(name, at: now) }
        while let name = overview.takeReached(at: now) { count(name, at: now) }
        let missing = overview.missingCount
        let connections = inventory.connectionCount
        var parts = troubles.lastResort.since == nil ? [] : ["nobody can be notified: every way out is down"]
        parts += [connections.counted("connection")]
        parts += few(.doubted, "past its date, yet working") + few(.lapsed, "expired") + few(.aged, "to be replaced")
        if overview.refusedCount > 0 { parts.append("\(overview.refusedCount) refused") }
        if missing > 0 { parts.append("\(missing) without a secret") }
        parts += overview.reservedWithoutSecret.sorted().map { "no secret for \($0)" }
        parts += DaemonFault.Part.allCases.compactMap { troubles[$0]?.status(at: now) }
        parts += waysOut(at: now).all.compactMap { way in
            way.isDown ? way.channel.map { "channel \($0) does not work" } : nil
        }
        if let remark = configuration.statusRemark, troubles[.configuration] == nil { parts.append(remark) }
        if gate.isAwaited { parts.append("waiting for the clock") }
        if let next = overview.next {
            let what = isDueDate(of: next.name) ? "be replaced" : "expire"
            parts.append("next to \(what): \(next.name) in \((next.at - now).inWords)")
        }
        return parts.joined(separator: "; ")
    }

    /// Whether nothing ends with the window's end.
    private func isDueDate(of name: CredentialName) -> Bool {
        guard let credential = inventory[name] else { return false }
        return records[name]?.window(of: credential)?.isDueDate == true
    }

    private func count(_ name: CredentialName, at now: Instant) {
        overview.count(name, inventory[name], records[name], at: now)
    }

    private func few(_ kind: Overview.Past, _ words: String) -> [String] {
        let names = overview.few(kind, atMost: 3)
        return names.isEmpty ? [] : ["\(words): " + names.map(\.description).joined(separator: ", ")]
    }

    /// The ledger's events, the oldest first: the newest of them, or with `after` the first behind that one.
    public func events(
        of name: CredentialName?, since: Instant? = nil, after: Int64?, before: Int64? = nil, limit: Int
    ) async throws(LedgerError) -> [RecordedEvent] {
        try await ledger.events(of: name, since: since, after: after, before: before, limit: limit)
    }

    /// How many of the ledger's events there are.
    public func countEvents(
        of name: CredentialName?, since: Instant? = nil, after: Int64?, before: Int64? = nil
    ) async throws(LedgerError) -> Int {
        try await ledger.countEvents(of: name, since: since, after: after, before: before)
    }

    /// The notices, the newest first: the newest of them, or with `after` the oldest behind that one.
    public func notices(
        of name: CredentialName?, since: Instant? = nil, after: Int64? = nil, before: Int64? = nil, limit: Int
    ) async throws(LedgerError) -> [OutboxItem] {
        await named(
            try await ledger.notices(
                of: name, since: since, after: after, before: before, limit: limit, withBodies: false))
    }

    /// How many notices there are.
    public func countNotices(
        of name: CredentialName?, since: Instant? = nil, after: Int64? = nil, before: Int64?
    ) async throws(LedgerError) -> Int {
        try await ledger.countNotices(of: name, since: since, after: after, before: before)
    }
}
