/// A part of Microsoft's article on the set-up, "Configure lead management for Dynamics 365 Customer Engagement", or one
/// of its articles on other destinations.
public enum GuideSection: String, Hashable, Sendable, Codable, CaseIterable {
    /// What the article says before its first heading.
    case introduction = "Configure lead management for Dynamics 365 Customer Engagement"
    case prerequisites = "Prerequisites"
    case solution = "Install the solution"
    case userPermissions = "Configure user permissions"
    case azureAD = "Azure Active Directory"
    case office365 = "Office 365"
    case security = "Security settings"
    case offer = "Configure your offer to send leads to Dynamics 365 Customer Engagement"
    /// The article on HTTPS endpoints.
    case endpoint = "Use an HTTPS endpoint to manage commercial marketplace leads"
    /// The article on Azure tables.
    case table = "Use Azure Table storage to manage commercial marketplace leads"
    /// No part of any: what has come to stand between Microsoft and the environment since it was written.
    case beyond = "Beyond the article"

    /// The article, in the form that its own links have.
    public static let article =
        "https://learn.microsoft.com/azure/marketplace/partner-center-portal/"
        + "commercial-marketplace-lead-management-instructions-dynamics"

    private static let others =
        "https://learn.microsoft.com/partner-center/marketplace-offers/"
        + "commercial-marketplace-lead-management-instructions-"

    /// Where it is; `nil` where it is in no article.
    public var address: String? {
        switch self {
        case .introduction: Self.article
        case .endpoint: "\(Self.others)https"
        case .table: "\(Self.others)azure-table"
        case .beyond: nil
        case .prerequisites, .solution, .userPermissions, .azureAD, .office365, .security, .offer:
            "\(Self.article)#\(rawValue.lowercased().replacing(" ", with: "-"))"
        }
    }
}
