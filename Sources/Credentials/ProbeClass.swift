/// What is wrong with a connection, in words that stay the same from release to release.
public enum ProbeClass: String, Hashable, Sendable, Codable, CaseIterable {
    case secretWrong = "secret-wrong"
    case secretExpired = "secret-expired"
    case appNotFound = "app-not-found"
    case appDisabled = "app-disabled"
    case tenantNotFound = "tenant-not-found"
    case tenantMismatch = "tenant-mismatch"
    case passwordWrong = "password-wrong"
    case passwordExpired = "password-expired"
    case passwordChangeRequired = "password-change-required"
    case userNotFound = "user-not-found"
    case userDisabled = "user-disabled"
    case userLocked = "user-locked"
    case mfaRequired = "mfa-required"
    case accessBlocked = "access-blocked"
    case consentMissing = "consent-missing"
    case configuration
    case environmentWrong = "environment-wrong"
    case environmentDisabled = "environment-disabled"
    case environmentInMaintenance = "environment-in-maintenance"
    case noApplicationUser = "no-application-user"
    case noRole = "no-role"
    case privilegeMissing = "privilege-missing"
    case noLeadTable = "no-lead-table"
    case pluginRefused = "plugin-refused"
    case throttled
    case serviceFault = "service-fault"
    case network
    case tls
    case timeout
    case notDynamics = "not-dynamics"
    case keyringLocked = "keyring-locked"
    case keyringDegraded = "keyring-degraded"
    case keyringUnavailable = "keyring-unavailable"
    case secretMissing = "secret-missing"
    case secretUnknown = "secret-unknown"
    case unrecognised

    /// Whether the credential or its set-up is at fault, or it could not be told.
    ///
    /// Trouble on the way, throttling and service faults never count against a credential.
    public var result: ProbeReport.Result {
        switch self {
        case .secretWrong, .secretExpired, .appNotFound, .appDisabled, .tenantNotFound, .tenantMismatch, .passwordWrong,
            .passwordExpired, .passwordChangeRequired, .userNotFound, .userDisabled, .userLocked, .mfaRequired, .accessBlocked,
            .consentMissing, .configuration, .environmentWrong, .environmentDisabled, .noApplicationUser, .noRole,
            .privilegeMissing, .noLeadTable, .pluginRefused, .notDynamics, .secretMissing:
            .failed
        case .environmentInMaintenance, .throttled, .serviceFault, .network, .tls, .timeout, .keyringLocked, .keyringDegraded,
            .keyringUnavailable, .secretUnknown, .unrecognised:
            .unknown
        }
    }

    /// Whether Entra said that the secret's time is over, which ends its window whatever anybody believed before.
    public var saysLapsed: Bool {
        self == .secretExpired || self == .passwordExpired
    }

    /// Whether a password was sent and turned down, so that sending it again counts towards locking the account.
    public var countsTowardsLockout: Bool {
        switch self {
        case .passwordWrong, .passwordExpired, .passwordChangeRequired, .userNotFound, .userDisabled, .userLocked, .mfaRequired,
            .accessBlocked:
            true
        default: false
        }
    }

    /// One sentence for the sysadmin: what to do next.
    public var advice: String {
        switch self {
        case .secretWrong:
            "Store the client secret's value, not its id; make a new one under Certificates & secrets if it is lost."
        case .secretExpired:
            "Make a new client secret in Entra, store it with `leadkeeper secret set`, and enter it in Partner Center."
        case .appNotFound: "Compare ApplicationID and DirectoryID with the app's overview page in Entra."
        case .appDisabled: "Enable the enterprise application for sign-in in Entra, or have its administrator do so."
        case .tenantNotFound: "Compare DirectoryID with the Directory (tenant) ID in Entra."
        case .tenantMismatch: "The environment belongs to another directory: correct URL or DirectoryID."
        case .passwordWrong:
            "Store the user's password again with `leadkeeper secret set`; it is not tried more often, so as not to lock the account."
        case .passwordExpired:
            "Set a new password for the user, store it with `leadkeeper secret set`, and enter it in Partner Center."
        case .passwordChangeRequired:
            "Sign in once as the user, change the password as asked, then store the new one with `leadkeeper secret set`."
        case .userNotFound: "Compare UserName with the user's sign-in name in the Microsoft 365 admin center."
        case .userDisabled: "Unblock sign-in for the user, or enable the user and its license in the environment."
        case .userLocked: "Wait half an hour; if it comes back, find out who else signs in with an old password."
        case .mfaRequired:
            "Exempt this user from multi-factor authentication, or move the connection to an Entra application (azure-ad)."
        case .accessBlocked:
            "Have the Entra administrator exclude this identity from the Conditional Access policy that blocks it."
        case .consentMissing: "Grant the application consent for Dynamics 365 in Entra."
        case .configuration: "Check the app registration's account types and, for a user, that it allows public client flows."
        case .environmentWrong: "Compare URL with the environment's address in the Power Platform admin center."
        case .environmentDisabled: "Enable the environment in the Power Platform admin center."
        case .environmentInMaintenance:
            "Nothing to do for the credential; it is tried again when the environment leaves administration mode."
        case .noApplicationUser:
            "Add the application or user to the environment: Settings, Security, Users, Application Users, New."
        case .noRole: "Assign the role Microsoft Marketplace Lead Writer to the user in the environment."
        case .privilegeMissing:
            "Give the user's role the missing privilege; Microsoft Marketplace Lead Writer must be able to create leads."
        case .noLeadTable: "Install Dynamics 365 Sales in the environment, or point URL at the one that has it."
        case .pluginRefused:
            "A plug-in or flow in the environment turned the validation lead down; have it let leads from Microsoft pass."
        case .throttled: "Nothing to do; it is tried again when Microsoft allows it."
        case .serviceFault: "Nothing to do for the credential; see the Microsoft 365 service health page if it lasts."
        case .network: "Check name resolution, routes, firewall and proxy of this host."
        case .tls:
            "The server's certificate could not be verified: check CAFile, the system's CA store (read anew each minute), the clock, and any intercepting proxy."
        case .timeout: "Check the network path to the server; it is tried again."
        case .notDynamics:
            "URL must name a Dynamics 365 environment hosted by Microsoft; other destinations are an HTTPS endpoint or an Azure table."
        case .keyringLocked: "Unlock the keyring by starting it with the right master password; nothing prompts for it."
        case .keyringDegraded:
            "The keyring's files were lost, damaged or replaced: stop leadkeeper and put a copy of them back. Nothing is written to it until then."
        case .keyringUnavailable: "Look at the keyring's units: the worker, the bus and the secret service must run."
        case .secretMissing: "Store the secret with `leadkeeper secret set`."
        case .secretUnknown:
            "If it was made minutes ago, wait: it is tried again. Otherwise it is not the right one: store the secret's value, not its id."
        case .unrecognised:
            "It is tried again. If the code stays, look it up at https://login.microsoftonline.com/error and report it for a class."
        }
    }
}
