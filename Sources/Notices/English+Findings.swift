internal import Credentials

extension English {
    /// What a class of trouble means and what to do.
    static func finding(_ probeClass: ProbeClass, _ matter: NoticeMatter) -> FindingWords {
        switch probeClass {
        case .secretWrong, .secretExpired, .passwordWrong, .passwordExpired, .passwordChangeRequired, .secretMissing:
            ofSecret(probeClass, matter)
        case .appNotFound, .appDisabled, .tenantNotFound, .tenantMismatch, .consentMissing, .configuration:
            ofApplication(probeClass, matter)
        case .userNotFound, .userDisabled, .userLocked, .mfaRequired, .accessBlocked:
            ofAccount(probeClass)
        case .environmentWrong, .environmentDisabled, .noApplicationUser, .noRole, .privilegeMissing, .noLeadTable,
            .pluginRefused, .tooSlow, .addressBlocked, .notDynamics:
            ofEnvironment(probeClass)
        case .environmentInMaintenance, .throttled, .serviceFault, .network, .tls, .timeout, .keyringLocked, .keyringDegraded,
            .keyringUnavailable, .secretUnknown, .unrecognised:
            ofTheWay(probeClass)
        }
    }

    private static func ofSecret(_ probeClass: ProbeClass, _ matter: NoticeMatter) -> FindingWords {
        let noun = noun(matter)
        return switch probeClass {
        case .secretWrong:
            FindingWords(
                reason: "Microsoft refuses the \(noun) as wrong",
                meaning:
                    "The \(noun) that leadkeeper keeps is not, or no longer, one of this application's. Either it was replaced or "
                    + "removed in Microsoft Entra, or something else was stored by mistake, such as the secret's ID in place of its value.",
                steps: [
                    "Find out whether somebody has replaced the \(noun). If so, have the sysadmin of {host} store the new one, make sure "
                        + "that Partner Center has it too, and go no further:\n$ leadkeeper secret set {name} --expires DATE",
                    "If nobody has it, replace it by the steps that follow.",
                ])
        case .passwordWrong:
            FindingWords(
                reason: "Microsoft refuses the password as wrong",
                meaning:
                    "The password that leadkeeper keeps is not, or no longer, that of {account}. leadkeeper tries it only rarely "
                    + "from now on, so as not to lock the account.",
                steps: [
                    "Find out whether somebody has changed the password. If so, have the sysadmin of {host} store the new one, make sure "
                        + "that Partner Center has it too, and go no further:\n$ leadkeeper secret set {name}",
                    "If nobody knows it, set a new one by the steps that follow.",
                ])
        case .secretExpired:
            FindingWords(
                reason: "Microsoft refuses the \(noun) as expired",
                meaning: "The time of the \(noun) is over. It cannot be prolonged; only a new one helps.", steps: [])
        case .passwordExpired:
            FindingWords(
                reason: "Microsoft refuses the password as expired",
                meaning: "The time of the password is over by your organisation's rules. Only a new one helps.", steps: [])
        case .passwordChangeRequired:
            FindingWords(
                reason: "Microsoft demands a new password for the user",
                meaning: "Microsoft lets {account} sign in only after the password has been changed, because it was reset by "
                    + "an administrator, or because Microsoft sees a risk.",
                steps: [
                    "If Microsoft sees a risk, have the administrator of Microsoft Entra look at the user's sign-ins first, and clear it."
                ])
        default:
            FindingWords(
                reason: "leadkeeper's keyring no longer has the \(noun)",
                meaning:
                    "The keyring is where leadkeeper keeps secrets on {host}. It can be opened, but there is no \(noun) of {name} in "
                    + "it: it was removed, or the keyring was replaced by another, or restored from a copy made earlier.",
                steps: [
                    "Ask the sysadmin of {host} whether the keyring was replaced or restored, and whether a copy of it can be brought back.",
                    "Otherwise, have the same \(noun) stored again that Partner Center uses:\n"
                        + "$ leadkeeper secret set {name}\(matter.kind == .clientSecret ? " --expires DATE" : "")",
                    matter.kind == .clientSecret
                        ? "If nobody has it any more, have a new one made in Microsoft Entra, stored here, and entered in Partner Center. "
                            + "The old one keeps working there until the offer is live with the new one."
                        : "If nobody knows it any more, it must be changed in Microsoft 365, stored here, and entered in Partner Center "
                            + "at once: from the change until the offer is live again no lead arrives, so choose a quiet time.",
                ])
        }
    }

