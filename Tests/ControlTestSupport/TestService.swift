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
    private var connections: [ConnectionStatus]
    private var mark: String?
    private var knowsPages = true
    private var knowsBrief = true
    /// How many connections it has told of in lists.
    private(set) var told = 0

    /// - Parameter connections: what there is; `nil` for two samples.
    init(failingWith error: (any Error)? = nil, connections: [ConnectionStatus]? = nil) {
        self.error = error
        self.connections =
            connections ?? [Samples.connection("contoso"), Samples.connection("fabrikam", full: false)]
    }

    private func note(_ call: String, _ name: CredentialName? = nil) throws {
        calls.append(name.map { "\(call) \($0)" } ?? call)
        if let error { throw error }
        if let name, name.description == "unknown" { throw Problem.unknownConnection(name) }
    }

    func answer(_ request: ListConnections, for caller: Caller) throws -> ConnectionList {
        try note("connections")
        let isUnknown =
            !knowsPages && (request.limit != nil || request.after != nil || request.unless != nil)
            || !knowsBrief && request.isBrief
        if isUnknown { throw Problem(.invalidValue, "the query has a parameter that this request does not know") }
        var list = page(request)
        if request.isBrief { for index in list.connections.indices { list.connections[index].abridge() } }
        told += list.connections.count
        return list
    }

    private func page(_ request: ListConnections) -> ConnectionList {
        let mark = request.after == nil ? mark : nil
        if let mark, request.unless == mark { return ConnectionList(connections: [], mark: mark, unchanged: true) }
        let behind = connections.filter { connection in request.after.map { connection.name > $0.description } ?? true }
        guard let limit = request.limit, behind.count > limit else {
            return ConnectionList(connections: behind, mark: mark)
        }
        return ConnectionList(
            connections: Array(behind.prefix(limit)), next: behind[limit - 1].name, mark: mark)
    }

    /// Is from now on as a daemon from before there were pages.
    func forgetPages() { (knowsPages, knowsBrief) = (false, false) }

    /// Is from now on as a daemon from before there were brief ones.
    func forgetBrief() { knowsBrief = false }

    /// Says that something has changed.
    func change(_ connections: [ConnectionStatus]? = nil, mark: String?) {
        if let connections { self.connections = connections }
        self.mark = mark
    }

    func answer(_ request: GetConnection, for caller: Caller) throws -> ConnectionStatus {
        let name = request.name
        try note("connection", name)
        var connection = Samples.connection(name.description)
        if name.description == "examined" {
            connection.doctor = Samples.examination("examined").map(DoctorSummary.init)
        }
        if name.description == "password" { connection.method = "office365" }
        // 2026-12-20T00:00:00Z.
        if name.description == "late" {
            connection.startBy = Timestamp(Instant(secondsSinceEpoch: 1_797_724_800))
        }
        if name.description == "needy" {
            connection.conditions.append(
                ConditionStatus(Condition(.needsAttention, .true, "NotStored", "store it", since: nil)))
        }
        return connection
    }

    func answer(_ request: GetHealth, for caller: Caller) throws -> HealthStatus {
        try note("health")
        return Samples.health()
    }

    func answer(_ request: GetMetrics, for caller: Caller) throws -> MetricsText {
        try note("metrics \(request.format)")
        return MetricsText(text: request.format == .text ? "up 1\n" : "up 1\n# EOF\n", as: request.format)
    }

    func answer(_ request: ListEvents, for caller: Caller) throws -> EventList {
        try note("events \(request.after ?? -1) \(request.limit)", request.connection)
        if request.connection?.description == "long" {
            let ids = page(request.after, request.before, request.limit)
            return EventList(
                events: ids.numbers.map { id in
                    var event = Samples.event()
                    event.id = id
                    return event
                }, more: ids.more)
        }
        return EventList(events: [Samples.event()], more: request.limit == 1 ? 4_000 : 0)
    }

    /// Which of 2,500 entries are answered, as the daemon chooses: the first ones after a number, else the newest.
    private func page(_ after: Int64?, _ before: Int64?, _ limit: Int) -> (numbers: [Int64], more: Int) {
        let numbers = (1...Int64(2_500)).filter { $0 > after ?? 0 && $0 < before ?? .max }
        let chosen = after == nil ? numbers.suffix(limit) : numbers.prefix(limit)
        return (Array(chosen), numbers.count - chosen.count)
    }

    func answer(_ request: StoreSecret, for caller: Caller) throws -> SecretAnswer {
        try note("store by \(caller.userID)", request.name)
        secrets[request.name] = request.secret
        return Samples.answer(request.name.description, request.facts)
    }

    func answer(_ request: MakeCertificate, for caller: Caller) throws -> CertificateRecord {
        try note("certificate \(request.days.map(String.init) ?? "-") by \(caller.userID)", request.name)
        guard request.name.isReserved else { throw Problem(.notPossible, "no certificates here") }
        return Samples.certificate
    }

    func answer(_ request: ListCertificates, for caller: Caller) throws -> CertificateList {
        try note("certificates", request.name)
        return CertificateList(
            name: request.name.description, certificates: request.name.isReserved ? [Samples.certificate] : [])
    }

    func answer(_ request: UndoSecret, for caller: Caller) throws -> SecretAnswer {
        let name = request.name
        try note("undo by \(caller.userID)", name)
        var answer = Samples.answer(name.description, SecretFacts(expiry: .never))
        if answer.outcome == .inUse { answer.reason = .undone }
        return answer
    }

    func answer(_ request: ShowSecret, for caller: Caller) throws -> SharedSecret {
        let name = request.name
        try note("show by \(caller.userID)", name)
        showings.append(caller.description)
        guard let secret = secrets[name] else { throw Problem(.noSecret, "no secret is stored for \(name)") }
        return secret
    }

    func answer(_ request: RemoveSecret, for caller: Caller) throws -> SecretRemoval {
        let name = request.name
        try note("remove by \(caller.userID)", name)
        guard secrets.removeValue(forKey: name) != nil else {
            throw Problem(.noSecret, "no secret is stored for \(name)")
        }
        let versions = ["0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52"]
        return SecretRemoval(
            name: name.description, versions: versions, waiting: name.description == "waits" ? versions : [])
    }

    func answer(_ request: ProbeConnection, for caller: Caller) throws -> ProbeStatus {
        let name = request.name
        try note("probe \(request.extent.rawValue)", name)
        switch name.description {
        case "busy": throw Problem(.busy, "a probe of \(name) is under way")
        case "works": return ProbeStatus(Samples.report(nil))
        case "unclear": return ProbeStatus(Samples.report(.network))
        default: return ProbeStatus(Samples.failedReport)
        }
    }

    func answer(_ request: ListNotices, for caller: Caller) throws -> NoticeList {
        try note("notices", request.connection)
        if request.connection?.description == "long" {
            let ids = page(request.after, request.before, request.limit)
            return NoticeList(
                notices: ids.numbers.reversed().map { id in
                    var notice = Samples.notice()
                    notice.id = id
                    return notice
                }, more: ids.more, hold: Samples.hold)
        }
        let isAnswered = request.connection?.description == "answered"
        return NoticeList(
            notices: isAnswered ? [] : [Samples.notice()], more: request.limit == 1 ? 41 : 0,
            answers: isAnswered ? [Samples.answers].compactMap(\.self) : [], hold: isAnswered ? Samples.hold : nil)
    }

    func answer(_ request: TestNotice, for caller: Caller) throws -> NoticeList {
        let name = request.name
        try note("test notice", name)
        return NoticeList(notices: [Samples.notice(full: name.description != "waits")])
    }

    func answer(_ request: SnoozeNotices, for caller: Caller) throws -> ConnectionStatus {
        try note(
            "snooze until \(request.until.rfc3339) for \(request.recipient?.description ?? "all") by \(caller.userID), "
                + request.reason, request.name)
        if request.name.description == "late" {
            throw Problem(.invalidValue, "no reminder may wait beyond the start-by date, 2026-12-20T00:00:00Z")
        }
        var connection = Samples.connection(request.name.description)
        let since = Instant(secondsSinceEpoch: 1_795_219_200)
        connection.snoozes = [
            SnoozeStatus(
                Snooze(
                    recipient: request.recipient, since: since, until: request.until, person: "user 0",
                    reason: request.reason), startBy: nil)
        ]
        return connection
    }

    func answer(_ request: EndSnooze, for caller: Caller) throws -> ConnectionStatus {
        try note("end snooze for \(request.recipient?.description ?? "all") by \(caller.userID)", request.name)
        return Samples.connection(request.name.description)
    }

    func answer(_ request: AcknowledgeNotices, for caller: Caller) throws -> ConnectionStatus {
        try note("\(request.who) is on it by \(caller.userID)", request.name)
        var connection = Samples.connection(request.name.description)
        let since = Instant(secondsSinceEpoch: 1_795_219_200)
        connection.acknowledgement = AcknowledgementStatus(
            Acknowledgement(by: request.who, since: since, until: since + .days(3), person: "user 0"))
        return connection
    }

    func answer(_ request: EndAcknowledgement, for caller: Caller) throws -> ConnectionStatus {
        try note("end acknowledgement by \(caller.userID)", request.name)
        return Samples.connection(request.name.description)
    }

    func answer(_ request: HoldNotices, for caller: Caller) throws -> HoldAnswer {
        try note("hold by \(caller.userID)")
        let since = Instant(secondsSinceEpoch: 1_795_219_200)
        let hold = Hold(since: since, until: request.until ?? since + .days(1), person: "user 0")
        return HoldAnswer(
            hold: HoldStatus(hold, notices: [.init(connection: "contoso", occasion: "lapses/604800")]))
    }

    func answer(_ request: ReleaseNotices, for caller: Caller) throws -> HoldAnswer {
        try note("release by \(caller.userID)")
        return HoldAnswer(hold: nil)
    }

    func answer(_ request: PreviewNotice, for caller: Caller) throws -> MailText {
        try note("preview \(request.occasion?.rawValue ?? "-") \(request.language?.rawValue ?? "-")", request.name)
        return Samples.mail
    }

    func answer(_ request: ShowNotice, for caller: Caller) throws -> MailText {
        try note("notice \(request.id)")
        guard request.id == 3 else { throw Problem(.unknownNotice, "no notice has the number \(request.id)") }
        return Samples.mail
    }

    func answer(_ request: PlanRotation, for caller: Caller) throws -> RotationPlanStatus {
        let name = request.name
        try note("plan rotation", name)
        switch name.description {
        case "reminds": return Samples.plan(name.description, mode: .remind)
        case "stands": return Samples.plan(name.description, obstacle: "there is no secret of @administrator")
        default: return Samples.plan(name.description)
        }
    }

    func answer(_ request: BeginRotation, for caller: Caller) throws -> ConnectionStatus {
        let name = request.name
        try note(
            "begin rotation\(request.publishesEdits ? " with edits" : request.retiresOld ? " retiring the old one" : "") by \(caller.userID)",
            name)
        if name.description == "rotates" { throw Problem(.rotationUnderWay, "a rotation is under way") }
        return Samples.connection(name.description)
    }

    func answer(_ request: AbortRotation, for caller: Caller) throws -> ConnectionStatus {
        let name = request.name
        try note("abort rotation by \(caller.userID)", name)
        if name.description == "idle" { throw Problem(.noRotation, "no rotation is in progress") }
        return Samples.connection(name.description)
    }

    func answer(_ request: GetHandOff, for caller: Caller) throws -> HandOffStatus {
        let name = request.name
        try note("hand-off", name)
        guard let sheet = Samples.handOff(name, isUser: name.description == "fabrikam") else {
            throw Problem(.notPossible, "there is none")
        }
        return sheet
    }

    func answer(_ request: ShowHandOff, for caller: Caller) throws -> SharedSecret {
        try note("show hand-off by \(caller.userID)", request.name)
        return secret("hunter2")
    }

    func answer(_ request: ConfirmHandOff, for caller: Caller) throws -> ConnectionStatus {
        let name = request.name
        try note("confirm hand-off by \(caller.userID)", name)
        return Samples.connection(name.description)
    }

    func answer(_ request: VouchForHandOff, for caller: Caller) throws -> ConnectionStatus {
        let name = request.name
        try note("vouch for hand-off by \(caller.userID)", name)
        switch name.description {
        case "fresh": throw Problem(.temporary, "it was handed off less than a day ago", hint: "vouch tomorrow")
        case "untold": throw Problem(.notPossible, "nobody has said yet that Partner Center has it")
        default: return Samples.connection(name.description)
        }
    }

    func answer(_ request: CompareOffer, for caller: Caller) throws -> OfferComparison {
        let name = request.name
        try note("offer", name)
        switch name.description {
        case "unnamed": throw Problem(.notPossible, "its file names no offer in Partner Center")
        case "agrees": return try Samples.offer(name, agrees: true)
        default: return try Samples.offer(name, agrees: false)
        }
    }

    func answer(_ request: RunDoctor, for caller: Caller) throws -> DoctorReport {
        try note("doctor", request.connection)
        return Samples.doctor(request.connection?.description ?? "contoso")
    }

    func answer(_ request: GetForecast, for caller: Caller) throws -> ForecastAnswer {
        try note("forecast", request.connection)
        return Samples.forecast(request)
    }

    func answer(_ request: ListKeys, for caller: Caller) throws -> KeyList {
        let name = request.name
        try note("keys", name)
        return Samples.keys(name.description)
    }

    func answer(_ request: AdoptKey, for caller: Caller) throws -> ConnectionStatus {
        let name = request.name
        try note("adopt \(request.key) by \(caller.userID)", name)
        return Samples.connection(name.description)
    }

    func answer(_ request: BeginBackup, for caller: Caller) throws -> BackupStatus {
        try note("begin backup by \(caller.userID)")
        return BackupStatus(copy: "ledger.sqlite.copy")
    }

    func answer(_ request: ReloadConfiguration, for caller: Caller) throws -> ReloadStatus {
        try note("reload\(request.allowsEmpty ? " allowing none" : "") by \(caller.userID)")
        guard !request.allowsEmpty else {
            return ReloadStatus(result: .reloaded, message: "the configuration was read again", connections: 0)
        }
        return ReloadStatus(
            result: .refused, message: "the configuration has 1 fault", hint: "`leadkeeper check` lists all",
            connections: 2,
            faults: ["/etc/leadkeeper/leadkeeper.conf:2: [Mail] Server: “x” is not valid, expected: smtp://host:port"],
            warnings: ["/etc/leadkeeper/leadkeeper.conf:9: [Notices] Language: “fr” is not valid, expected: en"])
    }

    func answer(_ request: GetMailMigration, for caller: Caller) throws -> MailMigrationStatus {
        try note("mail migration")
        return MailMigrationStatus(secretKept: true)
    }

    func answer(_ request: StoreMailSecret, for caller: Caller) throws -> MailTrialStatus {
        try note("try mail with a secret by \(caller.userID)")
        return MailTrialStatus(probe: ProbeStatus(nil), mails: [])
    }

    func answer(_ request: TryMail, for caller: Caller) throws -> MailTrialStatus {
        try note("try mail\(request.sendsTestMail ? " with a test mail" : "") by \(caller.userID)")
        return MailTrialStatus(probe: ProbeStatus(nil), mails: [])
    }

    func answer(_ request: TryEnvironment, for caller: Caller) throws -> EnvironmentTrialStatus {
        try note("try environment \(request.environment) by \(caller.userID)")
        return EnvironmentTrialStatus(
            url: request.environment, directory: "12345678-8af1-4a5f-1234-12234d01db47",
            probe: ProbeStatus(Samples.report(nil)))
    }

    func answer(_ request: EndBackup, for caller: Caller) throws -> BackupStatus {
        try note("end backup by \(caller.userID)")
        return BackupStatus(copy: nil)
    }
}
