/// One of Microsoft's clouds, told by the login hosts that are known to be its own.
///
/// https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud; the older names are from MSAL's
/// list.
public enum NationalCloud: String, Hashable, Sendable {
    // The words of the configuration; the two US Government clouds share their login host.
    /// Everybody's.
    case `public`
    /// The United States Government's, both of them.
    case usgov
    /// China's, which 21Vianet runs.
    case china

    /// `nil` for a host that is not known: a new one, or a test's.
    public init?(loginHost host: String) {
        switch host {
        case "login.microsoftonline.com", "login.microsoft.com", "login.windows.net", "sts.windows.net": self = .public
        case "login.microsoftonline.us", "login-us.microsoftonline.com": self = .usgov
        case "login.partner.microsoftonline.cn", "login.chinacloudapi.cn": self = .china
        default: return nil
        }
    }
}
