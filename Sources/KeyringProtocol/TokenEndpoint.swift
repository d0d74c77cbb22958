internal import Basics

/// Where an application asks Entra for tokens, and so the only audience that an assertion about signing in may have.
///
/// `https://HOST/DIRECTORY/oauth2/v2.0/token` and nothing else, where the host is a login host of one of Microsoft's
/// clouds, or this machine's own: what is said to a test on this machine is of no use at Microsoft.
public struct TokenEndpoint: Hashable, Sendable {
    /// The address, as the assertion has it.
    public let address: String

    /// Accepts such an address; `nil` for any other.
    public init?(_ address: String) {
        let scheme = "https://"
        guard address.utf8.count <= Wire.maximumLabelCount, address.hasPrefix(scheme) else { return nil }
        let parts = address.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[2...] == ["oauth2", "v2.0", "token"], Self.isDirectory(parts[1]) else {
            return nil
        }
        guard Self.isLoginHost(parts[0]) else { return nil }
        self.address = address
    }

    /// Whether it is a directory's id or one of its domains.
    private static func isDirectory(_ text: Substring) -> Bool {
        !text.isEmpty && !text.hasPrefix(".")
            && text.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    private static func isLoginHost(_ authority: Substring) -> Bool {
        let (host, port) =
            authority.firstIndex(of: ":").map {
                (authority[..<$0], authority[authority.index(after: $0)...])
            } ?? (authority, "443")
        guard NationalCloud(loginHost: String(host)) == nil else { return port == "443" }
        // RFC 6761 §6.3.
        return (host == "localhost" || host.hasSuffix(".localhost") || host == "127.0.0.1") && UInt16(port) != nil
            && host.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }
}
