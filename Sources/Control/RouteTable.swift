public import SecureMemory

/// What answers the requests of the API: one function for each route, whose contract stands at the request's type.
///
/// Names are well-formed, but may be unknown: then the functions throw `Problem.unknownConnection`. A `Problem` reaches
/// the client as what it says; any other error as an internal one without detail. The functions are called
/// concurrently.
public protocol ControlService: Sendable {
    func answer(_ request: ListConnections, for caller: Caller) async throws -> ConnectionList
    func answer(_ request: GetConnection, for caller: Caller) async throws -> ConnectionStatus
    func answer(_ request: GetHealth, for caller: Caller) async throws -> HealthStatus
    func answer(_ request: GetMetrics, for caller: Caller) async throws -> MetricsText
    func answer(_ request: ListEvents, for caller: Caller) async throws -> EventList
    func answer(_ request: StoreSecret, for caller: Caller) async throws -> SecretAnswer
    func answer(_ request: UndoSecret, for caller: Caller) async throws -> SecretAnswer
    func answer(_ request: ShowSecret, for caller: Caller) async throws -> SharedSecret
    func answer(_ request: RemoveSecret, for caller: Caller) async throws -> SecretRemoval
    func answer(_ request: MakeCertificate, for caller: Caller) async throws -> CertificateRecord
    func answer(_ request: ListCertificates, for caller: Caller) async throws -> CertificateList
    func answer(_ request: ProbeConnection, for caller: Caller) async throws -> ProbeStatus
    func answer(_ request: RunDoctor, for caller: Caller) async throws -> DoctorReport
    func answer(_ request: GetForecast, for caller: Caller) async throws -> ForecastAnswer
    func answer(_ request: ListNotices, for caller: Caller) async throws -> NoticeList
    func answer(_ request: TestNotice, for caller: Caller) async throws -> NoticeList
    func answer(_ request: SnoozeNotices, for caller: Caller) async throws -> ConnectionStatus
    func answer(_ request: EndSnooze, for caller: Caller) async throws -> ConnectionStatus
    func answer(_ request: AcknowledgeNotices, for caller: Caller) async throws -> ConnectionStatus
    func answer(_ request: EndAcknowledgement, for caller: Caller) async throws -> ConnectionStatus
    func answer(_ request: HoldNotices, for caller: Caller) async throws -> HoldAnswer
    func answer(_ request: ReleaseNotices, for caller: Caller) async throws -> HoldAnswer
    func answer(_ request: PreviewNotice, for caller: Caller) async throws -> MailText
    func answer(_ request: ShowNotice, for caller: Caller) async throws -> MailText
    func answer(_ request: PlanRotation, for caller: Caller) async throws -> RotationPlanStatus
    func answer(_ request: BeginRotation, for caller: Caller) async throws -> ConnectionStatus
    func answer(_ request: AbortRotation, for caller: Caller) async throws -> ConnectionStatus
    func answer(_ request: GetHandOff, for caller: Caller) async throws -> HandOffStatus
    func answer(_ request: ShowHandOff, for caller: Caller) async throws -> SharedSecret
    func answer(_ request: ConfirmHandOff, for caller: Caller) async throws -> ConnectionStatus
    func answer(_ request: VouchForHandOff, for caller: Caller) async throws -> ConnectionStatus
    func answer(_ request: CompareOffer, for caller: Caller) async throws -> OfferComparison
    func answer(_ request: ListKeys, for caller: Caller) async throws -> KeyList
    func answer(_ request: AdoptKey, for caller: Caller) async throws -> ConnectionStatus
    func answer(_ request: BeginBackup, for caller: Caller) async throws -> BackupStatus
    func answer(_ request: EndBackup, for caller: Caller) async throws -> BackupStatus
    func answer(_ request: GetMailMigration, for caller: Caller) async throws -> MailMigrationStatus
    func answer(_ request: StoreMailSecret, for caller: Caller) async throws -> MailTrialStatus
    func answer(_ request: TryMail, for caller: Caller) async throws -> MailTrialStatus
    func answer(_ request: TryEnvironment, for caller: Caller) async throws -> EnvironmentTrialStatus
    func answer(_ request: ReloadConfiguration, for caller: Caller) async throws -> ReloadStatus
}