    private static func ofApplication(_ probeClass: ProbeClass, _ matter: NoticeMatter) -> FindingWords {
        switch probeClass {
        case .appNotFound:
            FindingWords(
                reason: "Microsoft does not know the application",
                meaning:
                    "There is no application {account} in the directory {directory}. It was deleted, or one of the two IDs is wrong.",
                steps: [
                    "Look in the {entra}, **App registrations** › **All applications**, whether the app {account} is there. If it was "
                        + "deleted less than 30 days ago, restore it under **Deleted applications**.",
                    "If the IDs are wrong, have the sysadmin of {host} correct **ApplicationID** and **DirectoryID** of {name}.",
                ])
        case .appDisabled:
            FindingWords(
                reason: "the application is disabled in Entra",
                meaning: "The application {account} may not sign in, because somebody has disabled it.",
                steps: [
                    "In the {entra}, open **Enterprise applications** › the app {account} › **Properties**, and set **Enabled for users to "
                        + "sign-in?** to **Yes**, once you know why it was disabled."
                ])
        case .tenantNotFound:
            FindingWords(
                reason: "Microsoft does not know the directory",
                meaning: "Microsoft knows no directory (tenant) {directory}.",
                steps: [
                    "Compare it with the **Tenant ID** on the overview page of the {entra}, and have the sysadmin of {host} correct "
                        + "**DirectoryID** of {name}."
                ])
        case .tenantMismatch:
            FindingWords(
                reason: "the environment belongs to another directory",
                meaning: "The Dynamics 365 environment {environment} does not belong to the directory {directory}.",
                steps: [
                    "Find out which of the two is meant, and have the sysadmin of {host} correct **URL** or **DirectoryID** of {name}.",
                    "Compare both with what stands in Partner Center under **Customer leads**.",
                ])
        case .consentMissing:
            FindingWords(
                reason: "the application's consent is missing",
                meaning: "Nobody has allowed the application to use Dynamics 365, or the consent was withdrawn.",
                steps: [
                    "Have the administrator of Microsoft Entra open **App registrations** › the app › **API permissions** and grant consent for "
                        + "**Dynamics CRM**."
                ])
        default:
            FindingWords(
                reason: "the sign-in is not set up as it must be",
                meaning: "Microsoft turned down the manner of signing in: the app registration is not set up for it.",
                steps: [
                    matter.kind == .clientSecret
                        ? "In the {entra}, compare the app registration {account} with Microsoft's instructions for leads in Dynamics 365."
                        : "In the {entra}, see that the application with which {account} signs in allows public client flows, under "
                            + "**Authentication**.",
                    details,
                ])
        }
    }

    private static func ofAccount(_ probeClass: ProbeClass) -> FindingWords {
        switch probeClass {
        case .userNotFound:
            FindingWords(
                reason: "Microsoft does not know the user",
                meaning: "There is no user {account}. It was deleted or renamed, or the name is wrong.",
                steps: [
                    "Look for it in the {microsoft365}, **Users** › **Active users**. If it was deleted less than 30 days ago, restore it "
                        + "under **Deleted users**.",
                    "If it has another name now, have the sysadmin of {host} correct **UserName** of {name}, and correct it in Partner "
                        + "Center too.",
                ])
        case .userDisabled:
            FindingWords(
                reason: "the user is disabled",
                meaning: "{account} is blocked, or is disabled or without a license in Dynamics 365.",
                steps: [
                    "Look at the user in the {microsoft365}, **Users** › **Active users**: unblock sign-in, and see to the license, once "
                        + "you know why it was taken away.",
                    "See in the Dynamics 365 environment whether the user is enabled.",
                ])
        case .userLocked:
            FindingWords(
                reason: "the user's account is locked",
                meaning:
                    "Too many wrong passwords were tried for {account}, or Microsoft distrusts the address that they came from. "
                    + "Usually the lock ends by itself.",
                steps: [
                    "Wait half an hour.",
                    "If it comes back, find out who else signs in as {account} with an old password.",
                ])
        case .mfaRequired:
            FindingWords(
                reason: "Microsoft asks for a second factor",
                meaning:
                    "{account} must confirm sign-ins on a second device (multi-factor authentication). A program cannot do that, and "
                    + "the marketplace cannot either.",
                steps: [
                    "Better: move this connection to an application in Microsoft Entra (**Azure Active Directory** in Partner "
                        + "Center), which signs in without a second factor:\n$ leadkeeper migrate {name}",
                    "Or have the administrator of Microsoft Entra exempt {account} from multi-factor authentication.",
                ])
        default:
            FindingWords(
                reason: "a rule of your organisation blocks the access",
                meaning:
                    "A rule of your organisation keeps {account} out: a Conditional Access policy or a security default in Microsoft "
                    + "Entra, or the app access control of the Dynamics 365 environment.",
                steps: [
                    "Find out which of the two it is. " + details,
                    "If it is Microsoft Entra, have its administrator find the policy in the **Sign-in logs** of {account}, and make an "
                        + "exception.",
                    "If it is the environment (Dataverse), have an administrator of the Power Platform allow the application in its "
                        + "**app access control**.",
                ])
        }
    }

