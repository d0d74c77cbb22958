internal import Bookkeeping
internal import Credentials
internal import Ports
internal import SecureMemory
internal import UpkeepState

/// The marketplace's test leads, looked for where a person stored the secret and no rotation does it.
extension Engine {
    /// How often they are looked for, and how soon again where the connection's role may not read leads.
    private static let testLeadInterval = TimeSpan.hours(1)
    private static let restWithoutSight = TimeSpan.days(1)

    /// Looks for a test lead that the marketplace has written since the secret in use took the place of another.
    ///
    /// The caller has marked the credential as busy.
    func findTestLead(of name: CredentialName) async {
        guard let credential = inventory[name], let current = records[name]?.current,
            let since = current.handOff.dueSince
        else {
            return
        }
        rest(.testLead, of: name, for: Self.testLeadInterval)
        guard case .value(let secret) = await keyring(read: name, current) else { return }
        let found: Instant?
        do {
            found = try await world.testLeads.newestTestLead(
                of: credential, secret: secret, after: since, at: world.timekeeper.now())
        } catch {
            switch error.kind {
            case .transient, .uncertain:
                rest(.testLead, of: name, for: max(Self.testLeadInterval, error.retryAfter ?? Self.testLeadInterval))
            case .forbidden, .refused, .unauthorised, .absent, .policy, .full:
                rest(.testLead, of: name, for: Self.restWithoutSight)
            }
            return
        }
        guard let found, records[name]?.current == current else { return }
        var handOff = current.handOff
        handOff.testLeadAt = found
        let now = world.timekeeper.now()
        let event = Event(
            at: now, kind: .handOffSeen, credential: name, version: current.id,
            message: "the marketplace wrote a test lead, so it has the secret in use")
        _ = await save(handOff, of: current, name, [event], at: now)
    }
}