/// All routes of the API: what requests are understood by, and what the OpenAPI document is made of.
public enum RouteTable {
    static let entries = [
        Entry(ListConnections.self) { try await $0.answer($1, for: $2) },
        Entry(GetConnection.self) { try await $0.answer($1, for: $2) },
        Entry(GetHealth.self) { try await $0.answer($1, for: $2) },
        Entry(GetMetrics.self) { try await $0.answer($1, for: $2) },
        Entry(ListEvents.self) { try await $0.answer($1, for: $2) },
        Entry(StoreSecret.self) { try await $0.answer($1, for: $2) },
        Entry(UndoSecret.self) { try await $0.answer($1, for: $2) },
        Entry(ShowSecret.self) { try await $0.answer($1, for: $2) },
        Entry(RemoveSecret.self) { try await $0.answer($1, for: $2) },
        Entry(MakeCertificate.self) { try await $0.answer($1, for: $2) },
        Entry(ListCertificates.self) { try await $0.answer($1, for: $2) },
        Entry(ProbeConnection.self) { try await $0.answer($1, for: $2) },
        Entry(RunDoctor.self) { try await $0.answer($1, for: $2) },
        Entry(GetForecast.self) { try await $0.answer($1, for: $2) },
        Entry(ListNotices.self) { try await $0.answer($1, for: $2) },
        Entry(TestNotice.self) { try await $0.answer($1, for: $2) },
        Entry(SnoozeNotices.self) { try await $0.answer($1, for: $2) },
        Entry(EndSnooze.self) { try await $0.answer($1, for: $2) },
        Entry(AcknowledgeNotices.self) { try await $0.answer($1, for: $2) },
        Entry(EndAcknowledgement.self) { try await $0.answer($1, for: $2) },
        Entry(HoldNotices.self) { try await $0.answer($1, for: $2) },
        Entry(ReleaseNotices.self) { try await $0.answer($1, for: $2) },
        Entry(PreviewNotice.self) { try await $0.answer($1, for: $2) },
        Entry(ShowNotice.self) { try await $0.answer($1, for: $2) },
        Entry(PlanRotation.self) { try await $0.answer($1, for: $2) },
        Entry(BeginRotation.self) { try await $0.answer($1, for: $2) },
        Entry(AbortRotation.self) { try await $0.answer($1, for: $2) },
        Entry(GetHandOff.self) { try await $0.answer($1, for: $2) },
        Entry(ShowHandOff.self) { try await $0.answer($1, for: $2) },
        Entry(ConfirmHandOff.self) { try await $0.answer($1, for: $2) },
        Entry(VouchForHandOff.self) { try await $0.answer($1, for: $2) },
        Entry(CompareOffer.self) { try await $0.answer($1, for: $2) },
        Entry(ListKeys.self) { try await $0.answer($1, for: $2) },
        Entry(AdoptKey.self) { try await $0.answer($1, for: $2) },
        Entry(BeginBackup.self) { try await $0.answer($1, for: $2) },
        Entry(EndBackup.self) { try await $0.answer($1, for: $2) },
        Entry(GetMailMigration.self) { try await $0.answer($1, for: $2) },
        Entry(StoreMailSecret.self) { try await $0.answer($1, for: $2) },
        Entry(TryMail.self) { try await $0.answer($1, for: $2) },
        Entry(TryEnvironment.self) { try await $0.answer($1, for: $2) },
        Entry(ReloadConfiguration.self) { try await $0.answer($1, for: $2) },
        Entry(GetOpenAPI.self) { _, _, _ in try .document() },
    ]

    /// All routes as they are declared.
    public static var routes: [Route] { entries.map(\.route) }
}
