/// Where a link of a template may lead to: `[words](secretsPage)`.
enum NoticeLink: String, Hashable, Sendable, CaseIterable {
    /// The application's certificates and secrets, in the Microsoft Entra admin center.
    case secretsPage
    /// Its API permissions, there.
    case permissionsPage
    /// The active users, in the Microsoft 365 admin center.
    case userPage
    /// The offers, in Partner Center.
    case offerPage
    /// The environments, in the Power Platform admin center.
    case environmentPage
    /// A mail to the operators that says who is on it, for the reader to send.
    case answer
}
