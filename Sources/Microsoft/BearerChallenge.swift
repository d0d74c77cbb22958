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
        // Each probe reads one, so it is bytes that are looked at.
        let field = field.utf8
        guard let scheme = field.firstIndex(of: UInt8(ascii: " ")), Self.isSame(field[..<scheme], "bearer"),
            let uri = Self.parameter("authorization_uri", in: field[scheme...]), Self.isSame(uri.prefix(8), "https://")
        else { return nil }
        let parts = uri.dropFirst(8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 2, let authority = String(parts[0]), !authority.isEmpty, let name = String(parts[1]),
            !name.isEmpty
        else { return nil }
        self.authority = authority.lowercased()
        directory = GUID(name)
    }

    private typealias Bytes = Substring.UTF8View

    private static func parameter(_ name: String, in parameters: Bytes) -> Bytes? {
        let quote = UInt8(ascii: "\"")
        for parameter in parameters.split(separator: UInt8(ascii: ",")) {
            guard let equals = parameter.firstIndex(of: UInt8(ascii: "=")),
                isSame(parameter[..<equals].trimming(while: \.isBlank), name)
            else { continue }
            let value = parameter[equals...].dropFirst().trimming(while: \.isBlank)
            return value.count >= 2 && value.first == quote && value.last == quote
                ? value.dropFirst().dropLast() : value
        }
        return nil
    }

    /// Whether it is that word in small letters, without regard to case.
    private static func isSame(_ bytes: Bytes, _ word: String) -> Bool {
        bytes.lazy.map(\.lowerCased).elementsEqual(word.utf8)
    }
}
