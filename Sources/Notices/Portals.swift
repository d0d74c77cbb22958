/// The addresses of Microsoft's portals that the steps of a notice name; they differ between Microsoft's clouds.
///
/// Each is written without a slash at its end. What is `nil` is named without an address.
public struct Portals: Hashable, Sendable {
    /// The Microsoft Entra admin center.
    public var entra: String?
    /// The Microsoft 365 admin center.
    public var microsoft365: String?
    /// Partner Center.
    public var partnerCenter: String?
    /// The page of the active users, in the Microsoft 365 admin center.
    public var users: String?
    /// The Power Platform admin center.
    public var powerPlatform: String?

    /// The portals of Microsoft's public cloud.
    public static let publicCloud = Portals(
        entra: "https://entra.microsoft.com", microsoft365: "https://admin.microsoft.com",
        partnerCenter: "https://partner.microsoft.com/dashboard", users: "https://admin.microsoft.com/#/users",
        powerPlatform: "https://admin.powerplatform.microsoft.com")

    /// Portals at these addresses.
    public init(
        entra: String?, microsoft365: String?, partnerCenter: String?, users: String? = nil,
        powerPlatform: String? = nil
    ) {
        self.entra = entra
        self.microsoft365 = microsoft365
        self.partnerCenter = partnerCenter
        self.users = users
        self.powerPlatform = powerPlatform
    }
}

/// The very pages that a step is about.
///
/// How sure they are: none is promised by Microsoft's documents as an address to link to, so a step that has a link
/// also says which way to click. The pages of an application are those that the admin center itself puts into the
/// browser's address line, and many a public script uses them; they have been the same since 2022. The offers and the
/// environments are linked to from Microsoft's own documentation (Partner Center's `marketplace-offers/overview`, Power
/// Platform's `environments`). An offer's own page has an address too, by a GUID that only Partner Center knows and
/// not by the offer's id, so the list of offers is what can be linked to.
extension Portals {
    /// The certificates and secrets of the application with that id.
    func secrets(of application: String) -> String? { page("Credentials", of: application) }

    /// The API permissions of the application with that id.
    func permissions(of application: String) -> String? { page("CallAnAPI", of: application) }

    /// The list of offers.
    var offers: String? { partnerCenter.map { "\($0)/marketplace-offers/overview" } }

    /// The list of environments, in the portal for the one with that host.
    ///
    /// The environments of the US government's community cloud sign in by the public cloud and have a portal of their
    /// own; they are told by their host. Source: Microsoft's `powerapps-us-government`.
    func environments(of host: String?) -> String? {
        let isCommunity = host?.hasSuffix(".crm9.dynamics.com") == true && self == .publicCloud
        return (isCommunity ? "https://gcc.admin.powerplatform.microsoft.us" : powerPlatform).map {
            "\($0)/environments"
        }
    }

    private func page(_ blade: String, of application: String) -> String? {
        entra.map { "\($0)/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/\(blade)/appId/\(application)" }
    }
}
