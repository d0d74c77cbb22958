/// One thing that has to be right so that Microsoft's leads arrive, in the order of Microsoft's article on the set-up.
///
/// The ids are promised. A new check is a case here and its row of traits in `Check+Traits`, what is found of it in `Verdicts`, how it is
/// mended in `Check+Remedy`, its place in `Documentation/Requirements.md`, and a world in which it alone is wrong.
public enum Check: String, Hashable, Sendable, Codable, CaseIterable {
    // leadkeeper itself, and its host.
    case keyring
    case clock
    case stateDirectory = "state-directory"
    case waysOut = "ways-out"
    case alertCircle = "alert-circle"
    // The way to where leads go.
    case proxy
    case nameResolution = "name-resolution"
    case connection
    case tls
    // Before anything else.
    case secretStored = "secret-stored"
    case secretMatches = "secret-matches"
    case environmentHosted = "environment-hosted"
    case environmentEnabled = "environment-enabled"
    case ipFirewall = "ip-firewall"
    // Install the solution.
    case leadTable = "lead-table"
    case leadWriterSolution = "lead-writer-solution"
    // Azure Active Directory.
    case tenantMatches = "tenant-matches"
    case applicationRegistered = "application-registered"
    case applicationMultiTenant = "application-multi-tenant"
    case audiencePolicy = "audience-policy"
    case servicePrincipal = "service-principal"
    case applicationEnabled = "application-enabled"
    // Office 365.
    case userExists = "user-exists"
    case userEnabled = "user-enabled"
    case userFederated = "user-federated"
    case passwordChange = "password-change"
    case userNoAdministrator = "user-no-administrator"
    case userLicensed = "user-licensed"
    // An Azure table.
    case storageAccountEnabled = "storage-account-enabled"
    case storageFirewall = "storage-firewall"
    case storageKeyAccess = "storage-key-access"
    // All.
    case secretExpiry = "secret-expiry"
    case secretRoom = "secret-room"
    case secretPolicy = "secret-policy"
    case securityDefaults = "security-defaults"
    case conditionalAccess = "conditional-access"
    case multiFactor = "multi-factor"
    case dynamicsPermission = "dynamics-permission"
    case secretAccepted = "secret-accepted"
    // In the storage account.
    case storageTable = "storage-table"
    // In the environment.
    case appAccessControl = "app-access-control"
    case environmentUser = "environment-user"
    case environmentUserEnabled = "environment-user-enabled"
    case accessMode = "access-mode"
    // Security settings.
    case leadWriterRole = "lead-writer-role"
    case privilegeUISettings = "privilege-ui-settings"
    case privilegeSystemJob = "privilege-system-job"
    case privilegeLeadCreate = "privilege-lead-create"
    case leadSourceColumn = "lead-source-column"
    // The offer.
    case offerDestination = "offer-destination"
    case offerPublished = "offer-published"
    case leadWritten = "lead-written"
}
