/// The addresses of Microsoft's portals that the steps of a notice name; they differ between Microsoft's clouds.
public struct Portals: Hashable, Sendable {
    /// The Microsoft Entra admin center; `nil` names it without an address.
    public var entra: String?
    /// The Microsoft 365 admin center; `nil` names it without an address.
    public var microsoft365: String?
    /// Partner Center; `nil` names it without an address.
    public var partnerCenter: String?

    /// The portals of Microsoft's public cloud.
    public static let publicCloud = Portals(
        entra: "https://entra.microsoft.com", microsoft365: "https://admin.microsoft.com",
        partnerCenter: "https://partner.microsoft.com/dashboard")

    /// Portals at these addresses.
    public init(entra: String?, microsoft365: String?, partnerCenter: String?) {
        self.entra = entra
        self.microsoft365 = microsoft365
        self.partnerCenter = partnerCenter
    }
}
