internal import Basics
internal import Bookkeeping
package import Credentials
internal import Ports
internal import RotationEffects
internal import UpkeepState

/// How the engine takes turns at rotations, applications and offers.
extension Engine {
    /// How soon again is tried what could not be asked for.
    static let restAfterSetback = TimeSpan.minutes(50)
    /// How long rests what the ledger has refused to write down.
    static let restAfterLedger = TimeSpan.minutes(1)
    /// How long nobody is asked after the administrator was refused.
    private static let restOfAdministrator = TimeSpan.minutes(10)

    /// The rotation of a credential that is under way, for a simulation's people; `nil` where none is.
    package func rotation(of name: CredentialName) -> Rotation? { records[name]?.rotation }

    /// What is to be done for a credential's rotation now, and when to look again.
    func rotationTurn(of subject: Subject, _ facts: Facts, now: Instant, uptime: TimeSpan) -> RotationTurn {
        situation(of: subject, facts, now: now, uptime: uptime).turn
    }

    /// What a rotation waits for; `nil` while it works.
    func rotationWait(of name: CredentialName, _ rotation: Rotation, _ facts: Facts, now: Instant) -> RotationWait? {
        situation(of: subject(name), facts, now: now, uptime: world.timekeeper.uptime()).wait(of: rotation)
    }

    private func situation(of subject: Subject, _ facts: Facts, now: Instant, uptime: TimeSpan) -> RotationSituation {
        let (name, record) = (subject.name, subject.record)
        let askers = askers(for: subject)
        var rests = rotations.rests(of: name, inventory.offerQuestion(of: name), now: now, uptime: uptime)
        if record?.standing.saysMore == true {
            let attempt = record?.standing.lastAttemptAt
            for what in [RotationSituation.Rest.listing, .password]
            where rotations.isTriedSince(what, of: name, at: attempt) { rests[what] = nil }
        }
        for (what, question) in Self.questions {
            guard let until = mayNotAsk(question, about: name, among: askers, at: uptime).map({ now + ($0 - uptime) })
            else { continue }
            rests[what] = max(until, rests[what] ?? until)
        }
        return RotationSituation(
            name: name, credential: subject.credential, facts: facts,
            rotation: record?.$rotation ?? SharedIfAny(wrappedValue: nil),
            last: record?.$lastRotation ?? SharedIfAny(wrappedValue: nil),
            isOnTrial: record?.trial != nil, listedAt: rotations.listedAt(name, record?.listing),
            listingInterval: limits.listingInterval, log: rotations.log,
            install: ledger.installID,
            hasAdministrator: hasAdministrator, hasAsker: !askers.isEmpty,
            busyApplications: rotations.applications, rests: rests,
            readsLeads: world.leads != nil, now: now)
    }

    /// What `move` is told about a rotation now.
    func rotationFacts(of name: CredentialName, _ rotation: Rotation, doubt: ClockDoubt?, now: Instant) -> RotationFacts
    {
        let subject = subject(name)
        return situation(
            of: subject, facts(of: subject, doubt: doubt, at: now), now: now, uptime: world.timekeeper.uptime()
        )
        .facts(of: rotation)
    }

    /// What rests for as long as nobody may ask that.
    private static let questions: [(RotationSituation.Rest, GraphQuestion)] = [
        (.listing, .keys), (.password, .password), (.signIns, .signIns),
    ]

    /// Starts what is due, as far as there is room: whatever is under way before what begins.
    func startRotations(_ turns: [RotationTurn]) {
        let due = turns.compactMap { turn in turn.work.map { (name: turn.name, work: $0) } }
        for (name, work) in due.sorted(by: { ($0.work.rank, $0.name) < ($1.work.rank, $1.name) }) {
            let application = records[name]?.rotation?.application ?? inventory[name]?.identity.application
            guard rotations.enter(application, atMost: limits.rotations) else { continue }
            busy.insert(name)
            act { engine in
                await engine.take(work, for: name)
                engine.busy.remove(name)
                engine.rotations.leave(application)
            }
        }
    }

    private func take(_ work: RotationTurn.Work, for name: CredentialName) async {
        if rotations.endRest(of: name) { await reload(name) }
        switch work {
        case .list: await listApplication(of: name)
        case .askOfPassword: await askOfPassword(of: name)
        case .compare: await lookAtOffer(of: name)
        case .findTestLead: await findTestLead(of: name)
        case .readSignIns: await readSignIns(of: name)
        case .readLeads: await readLeads(of: name)
        case .goOn: await goOn(name)
        case .begin(let reason): if await begin(name, because: reason) { await goOn(name) }
        }
    }

    /// Lets something of a credential, or of all, rest for so long from now on.
    func rest(_ what: RotationSituation.Rest, of name: CredentialName? = nil, for span: TimeSpan) {
        rotations.rest(what, of: name, until: world.timekeeper.uptime() + span)
    }

    // MARK: The administrator

    /// The application that rotates and publishes; `nil` where it is not configured or has no secret.
    var administrator: (application: EntraApplication, version: SecretVersion)? {
        guard let application = inventory.administrator, let version = records[.administrator]?.current
        else { return nil }
        return (application, version)
    }

    /// Whether there is one.
    private var hasAdministrator: Bool {
        inventory.administrator != nil && records.versionInUse(of: .administrator) != nil
    }

    /// The application that asks Microsoft, with what it proves itself by.
    func whoAsks(for name: CredentialName) async throws(EngineError) -> Administrator {
        guard let administrator else { throw EngineError(.noAdministrator, name) }
        do {
            return Administrator(
                application: administrator.application,
                proof: try await proof(of: .administrator, administrator.version))
        } catch {
            throw EngineError(.keyring(error), .administrator)
        }
    }

    /// Asks Microsoft something in the administrator's name, for the sake of a credential.
    func asAdministrator<Answer: Sendable>(
        for name: CredentialName, _ question: (Administrator) async throws(Setback) -> Answer
    ) async throws(EngineError) -> Answer {
        let administrator = try await whoAsks(for: name)
        do {
            return try await question(administrator)
        } catch {
            throw EngineError(.setback(error), name)
        }
    }

    /// Lets whatever needs the administrator rest, where that is who was refused.
    func noteRefusal(of administrator: Setback) {
        guard administrator.kind == .unauthorised else { return }
        rest(.administrator, for: Self.restOfAdministrator)
    }
}
