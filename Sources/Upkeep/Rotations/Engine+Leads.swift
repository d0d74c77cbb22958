internal import Bookkeeping
internal import Credentials
internal import Doctor
internal import Ports
internal import SecureMemory
internal import UpkeepState

/// Whether the marketplace's leads still arrive, by when they did.
extension Engine {
    /// How soon again is tried what could not be asked for.
    private static let restOfLeads = TimeSpan.hours(1)

    /// Reads when the marketplace's leads arrived since the last time, and judges the silence since.
    ///
    /// What is in the way of it counts against nobody. The caller has marked the credential as busy.
    func readLeads(of name: CredentialName) async {
        guard let reader = world.leads, let credential = inventory[name], let current = records[name]?.current else {
            return
        }
        rest(.leads, of: name, for: Self.restOfLeads)
        guard case .value(let secret) = await keyring(read: name, current) else { return }
        let now = world.timekeeper.now()
        let report: LeadReport
        do {
            let since = LeadSight.begin(after: records[name]?.leads, at: now)
            report = try await reader.arrivals(of: credential, secret: secret, since: since, at: now)
        } catch {
            await take(error, ofLeadsAt: name)
            return
        }
        guard let record = records[name], record.current == current else { return }
        var sight = LeadSight(report, after: record.leads, excusedUntil: record.standing.overcameAt, at: now)
        let resumed = sight.hasResumed ? end(&sight, of: name, current, at: now) : nil
        var missed: Event?
        if sight.isUnusual, sight.silence == nil, let lastAt = sight.lastAt {
            let causes = await likelyCauses(of: name)
            // Another secret may have come meanwhile, of which nobody knows yet whether it mends it.
            guard records[name]?.current?.id == current.id else { return }
            let silence = LeadSilence(since: lastAt, foundAt: now, version: current.id, causes: causes)
            sight.silence = silence
            missed = Event(
                at: now, kind: .leadsMissed, credential: name, version: current.id,
                message: silence.sentence(longest: sight.longestPause))
        }
        guard await save(sight, of: name, [resumed, missed].compactMap(\.self)) else { return }
        // That one is missed is told in the journal when people are told.
        if let resumed { world.journal.write(resumed) }
        rest(.leads, of: name, for: .seconds(0))
    }

    /// The silence is over: a lead has arrived since.
    private func end(_ sight: inout LeadSight, of name: CredentialName, _ current: SecretVersion, at now: Instant)
        -> Event
    {
        let since = sight.silence?.since
        sight.silence = nil
        let last = sight.lastAt.map { ", at \(Timestamp($0))" } ?? ""
        return Event(
            at: now, kind: .leadsResumed, credential: name, version: current.id,
            message: "a lead has come from the marketplace again\(last)"
                + (since.map { ", the first since \(Timestamp($0))" } ?? ""))
    }

    /// What the doctor finds amiss, faults first, each in the order in which one brings about the next.
    private func likelyCauses(of name: CredentialName) async -> [LeadSilence.Cause] {
        guard world.examiner != nil, let examination = try? await examine(name) else { return [] }
        let amiss = [CheckFinding.Status.fault, .warning].flatMap { status in
            examination.findings.filter { $0.status == status }
        }
        return amiss.map {
            LeadSilence.Cause(check: $0.check.rawValue, isFault: $0.status == .fault, evidence: $0.evidence)
        }
    }

    /// Takes in that the leads cannot be read: what may be over soon is asked for again, and the rest after a day.
    private func take(_ setback: Setback, ofLeadsAt name: CredentialName) async {
        if let wait = setback.retryAfter { rest(.leads, of: name, for: max(Self.restOfLeads, wait)) }
        guard let obstacle = ReadingObstacle(setback) else { return }
        let known = records[name]?.leads
        guard await save(LeadSight(obstacle, after: known, at: world.timekeeper.now()), of: name) else { return }
        write(obstacle, after: known?.obstacle, .leadsNotRead, "it cannot be told when leads arrived", of: name)
    }

    private func save(_ sight: LeadSight, of name: CredentialName, _ events: [Event] = []) async -> Bool {
        let saved: Void? = await record(isMailSpared: true) { () throws(LedgerError) in
            try await self.ledger.save(sight, of: name, events: events)
        }
        guard saved != nil else { return false }
        records[name]?.leads = sight
        return true
    }
}

extension LeadSilence {
    /// What is so, in one sentence.
    fileprivate func sentence(longest: TimeSpan?) -> String {
        let usual = longest.map { "; the longest pause so far was \($0.inWords)" } ?? ""
        let cause = causes.first.map { "; the likeliest cause is \($0.check): \($0.evidence)" }
        return "no lead has come from the marketplace since \(Timestamp(since)), which is longer than is usual\(usual)"
            + (cause ?? "")
    }
}
