internal import Credentials
internal import Wording

extension Check {
    /// How it is mended, step by step, as Microsoft's article and pages have it.
    ///
    /// - Parameter trouble: the class of trouble that was met, whose steps are those of mails and explanations; `nil`
    ///   for the check's own.
    func remedy(for credential: Credential, _ trouble: ProbeClass?) -> [String] {
        let steps = trouble.map { Explanation($0, of: credential).steps } ?? []
        return steps.isEmpty ? ownRemedy(for: credential) : steps
    }

    private static let solutionFile =
        "https://mpsapiprodwus.blob.core.windows.net/documentation/"
        + "MicrosoftMarketplacesLeadIntegrationSolution_1_0_0_0_target_CRM_6.1_managed.zip"
    private static let registrations = "Microsoft Entra admin center (https://entra.microsoft.com) › App registrations"
    private static let policies =
        "https://learn.microsoft.com/entra/identity/enterprise-apps/configure-app-management-policies"
    private static let role = """
        In the Power Platform admin center (https://admin.powerplatform.microsoft.com) go to Manage › Environments › \
        the environment › Settings › Users + permissions › Security roles › Microsoft Marketplace Lead Writer
        """

    /// What is done where no class of trouble has steps for it.
    private func ownRemedy(for credential: Credential) -> [String] {
        let (name, account) = (credential.name.description, credential.identity.account)
        switch self {
        case .secretStored: return ["Store it:\n$ leadkeeper secret set \(name)"]
        case .leadWriterSolution:
            return [
                "Download Microsoft Marketplace Lead Writer: \(Self.solutionFile)",
                "Open the environment, then gear icon › Advanced Settings › Settings › Solutions › Import, and choose "
                    + "the file.",
                "Complete the wizard, then assign the role Microsoft Marketplace Lead Writer, which the solution brings.",
            ]
        case .applicationMultiTenant:
            return [
                "\(Self.registrations) › \(account) › Authentication › Supported account types: choose Accounts in any "
                    + "organizational directory, and save."
            ]
        case .audiencePolicy:
            return [
                "Ask an administrator of Microsoft Entra to exempt the application \(account) from the restriction of "
                    + "account types: Entra ID › Enterprise apps › Application policies. See \(Self.policies)"
            ]
        case .servicePrincipal:
            return [
                "Ask an administrator of Microsoft Entra to make it, in PowerShell with Microsoft Graph:\n"
                    + "$ New-MgServicePrincipal -AppId \(account)",
                "Or grant admin consent: \(Self.registrations) › \(account) › API permissions › Grant admin consent.",
            ]
        case .userFederated:
            return [
                "Recommended: move the connection to an application, which signs in at Microsoft Entra itself:\n"
                    + "$ leadkeeper migrate \(name)",
                "Or use a user of a domain that is not federated, such as one of onmicrosoft.com, in Partner Center and "
                    + "in \(name).conf.",
            ]
        case .userNoAdministrator:
            return [
                "In the Microsoft 365 admin center (https://admin.microsoft.com) › Users › Active users › \(account) › "
                    + "Manage roles, choose User (no admin center access)."
            ]
        case .userLicensed:
            return [
                "In the Microsoft 365 admin center (https://admin.microsoft.com) › Users › Active users › \(account) › "
                    + "Licenses and apps, assign a license with Dynamics 365, such as Dynamics 365 Sales.",
                "It takes some minutes until the environment knows it.",
            ]
        case .secretRoom:
            return [
                "\(Self.registrations) › \(account) › Certificates & secrets: remove client secrets that have expired, or "
                    + "that nobody uses.\n$ leadkeeper adopt \(name)",
                "Or choose Accounts in any organizational directory without personal accounts under Authentication, "
                    + "which lifts the limit of two.",
            ]
        case .secretPolicy:
            return [
                "Ask an administrator of Microsoft Entra to exempt the application \(account), or the one of "
                    + "[Administrator] as the caller, from the restriction of passwords: Entra ID › Enterprise apps › "
                    + "Application policies. See \(Self.policies)"
            ]
        case .securityDefaults:
            return [
                "Recommended: move the connection to an application, which needs no second factor:\n"
                    + "$ leadkeeper migrate \(name)",
                "Or ask an administrator of Microsoft Entra to replace security defaults by Conditional Access policies "
                    + "that exempt \(account): Entra ID › Overview › Properties › Manage security defaults.",
            ]
        case .dynamicsPermission:
            return [
                "\(Self.registrations) › \(account) › API permissions › Add a permission › Dynamics CRM › Delegated "
                    + "permissions: check user_impersonation, and select Add permissions."
            ]
        case .accessMode:
            return [
                "Open the user's record in the environment (gear icon › Advanced Settings › Settings › Security › Users) "
                    + "and set Access Mode to Read-Write, or to Non-interactive."
            ]
        case .privilegeUISettings:
            return [
                "\(Self.role), or gear icon › Advanced Settings › Settings › Security › Security Roles.",
                "On the tab Core Records find User Entity UI Settings, and give Create, Read and Write the level User "
                    + "(click each circle once). Save and close.",
            ]
        case .privilegeSystemJob:
            return [
                "\(Self.role), or gear icon › Advanced Settings › Settings › Security › Security Roles.",
                "On the tab Customization find System Job, and give Read, Write and AppendTo the level Organization "
                    + "(click each circle four times). Save and close.",
            ]
        case .privilegeLeadCreate:
            return [
                "\(Self.role), or gear icon › Advanced Settings › Settings › Security › Security Roles.",
                "On the tab Core Records find Lead, and give Create at least the level User. Save and close.",
            ]
        case .leadSourceColumn:
            return [
                "In the Power Platform admin center › the environment › Settings › Users + permissions › Column security "
                    + "profiles, open or make a profile that has Create for Lead Source of Lead.",
                "Add \(account) to it under Users, or a team that it belongs to.",
            ]
        case .offerDestination:
            return [
                "See what differs:\n$ leadkeeper handoff \(name) compare",
                "Correct \(name).conf, or the offer in Partner Center (https://partner.microsoft.com/dashboard) › "
                    + "Marketplace offers › the offer › Offer setup › Customer leads › Edit, and publish it.",
            ]
        case .offerPublished:
            return [
                "In Partner Center (https://partner.microsoft.com/dashboard) › Marketplace offers › the offer, finish what "
                    + "is left, and select Review and publish."
            ]
        case .passwordChange:
            return [
                "Sign in as \(account) at https://myaccount.microsoft.com, choose a new password, enter it in Partner "
                    + "Center, publish the offer, and store it:\n$ leadkeeper secret set \(name)",
                "Or have an administrator set a password with the box \"Make this user change their password when they "
                    + "first sign in\" cleared.",
            ]
        // What was found says how it is mended.
        case .keyring, .clock, .stateDirectory, .waysOut, .alertCircle, .proxy, .nameResolution, .tls, .connection,
            .secretMatches, .storageTable:
            return []
        case .storageAccountEnabled, .storageFirewall, .storageKeyAccess, .environmentHosted,
            .environmentEnabled, .ipFirewall, .leadTable, .tenantMatches, .applicationRegistered, .applicationEnabled,
            .userExists, .userEnabled, .secretExpiry, .conditionalAccess, .multiFactor,
            .secretAccepted, .appAccessControl, .environmentUser, .environmentUserEnabled, .leadWriterRole,
            .leadWritten:
            return [trouble.map { Explanation($0, of: credential).steps } ?? []].flatMap(\.self)
        }
    }

