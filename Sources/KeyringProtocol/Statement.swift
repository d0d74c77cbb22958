internal import Basics

/// What the worker states in an assertion that it builds and signs: it never signs bytes that it is given.
public enum Statement: Hashable, Sendable {
    /// That an application asks for a token there: RFC 7523 §3, and Entra's own rules.
    case signIn(TokenEndpoint, application: EntraID)
    /// That an application has the key, so that Microsoft Graph takes another one from it.
    ///
    /// `addKey` and `removeKey`; the id is that of the application's object.
    case possession(of: EntraID)
}

/// An id of Entra's: a UUID in lower case.
public struct EntraID: Hashable, Sendable, CustomStringConvertible {
    /// The id.
    public let description: String

    /// Accepts a UUID in lower case; `nil` for anything else.
    public init?(_ text: String) {
        guard UUIDForm.bits(of: text) != nil, !text.utf8.contains(where: \.isUpperCaseLetter) else { return nil }
        description = text
    }
}

/// What is asked for in a new certificate.
public struct CertificateWish: Hashable, Sendable {
    /// How long a certificate may be valid: three years, in seconds, more than any policy of Entra's grants by itself.
    public static let longestValidity: Int64 = 3 * 366 * 86_400

    /// Whom it names: 1 to 64 bytes on one line.
    public let commonName: String
    /// Its first second, counted from the epoch.
    public let notBefore: Int64
    /// Its last.
    public let notAfter: Int64

    /// Accepts what a certificate can have; `nil` for anything else.
    public init?(commonName: String, notBefore: Int64, notAfter: Int64) {
        guard (1...64).contains(commonName.utf8.count), Wire.isLabel(commonName), notBefore > 0, notAfter > notBefore,
            notAfter <= notBefore.addingReportingOverflow(Self.longestValidity).partialValue
        else { return nil }
        (self.commonName, self.notBefore, self.notAfter) = (commonName, notBefore, notAfter)
    }
}
