extension ProbeClass {
    /// One sentence for the sysadmin: what to do next.
    public var advice: String { advice(from: nil, code: nil) }

    /// One sentence for the sysadmin: what to do next, where it was that one who answered.
    ///
    /// - Parameters:
    ///   - answerer: who gave the answer; `nil` where nobody did, or it is not known.
    ///   - code: the code that it gave.
    public func advice(from answerer: Answerer?, code: String?) -> String {
        switch (self, answerer) {
        case (.accessBlocked, .dataverse):
            "Have an administrator of the Power Platform allow this application in the environment's app access control, or take it off the list of those that are blocked. Of a user, Microsoft's own application may be let in all the same."
        case (.configuration, .dataverse):
            "Compare URL and Cloud with the environment's address in the Power Platform admin center."
        case (.configuration, .mailServer):
            "Compare Server, Security and UserName under [Mail] in leadkeeper.conf with what the mail server asks for."
        case (.passwordWrong, .mailServer):
            "Store the password that the mail server expects with `leadkeeper secret set @mail`, and compare UserName under [Mail]."
        case (.serviceFault, .mailServer): "Ask whoever runs the mail server; it is tried again."
        case (.userDisabled, .entra): "Unblock sign-in for the user in the Microsoft 365 admin center."
        case (.userDisabled, .dataverse): "Enable the user, and see to its license, in the environment."
        case (.serviceFault, .proxy), (.unrecognised, .proxy), (.notDynamics, .proxy):
            "Something between this host and Microsoft answers in Microsoft's place: have the proxy, or the network's sign-in page, let HTTPS to Microsoft pass unopened. It is tried again."
        case (.network, .proxy): "Check Proxy, and that the proxy lets this host reach Microsoft; it is tried again."
        case (.throttled, let answerer?): "Nothing to do; it is tried again when \(answerer.name) allows it."
        case (.unrecognised, let answerer?):
            "It is tried again. If it stays, \(answerer.lookUp(code)), and report it for a class: \(answerer.name) said it."
        case _: general
        }
    }

    private var general: String {
        switch self {
        case .secretWrong:
            "Store the client secret's value, not its id; make a new one under Certificates & secrets if it is lost."
        case .secretExpired:
            "Make a new client secret in Entra, store it with `leadkeeper secret set`, and enter it in Partner Center."
        case .passwordWrong:
            "Store the user's password again with `leadkeeper secret set`; it is not tried more often, so as not to lock the account."
        case .passwordExpired:
            "Set a new password for the user, store it with `leadkeeper secret set`, and enter it in Partner Center."
        case .passwordChangeRequired:
            "Sign in once as the user, change the password as asked, then store the new one with `leadkeeper secret set`."
        case .secretUnknown:
            "If it was made minutes ago, wait: it is tried again. Otherwise it is not the right one: store the secret's value, not its id."
        case .secretMissing: "Store the secret with `leadkeeper secret set`."
        case .appNotFound: "Compare ApplicationID and DirectoryID with the app's overview page in Entra."
        case .appDisabled: "Enable the enterprise application for sign-in in Entra, or have its administrator do so."
        case .tenantNotFound: "Compare DirectoryID with the Directory (tenant) ID in Entra."
        case .tenantMismatch: "The environment belongs to another directory: correct URL or DirectoryID."
        case .userNotFound: "Compare UserName with the user's sign-in name in the Microsoft 365 admin center."
        case .userDisabled: "Unblock sign-in for the user, or enable the user and its license in the environment."
        case .userLocked:
            "Wait half an hour, then try it with `leadkeeper probe`; if it comes back, find out who else signs in with an old password."
        case .mfaRequired:
            "Exempt this user from multi-factor authentication, or move the connection to an Entra application (azure-ad)."
        case .accessBlocked:
            "Have the Entra administrator exclude this identity from the Conditional Access policy that blocks it."
        case .consentMissing:
            "Have an administrator grant the application consent in Entra, which also makes its service principal in the directory."
        case .configuration: "Check the app registration's account types and, for a user, that it allows public client flows."
        case .environmentWrong: "Compare URL with the environment's address in the Power Platform admin center."
        case .environmentDisabled: "Enable the environment in the Power Platform admin center."
        case .environmentInMaintenance:
            "Nothing to do for the credential; it is tried again when the environment leaves administration mode."
        case .noApplicationUser:
            "Add the application or user to the environment: Settings, Security, Users, Application Users, New."
        case .noRole: "Assign the role Microsoft Marketplace Lead Writer to the user in the environment."
        case .privilegeMissing:
            "Give the user's role the missing privilege; Microsoft Marketplace Lead Writer must be able to create leads, and to set every column that it sets, leadsourcecode among them."
        case .noLeadTable: "Install Dynamics 365 Sales in the environment, or point URL at the one that has it."
        case .pluginRefused:
            "A plug-in or flow in the environment turned the validation lead down; have it let leads from Microsoft pass."
        case .tooSlow:
            "Have an administrator of the environment find the plug-in or workflow that delays new leads, and run it in the background: Microsoft gives up after two minutes."
        case .addressBlocked:
            "Have an administrator of the Power Platform add this host's address to the environment's IP firewall; it says nothing about the secret, nor about Microsoft's own address."
        case .notDynamics:
            "URL must name a Dynamics 365 environment hosted by Microsoft; other destinations are an HTTPS endpoint or an Azure table."
        case .throttled: "Nothing to do; it is tried again when Microsoft allows it."
        case .serviceFault: "Nothing to do for the credential; see the Microsoft 365 service health page if it lasts."
        case .network: "Check name resolution, routes, firewall and proxy of this host."
        case .tls:
            "The server's certificate could not be verified: check CAFile, the system's CA store (read anew each minute), the clock, and any intercepting proxy."
        case .timeout: "Check the network path to the server; it is tried again."
        case .keyringLocked: "Unlock the keyring by starting it with the right master password; nothing prompts for it."
        case .keyringDegraded:
            "The keyring's files were lost, damaged or replaced: stop leadkeeper and put a copy of them back. Nothing is written to it until then."
        case .keyringUnavailable: "Look at the keyring's units: the worker, the bus and the secret service must run."
        case .unrecognised: "It is tried again. If it stays, report its code, and who gave it, for a class."
        }
    }
}