    private static func ofEnvironment(_ probeClass: ProbeClass) -> FindingWords {
        switch probeClass {
        case .environmentWrong:
            FindingWords(
                reason: "there is no such Dynamics 365 environment",
                meaning:
                    "Microsoft does not know {environment}, or not in this directory. It was moved or renamed, or the address is wrong.",
                steps: [
                    "Compare the address with the one in the Power Platform admin center, **Environments**.",
                    "Have the sysadmin of {host} correct **URL** of {name}, and correct it in Partner Center too.",
                ])
        case .environmentDisabled:
            FindingWords(
                reason: "the Dynamics 365 environment is disabled",
                meaning: "{environment} is there, but switched off, by an administrator or for want of a license.",
                steps: ["Enable it in the Power Platform admin center, **Environments**, once you know why it was switched off."])
        case .noApplicationUser:
            FindingWords(
                reason: "the account is no user of the environment",
                meaning: "{account} can sign in to Microsoft, but is no user of {environment}.",
                steps: [
                    "Have an administrator of the environment add it: gear icon › **Advanced Settings** › **Settings** › **Security** › "
                        + "**Users** › view **Application Users** › **New**, with the ID {account}.",
                    "Give it the role **Microsoft Marketplace Lead Writer**.",
                ])
        case .noRole:
            FindingWords(
                reason: "the account has no role in the environment",
                meaning: "{account} is a user of {environment}, but may do nothing there.",
                steps: [
                    "Have an administrator of the environment open gear icon › **Advanced Settings** › **Settings** › **Security** › "
                        + "**Users** › {account} › **Manage Roles**, and tick **Microsoft Marketplace Lead Writer**."
                ])
        case .privilegeMissing:
            FindingWords(
                reason: "the account lacks a right in Dynamics 365",
                meaning: "{account} may sign in to {environment}, but its role lacks a right that is needed to write leads.",
                steps: [
                    "Have an administrator of the environment see that {account} has the role **Microsoft Marketplace Lead Writer**, and "
                        + "that nobody has taken rights from that role.",
                    details,
                ])
        case .noLeadTable:
            FindingWords(
                reason: "the environment cannot hold leads",
                meaning: "{environment} has no table for leads, probably because Dynamics 365 Sales is not installed there.",
                steps: [
                    "Install Dynamics 365 Sales in the environment; or, if another environment is meant, have the sysadmin of {host} "
                        + "correct **URL** of {name}, and correct it in Partner Center too."
                ])
        case .pluginRefused:
            FindingWords(
                reason: "a rule in Dynamics 365 turns leads down",
                meaning:
                    "The account works, but a plug-in, workflow or rule in {environment} refused the validation lead. It may refuse "
                    + "Microsoft's leads as well.",
                steps: [
                    "Have an administrator of the environment find the rule in **Plug-in Trace Log** or **System Jobs**, and let it pass "
                        + "leads that {account} writes.",
                    details,
                ])
        case .tooSlow:
            FindingWords(
                reason: "the environment takes too long to write a lead",
                meaning:
                    "The account works, but {environment} did not write the validation lead within two minutes. After two minutes "
                    + "Microsoft gives up, and the lead is lost.",
                steps: [
                    "Have an administrator of the environment find the plug-in or workflow that runs when a lead is created, in **Plug-in "
                        + "Trace Log** or **System Jobs**, and make it faster or run it in the background (asynchronously).",
                    details,
                ])
        case .addressBlocked:
            FindingWords(
                reason: "the environment does not let leadkeeper's host in",
                meaning:
                    "The IP firewall of {environment} blocks the address of {host}, where leadkeeper runs. That says nothing of the "
                    + "credential: Microsoft writes leads from other addresses.",
                steps: [
                    "Have an administrator of the Power Platform add the address of {host} under **Environments** › the environment › "
                        + "**Settings** › **Privacy + Security** › **IP firewall**."
                ])
        default:
            FindingWords(
                reason: "the address is not Dynamics 365 of Microsoft",
                meaning:
                    "What answers at {environment} is not a Dynamics 365 environment hosted by Microsoft. Only such a one can take leads "
                    + "in this way; others need an HTTPS endpoint or an Azure table as lead destination.",
                steps: [
                    "Have the sysadmin of {host} correct **URL** of {name}, and compare it with what stands in Partner Center."
                ])
        }
    }

