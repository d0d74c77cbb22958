internal import Basics
internal import Credentials

/// What an environment asks of a caller without a credential, from `WWW-Authenticate` of its 401.
///
/// `Bearer authorization_uri=https://login.microsoftonline.com/{directory}/oauth2/authorize, resource_id=https://…`;
/// RFC 9110 §11.6.1 for the form, Microsoft's Dataverse ServiceClient (`AuthorityResolver.cs`) for the parameters.
struct BearerChallenge: Hashable {
    /// The host of the authority.
    var authority: String
    /// The directory that the environment belongs to; `nil` where the authority does not name it by a GUID.
    var directory: GUID?

    /// Reads one field; `nil` where it is not a challenge of Entra's.
    init?(_ field: String) {
        guard let scheme = field.utf8.firstIndex(of: UInt8(ascii: " ")), field[..<scheme].lowercased() == "bearer",
            let uri = Self.parameter("authorization_uri", in: field[scheme...]), uri.lowercased().hasPrefix("https://")
        else { return nil }
        let parts = uri.dropFirst("https://".utf8.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        authority = parts[0].lowercased()
        directory = GUID(String(parts[1]))
    }

    private static func parameter(_ name: String, in parameters: Substring) -> Substring? {
        for parameter in parameters.split(separator: ",") {
            let halves = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, halves[0].trimming(while: \.isBlank).lowercased() == name else { continue }
            let value = halves[1].trimming(while: \.isBlank)
            return value.count >= 2 && value.first == "\"" && value.last == "\"" ? value.dropFirst().dropLast() : value
        }
        return nil
    }
}
