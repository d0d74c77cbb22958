import Control
import Credentials
import SecureMemory

/// A service that remembers what it was asked, for a server to serve.
actor TestService: ControlService {
    private(set) var calls: [String] = []
    /// Who was shown a secret, as the record has it.
    private(set) var showings: [String] = []
    private var secrets: [CredentialName: SharedSecret] = [:]
    private let error: (any Error)?

    init(failingWith error: (any Error)? = nil) {
        self.error = error
    }

    private func note(_ call: String, _ name: CredentialName? = nil) throws {
        calls.append(name.map { "\(call) \($0)" } ?? call)
        if let error { throw error }
        if let name, name.description == "unknown" { throw Problem.unknownConnection(name) }
    }

    func connections() throws -> ConnectionList {
        try note("connections")
        return ConnectionList(connections: [Samples.connection("contoso"), Samples.connection("fabrikam", full: false)])
    }

    func connection(_ name: CredentialName) throws -> ConnectionStatus {
        try note("connection", name)
        var connection = Samples.connection(name.description)
        if name.description == "password" { connection.method = "office365" }
        if name.description == "needy" {
            connection.conditions.append(ConditionStatus(Condition(.needsAttention, .true, "NotStored", "store it", since: nil)))
        }
        return connection
    }

    func health() throws -> HealthStatus {
        try note("health")
        return Samples.health()
    }

    func events(_ query: EventQuery) throws -> EventList {
        try note("events \(query.after ?? -1) \(query.limit)", query.connection)
        return EventList(events: [Samples.event()], more: query.limit == 1 ? 4_000 : query.limit == 2 ? 1 : 0)
    }

    func storeSecret(_ secret: SharedSecret, of name: CredentialName, _ facts: SecretFacts, for caller: Caller) throws
        -> SecretAnswer
    {
        try note("store by \(caller.userID)", name)
        secrets[name] = secret
        return Samples.answer(name.description, facts)
    }

    func undoSecret(of name: CredentialName, for caller: Caller) throws -> SecretAnswer {
        try note("undo by \(caller.userID)", name)
        var answer = Samples.answer(name.description, SecretFacts(expiry: .never))
        if answer.outcome == .inUse { answer.reason = .undone }
        return answer
    }

    func showSecret(of name: CredentialName, for caller: Caller) throws -> SharedSecret {
        try note("show by \(caller.userID)", name)
        showings.append(caller.description)
        guard let secret = secrets[name] else { throw Problem(.noSecret, "no secret is stored for \(name)") }
        return secret
    }

    func removeSecret(of name: CredentialName, for caller: Caller) throws -> SecretRemoval {
        try note("remove by \(caller.userID)", name)
        guard secrets.removeValue(forKey: name) != nil else { throw Problem(.noSecret, "no secret is stored for \(name)") }
        let versions = ["0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52"]
        return SecretRemoval(name: name.description, versions: versions, waiting: name.description == "waits" ? versions : [])
    }

    func probe(_ name: CredentialName, _ extent: ProbeReport.Extent, for caller: Caller) throws -> ProbeStatus {
        try note("probe \(extent.rawValue)", name)
        switch name.description {
        case "busy": throw Problem(.busy, "a probe of \(name) is under way")
        case "works": return ProbeStatus(Samples.report(nil))
        case "unclear": return ProbeStatus(Samples.report(.network))
        default: return ProbeStatus(Samples.failedReport)
        }
    }

    func notices(_ query: NoticeQuery) throws -> NoticeList {
        try note("notices", query.connection)
        return NoticeList(notices: [Samples.notice()], more: query.limit == 1 ? 41 : 0)
    }

    func testNotice(of name: CredentialName, for caller: Caller) throws -> NoticeList {
        try note("test notice", name)
        return NoticeList(notices: [Samples.notice(full: name.description != "waits")])
    }

    func planRotation(of name: CredentialName) throws -> RotationPlanStatus {
        try note("plan rotation", name)
        switch name.description {
        case "reminds": return Samples.plan(name.description, mode: .remind)
        case "stands": return Samples.plan(name.description, obstacle: "there is no secret of @administrator")
        default: return Samples.plan(name.description)
        }
    }

    func beginRotation(of name: CredentialName, publishingEdits: Bool, for caller: Caller) throws -> ConnectionStatus {
        try note("begin rotation\(publishingEdits ? " with edits" : "") by \(caller.userID)", name)
        if name.description == "rotates" { throw Problem(.rotationUnderWay, "a rotation is under way") }
        return Samples.connection(name.description)
    }

    func abortRotation(of name: CredentialName, for caller: Caller) throws -> ConnectionStatus {
        try note("abort rotation by \(caller.userID)", name)
        if name.description == "idle" { throw Problem(.noRotation, "no rotation is under way") }
        return Samples.connection(name.description)
    }

    func handOff(of name: CredentialName) throws -> HandOffStatus {
        try note("hand-off", name)
        guard let sheet = Samples.handOff(name, isUser: name.description == "fabrikam") else {
            throw Problem(.notPossible, "there is none")
        }
        return sheet
    }

    func showHandOff(of name: CredentialName, for caller: Caller) throws -> SharedSecret {
        try note("show hand-off by \(caller.userID)", name)
        return secret("hunter2")
    }

    func confirmHandOff(of name: CredentialName, for caller: Caller) throws -> ConnectionStatus {
        try note("confirm hand-off by \(caller.userID)", name)
        return Samples.connection(name.description)
    }

    func vouchForHandOff(of name: CredentialName, for caller: Caller) throws -> ConnectionStatus {
        try note("vouch for hand-off by \(caller.userID)", name)
        switch name.description {
        case "fresh": throw Problem(.temporary, "it was handed off less than a day ago", hint: "vouch tomorrow")
        case "untold": throw Problem(.notPossible, "nobody has said yet that Partner Center has it")
        default: return Samples.connection(name.description)
        }
    }

    func offer(of name: CredentialName) throws -> OfferComparison {
        try note("offer", name)
        switch name.description {
        case "unnamed": throw Problem(.notPossible, "its file names no offer in Partner Center")
        case "agrees": return try Samples.offer(name, agrees: true)
        default: return try Samples.offer(name, agrees: false)
        }
    }

    func keys(of name: CredentialName) throws -> KeyList {
        try note("keys", name)
        return Samples.keys(name.description)
    }

    func adoptKey(_ key: GUID, of name: CredentialName, for caller: Caller) throws -> ConnectionStatus {
        try note("adopt \(key) by \(caller.userID)", name)
        return Samples.connection(name.description)
    }

    func beginBackup(for caller: Caller) throws -> BackupStatus {
        try note("begin backup by \(caller.userID)")
        return BackupStatus(copy: "ledger.sqlite.copy")
    }

    func reload(allowingEmpty: Bool, for caller: Caller) throws -> ReloadStatus {
        try note("reload\(allowingEmpty ? " allowing none" : "") by \(caller.userID)")
        guard !allowingEmpty else {
            return ReloadStatus(result: .reloaded, message: "the configuration was read again", connections: 0)
        }
        return ReloadStatus(
            result: .refused, message: "the configuration has 1 fault", hint: "`leadkeeper check` lists all", connections: 2,
            faults: ["/etc/leadkeeper/leadkeeper.conf:2: [Mail] Server: found “x”, accepted: smtp://host:port"],
            warnings: ["/etc/leadkeeper/leadkeeper.conf:9: [Notices] Language: found “fr”, accepted: en"])
    }

    func endBackup(for caller: Caller) throws -> BackupStatus {
        try note("end backup by \(caller.userID)")
        return BackupStatus(copy: nil)
    }
}