    private static func ofTheWay(_ probeClass: ProbeClass) -> FindingWords {
        switch probeClass {
        case .environmentInMaintenance:
            FindingWords(
                reason: "the Dynamics 365 environment is in maintenance",
                meaning:
                    "An administrator has set {environment} to administration mode, in which it lets only administrators in.",
                steps: ["See in the Power Platform admin center, **Environments**, whether administration mode is meant to last."]
            )
        case .throttled:
            FindingWords(
                reason: "Microsoft asked for fewer requests",
                meaning: "Microsoft limits how often a directory or an environment may be asked.",
                steps: ["See whether another program uses the same account or directory heavily.", details])
        case .serviceFault:
            FindingWords(
                reason: "Microsoft's service had a fault",
                meaning: "Microsoft's servers answered that they could not serve the request.",
                steps: [
                    "See **Health** › **Service health** in the {microsoft365} for a known fault of Dynamics 365 or Microsoft Entra."
                ])
        case .network:
            FindingWords(
                reason: "Microsoft could not be reached from leadkeeper's host",
                meaning: "Probably {host}, where leadkeeper runs, has trouble with its network.",
                steps: ["Check name resolution, routes, firewall and proxy of {host}."])
        case .tls:
            FindingWords(
                reason: "Microsoft's server could not be verified",
                meaning: "The certificate that the server showed to {host} could not be verified, so nothing was sent to it.",
                steps: [
                    "Check on {host} the clock, the system's store of certificates, **CAFile**, and any proxy that opens TLS."
                ])
        case .timeout:
            FindingWords(
                reason: "Microsoft did not answer in time",
                meaning: "The request from {host} got no answer in time.",
                steps: ["Check the network path of {host} to Microsoft, and any proxy on it."])
        case .keyringLocked:
            FindingWords(
                reason: "the keyring on leadkeeper's host is locked",
                meaning: "The keyring is where leadkeeper keeps secrets on {host}. It must be unlocked by the sysadmin.",
                steps: ["Start the keyring on {host} with the right master password; nothing asks for it by itself."])
        case .keyringDegraded:
            FindingWords(
                reason: "the keyring on leadkeeper's host is not what it was",
                meaning:
                    "The keyring is where leadkeeper keeps secrets on {host}. Its files were lost, damaged or replaced, so leadkeeper "
                    + "writes nothing to it.",
                steps: [
                    "Stop leadkeeper on {host}, put a copy of the keyring's files back, and start it again. If there is no copy, store "
                        + "every secret anew once the keyring is in order."
                ])
        case .keyringUnavailable:
            FindingWords(
                reason: "the keyring on leadkeeper's host is out of order",
                meaning: "The keyring is where leadkeeper keeps secrets on {host}. It does not answer.",
                steps: ["Look at the keyring's units on {host}: the worker, the bus and the secret service must run."])
        case .secretUnknown:
            FindingWords(
                reason: "Microsoft does not know the client secret",
                meaning:
                    "A new client secret takes some minutes until all of Microsoft Entra knows it. If this lasts, it is not the right one.",
                steps: [
                    "Have the sysadmin of {host} store the secret again: its value, not its ID.\n$ leadkeeper secret set {name} "
                        + "--expires DATE"
                ])
        default:
            FindingWords(
                reason: "Microsoft answered something leadkeeper does not know",
                meaning: "Microsoft's answer has a code that this release of leadkeeper cannot place.",
                steps: [
                    "Who gave the code, and where it can be looked up, the sysadmin of {host} sees there:\n$ leadkeeper status {name}",
                    "Report it to the makers of leadkeeper.",
                ])
        }
    }

    static let details = "The sysadmin of {host} sees the details:\n$ leadkeeper status {name}"
}