    /// The class of trouble whose steps are the check's own; `nil` for one that has steps above.
    private var trouble: ProbeClass? {
        switch self {
        case .environmentHosted: .notDynamics
        case .environmentEnabled, .storageAccountEnabled: .environmentDisabled
        case .ipFirewall, .storageFirewall: .addressBlocked
        case .leadTable: .noLeadTable
        case .tenantMatches: .tenantMismatch
        case .applicationRegistered: .appNotFound
        case .applicationEnabled: .appDisabled
        case .userExists: .userNotFound
        case .userEnabled, .environmentUserEnabled: .userDisabled
        case .secretExpiry: .secretExpired
        case .conditionalAccess, .appAccessControl, .storageKeyAccess: .accessBlocked
        case .multiFactor: .mfaRequired
        case .secretAccepted: .secretWrong
        case .environmentUser: .noApplicationUser
        case .leadWriterRole: .noRole
        case .leadWritten: .unrecognised
        case .keyring, .clock, .stateDirectory, .waysOut, .alertCircle, .proxy, .nameResolution, .tls, .connection,
            .secretMatches, .storageTable, .secretStored, .leadWriterSolution, .applicationMultiTenant, .audiencePolicy,
            .servicePrincipal,
            .userFederated, .passwordChange, .userNoAdministrator, .userLicensed, .secretRoom, .secretPolicy,
            .securityDefaults, .dynamicsPermission, .accessMode, .privilegeUISettings, .privilegeSystemJob,
            .privilegeLeadCreate, .leadSourceColumn, .offerDestination, .offerPublished:
            nil
        }
    }
}
