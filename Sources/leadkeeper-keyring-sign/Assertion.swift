internal import Basics
internal import Glibc
internal import KeyringProtocol
internal import OpenSSL
internal import Unix

/// A JSON web token by which an application proves to Microsoft that it has a private key: RFC 7523.
///
/// Everything in it is chosen here. https://learn.microsoft.com/entra/identity-platform/certificate-credentials
struct Assertion {
    /// Why there is none.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// How long it holds, in seconds: Microsoft wants five to ten minutes.
    static let lifetime: Int64 = 600

    /// Whom Graph wants a proof of possession to be for: Azure AD Graph, by its well-known id.
    ///
    /// https://learn.microsoft.com/graph/application-rollkey-prooftoken
    private static let audienceOfProofs = "00000002-0000-0000-c000-000000000000"

    /// The claims, JSON.
    let claims: String

    /// Builds the claims of a statement; throws where the kernel has no random bytes for its id.
    init(_ statement: Statement, at now: Int64) throws(Failure) {
        let (audience, issuer) =
            switch statement {
            case .signIn(let endpoint, let application): (endpoint.address, application.description)
            case .possession(let id): (Self.audienceOfProofs, id.description)
            }
        // None of the texts has a character that JSON would want escaped: their types see to that.
        claims = """
            {"aud":"\(audience)","iss":"\(issuer)","sub":"\(issuer)","jti":"\(try Self.newID())",\
            "nbf":\(now),"iat":\(now),"exp":\(now + Self.lifetime)}
            """
    }

    /// The token in its compact form, RFC 7515 §3.1, signed by PS256.
    func signed(by key: PrivateKey, _ certificate: Certificate) throws(OpenSSLError) -> String {
        let header = """
            {"alg":"PS256","typ":"JWT","x5t#S256":"\(Base64.encode(certificate.digest, .url))"}
            """
        let parts = [header, claims].map { Base64.encode(Array($0.utf8), .url) }
        let signed = parts.joined(separator: ".")
        return "\(signed).\(Base64.encode(try key.signature(of: Array(signed.utf8)), .url))"
    }

    /// A random UUID, RFC 9562 §5.4.
    private static func newID() throws(Failure) -> String {
        var random: [UInt64] = [0, 0]
        guard getentropy(&random, 16) == 0 else {
            throw Failure(description: "failed to get random bytes: \(errorText())")
        }
        return UUIDForm.text(
            high: random[0] & ~0xF000 | 0x4000, low: random[1] & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }
}
