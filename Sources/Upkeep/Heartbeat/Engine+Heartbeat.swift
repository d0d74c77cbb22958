internal import Bookkeeping
public import Credentials
package import Ports
internal import SecureMemory
internal import UpkeepState

/// Signs of life for a monitor beyond this host.
///
/// They are begun by a pass and by nothing else, as the watchdog is fed: a loop that is stuck gives none. What each
/// needs of ledger, keyring and network runs beside the loop, and can hold nothing up.
extension Engine {
    /// Takes over the monitor that is configured, at start and on every reload.
    public func use(_ heartbeat: Heartbeat?) { pulse.use(heartbeat) }

    /// Takes over how signs reach it, without more.
    package func use(_ sender: any LifeSignSender) { world.lifeSigns = sender }

    /// Begins a sign of life, where one is due.
    ///
    /// - Returns: when the next is due; `nil` where none is wanted, or one is under way.
    func giveSignOfLife(now: Instant, uptime: TimeSpan) -> Instant? {
        guard let heartbeat = pulse.heartbeat, let sender = world.lifeSigns, inventory[.heartbeat] != nil,
            let version = records[.heartbeat]?.current
        else {
            pulse.forgetURL()
            return nil
        }
        if pulse.begin(at: uptime) { act { engine in await engine.give(heartbeat, version, by: sender) } }
        return pulse.next(at: uptime).map { now + max(.seconds(1), $0 - uptime) }
    }

    /// Tries ledger and keyring, decides, and gives the sign or says why not.
    private func give(_ heartbeat: Heartbeat, _ version: SecretVersion, by sender: any LifeSignSender) async {
        let proof: Void? = await record(isMailSpared: true) { () throws(LedgerError) in
            try await self.ledger.prove()
        }
        if proof != nil { pulse.ledgerIsWritten(at: world.timekeeper.uptime()) }
        let url = await heartbeatURL(version)
        let now = world.timekeeper.now()
        let signs = pulse.signs(
            health(now: now, doubt: clockDoubt), waysOut(at: now), ledgerObstacle: troubles[.ledger]?.message,
            at: world.timekeeper.uptime())
        let obstacle = heartbeat.obstacle(signs)
        var answer: LifeSignAnswer?
        if let url { answer = await sender.send(obstacle.map { .unwell($0) } ?? .well, to: url, as: heartbeat) }
        let entry = pulse.end(obstacle, answer, now: world.timekeeper.now(), uptime: world.timekeeper.uptime())
        if let entry { world.journal.write(entry) }
    }

    /// The monitor's URL: as it is known, or else read; the keyring is asked in any case.
    private func heartbeatURL(_ version: SecretVersion) async -> SharedSecret? {
        let known = pulse.url(of: version.id)
        let answer: KeyringAnswer
        if known != nil {
            answer = await world.keyring.check(.heartbeat, version: version.id, fingerprint: version.fingerprint)
            noteKeyring(answer.obstacle?.fault)
        } else {
            answer = await keyring(read: .heartbeat, version)
        }
        pulse.keyringHasAnswered(
            answer.obstacle?.sentence(of: CredentialName.heartbeat.description), at: world.timekeeper.uptime())
        if case .value(let secret) = answer { pulse.keep(secret, of: version.id) }
        return pulse.url(of: version.id)
    }

    /// What becomes of signs of life; `nil` where none are configured.
    public func heartbeat() -> HeartbeatReport? {
        pulse.report(hasURL: records[.heartbeat]?.current != nil)
    }
}
