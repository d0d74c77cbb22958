internal import Doctor

/// One thing that has to be there at Microsoft, and who can see to it.
struct Prerequisite {
    /// Which connections need it.
    enum Need: CaseIterable {
        /// Those to Dynamics 365.
        case dynamics
        /// Those that sign in there as an Entra application.
        case application
        /// Those that sign in there as an Office 365 user.
        case user
        /// Those to an HTTPS endpoint or an Azure table.
        case elsewhere
        /// All of them.
        case always

        /// The heading above them.
        var heading: String {
            switch self {
            case .dynamics: "For leads in Dynamics 365"
            case .application: "With Method=azure-ad, where an Entra application signs in there"
            case .user: "With Method=office365, where a user signs in there"
            case .elsewhere: "With Method=https-endpoint or azure-table, in place of Dynamics 365"
            case .always: "For every connection"
            }
        }
    }

    /// What has to be there, in a few words.
    var title: String
    /// Which connections need it.
    var need: Need
    /// Who is asked for it, by the role that may do it.
    var asked: String
    /// What is to be done, in whole sentences, in the words of Microsoft's pages.
    var toDo: String
    /// Where it is done, and Microsoft's page about it.
    var links: [String]

    /// All of them, in the order in which they are done.
    static let all = [
        Prerequisite(
            title: "An environment of Dynamics 365 that Microsoft hosts", need: .dynamics,
            asked: "a Power Platform administrator",
            toDo: """
                Its URL stands in the Power Platform admin center under Environments, and looks like \
                https://contoso.crm4.dynamics.com. It needs the table for leads, which Dynamics 365 Sales brings. \
                Dynamics on-premises cannot get leads from the marketplace directly.
                """,
            links: ["https://admin.powerplatform.microsoft.com/environments"]),
        Prerequisite(
            title: "The solution Microsoft Marketplace Lead Writer in that environment", need: .dynamics,
            asked: "a System Administrator or System Customizer of the environment",
            toDo: """
                Download the solution, open Power Apps, choose the environment, then Solutions, Import solution. It \
                brings the security role Microsoft Marketplace Lead Writer.
                """,
            links: [
                "https://mpsapiprodwus.blob.core.windows.net/documentation/MicrosoftMarketplacesLeadIntegrationSolution_1_0_0_0_target_CRM_6.1_managed.zip",
                "https://make.powerapps.com",
            ]),
        Prerequisite(
            title: "Its security role, with two additions", need: .dynamics,
            asked: "a System Administrator of the environment",
            toDo: """
                In the role Microsoft Marketplace Lead Writer, set User Entity UI Settings to Create, Read and Write at \
                User, and System Job to Read, Write and AppendTo at Organization. Whoever signs in gets this role.
                """,
            links: ["https://learn.microsoft.com/power-platform/admin/security-roles-privileges"]),
        Prerequisite(
            title: "An app registration", need: .application,
            asked: "an Application Administrator or Cloud Application Administrator of Microsoft Entra",
            toDo: """
                Under App registrations, New registration, choose Accounts in any organizational directory. From its \
                Overview, note the Application (client) ID and the Directory (tenant) ID. Under Certificates & secrets, \
                New client secret, choose an end and note the Value and the date under Expires; the Value is shown \
                once, and the Secret ID is no use. If secrets are blocked or cut short, an application policy of the \
                directory does that, and can exempt this app.
                """,
            links: [
                "https://entra.microsoft.com",
                "https://learn.microsoft.com/entra/identity-platform/quickstart-register-app",
            ]),
        Prerequisite(
            title: "An application user in the environment", need: .application,
            asked: "a System Administrator of the environment",
            toDo: """
                In the Power Platform admin center, open the environment, Settings, Users + permissions, Application \
                users, New app user. Add the app, and give it the security role Microsoft Marketplace Lead Writer. It \
                needs no licence.
                """,
            links: ["https://learn.microsoft.com/power-platform/admin/manage-application-users"]),
        Prerequisite(
            title: "A user with a licence for Dynamics 365", need: .user,
            asked: "a User Administrator of Microsoft 365",
            toDo: """
                Add a user without administrator access, with a licence for Dynamics 365, and without “Require this \
                user to change their password when they first sign in”. Then give it the security role Microsoft \
                Marketplace Lead Writer in the environment. Multifactor authentication, security defaults, federation \
                and Conditional Access policies stop such a user from signing in, some of them without notice: an app \
                registration is the better way.
                """,
            links: [
                "https://admin.microsoft.com/#/users",
                "https://learn.microsoft.com/entra/fundamentals/security-defaults",
            ]),
        Prerequisite(
            title: "An app of your own that allows public client flows", need: .user,
            asked: "an Application Administrator of Microsoft Entra",
            toDo: """
                leadkeeper signs in through it to test the password: Microsoft names no app for this. Register one, \
                and under Authentication set Allow public client flows to Yes. Give it the delegated permission \
                user_impersonation of Dynamics CRM, with admin consent. Note its Application (client) ID.
                """,
            links: ["https://entra.microsoft.com"]),
        Prerequisite(
            title: "An HTTPS endpoint, or a storage account", need: .elsewhere,
            asked: "whoever runs the endpoint, or a Contributor of the Azure subscription",
            toDo: """
                An endpoint takes a POST with JSON, as a flow of Power Automate does that begins with “When a HTTP \
                request is received”: its whole URL is the secret. A storage account has its connection string under \
                Access keys: that is the secret, and account keys have to be allowed.
                """,
            links: [GuideSection.endpoint, .table].compactMap(\.address)),
        Prerequisite(
            title: "An offer in Partner Center, and the right to publish it", need: .always,
            asked: "an Owner or Manager of the publisher account",
            toDo: """
                Whoever enters the connection under Customer leads and publishes the offer needs the role Manager or \
                Developer. Leads arrive only after the offer was published with it.
                """,
            links: [
                "https://partner.microsoft.com/dashboard/marketplace-offers/overview",
                "https://learn.microsoft.com/partner-center/marketplace/user-roles",
            ]),
        Prerequisite(
            title: "A way for this host to Microsoft", need: .always,
            asked: "whoever runs your network, and a Power Platform administrator",
            toDo: """
                HTTPS has to pass to where leads go and, for Dynamics 365, to login.microsoftonline.com and \
                graph.microsoft.com (other names in national clouds), perhaps through the proxy that \
                leadkeeper.conf names. If the environment has an IP firewall, it has to let this host's address in.
                """,
            links: ["https://learn.microsoft.com/power-platform/admin/ip-firewall"]),
    ]

    /// Microsoft's own page about all of it.
    static let page =
        "https://learn.microsoft.com/partner-center/marketplace-offers/commercial-marketplace-lead-management-instructions-dynamics"
}
