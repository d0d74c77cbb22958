internal import COpenSSL
internal import Foundation

/// A signed token that a client presents in place of a secret, judged as Entra does: by a certificate that was uploaded
/// to the app.
///
/// https://learn.microsoft.com/entra/identity-platform/certificate-credentials; RFC 7523 §3.
struct ClientAssertion {
    /// What clocks may differ by, in seconds.
    private static let tolerance: TimeInterval = 300

    private let header: [String: Any]
    private let claims: [String: Any]
    private let signed: Data
    private let signature: Data

    init(_ text: String) throws(EntraRefusal) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let decoded = parts.compactMap(Self.decode)
        guard parts.count == 3, decoded.count == 3, let header = Self.object(decoded[0]),
            let claims = Self.object(decoded[1])
        else { throw EntraRefusal(50_027, "JWT token is invalid or malformed.", error: "invalid_request") }
        (self.header, self.claims, signature) = (header, claims, decoded[2])
        signed = Data("\(parts[0]).\(parts[1])".utf8)
    }

    /// The key id of the certificate that it is signed by.
    ///
    /// - Parameter endpoint: the address that it was sent to.
    func check(of app: World.App, at endpoint: String, now: Date) throws(EntraRefusal) -> String {
        guard header["alg"] as? String == "PS256", header["typ"] as? String == "JWT" else {
            throw Self.refused("The signature algorithm is not supported.")
        }
        // Microsoft's own library pads the digest.
        let named = (header["x5t#S256"] as? String).flatMap(Self.decode)
        guard let certificate = app.certificates.first(where: { Data(SHA256.of($0.der)) == named }) else {
            throw Self.refused(
                "The certificate with identifier used to sign the client assertion is not registered on application. "
                    + "[Reason - The key was not found.]")
        }
        // By turns, as replicas are asked.
        guard certificate.settlesAt.map({ $0 <= now }) ?? true || Int(now.timeIntervalSince1970) % 3 == 0 else {
            throw Self.refused(
                "The certificate with identifier used to sign the client assertion is not registered on application. "
                    + "[Reason - The key was not found.]")
        }
        guard let known = X509Certificate(certificate.der), known.isValid(at: now) else {
            throw Self.refused("Client assertion contains an invalid signature. [Reason - The key used is expired.]")
        }
        guard known.verifies(signature, of: signed) else {
            throw Self.refused(
                "Client assertion contains an invalid signature. [Reason - The key was found, but use of the key to "
                    + "verify the signature failed.]")
        }
        guard claims["aud"] as? String == endpoint else {
            throw EntraRefusal(
                700_023, "Client assertion audience claim does not match Realm issuer.", error: "invalid_client")
        }
        guard let issuer = claims["iss"] as? String, issuer.lowercased() == app.id.lowercased(),
            claims["sub"] as? String == issuer, (claims["jti"] as? String)?.isEmpty == false
        else {
            throw EntraRefusal(
                700_021, "Client assertion application identifier doesn't match 'client_id' parameter.",
                error: "invalid_client")
        }
        let moment = now.timeIntervalSince1970
        let begin = (claims["nbf"] ?? claims["iat"]) as? Double ?? .infinity
        guard let end = claims["exp"] as? Double, begin <= moment + Self.tolerance, end >= moment - Self.tolerance,
            end - begin <= 86_400
        else {
            throw EntraRefusal(
                700_024, "Client assertion is not within its valid time range.", error: "invalid_client")
        }
        return certificate.keyID
    }

    /// Whether it proves the possession of one of the app's valid keys to Graph.
    ///
    /// https://learn.microsoft.com/graph/application-rollkey-prooftoken
    func isProof(of app: World.App, object: String, now: Date) -> Bool {
        guard claims["aud"] as? String == "00000002-0000-0000-c000-000000000000",
            claims["iss"] as? String == object, let begin = claims["nbf"] as? Double, let end = claims["exp"] as? Double
        else { return false }
        let moment = now.timeIntervalSince1970
        return begin <= moment + Self.tolerance && end >= moment - Self.tolerance && end - begin <= 600
            && app.certificates.contains { certificate in
                guard let known = X509Certificate(certificate.der), known.isValid(at: now) else { return false }
                return known.verifies(signature, of: signed)
            }
    }

    private static func refused(_ text: String) -> EntraRefusal {
        EntraRefusal(700_027, text, error: "invalid_client")
    }

    private static func object(_ data: Data) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
    }

    /// Base64 for addresses, with padding or without.
    private static func decode(_ text: String) -> Data? {
        let bare = text.replacing("-", with: "+").replacing("_", with: "/").replacing("=", with: "")
        return Data(base64Encoded: bare + String(repeating: "=", count: (4 - bare.utf8.count % 4) % 4))
    }
}

/// A certificate as OpenSSL reads it, apart from the product's own code.
final class X509Certificate {
    private let certificate: OpaquePointer

    init?(_ der: [UInt8]) {
        let read = der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            return d2i_X509(nil, &position, bytes.count)
        }
        guard let read else { return nil }
        certificate = read
    }

    deinit { X509_free(certificate) }

    func isValid(at now: Date) -> Bool {
        var moment = time_t(now.timeIntervalSince1970)
        return X509_cmp_time(X509_get0_notBefore(certificate), &moment) < 0
            && X509_cmp_time(X509_get0_notAfter(certificate), &moment) > 0
    }

    /// Its first and its last second.
    var validity: (begin: Date, end: Date)? {
        func date(_ time: UnsafePointer<ASN1_TIME>?) -> Date? {
            var (days, seconds): (Int32, Int32) = (0, 0)
            guard let epoch = ASN1_TIME_set(nil, 0) else { return nil }
            defer { ASN1_STRING_free(epoch) }
            guard let time, ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
            return Date(timeIntervalSince1970: TimeInterval(days) * 86_400 + TimeInterval(seconds))
        }
        guard let begin = date(X509_get0_notBefore(certificate)), let end = date(X509_get0_notAfter(certificate)) else {
            return nil
        }
        return (begin, end)
    }

    /// Whether it is PS256 by the certificate's key.
    func verifies(_ signature: Data, of message: Data) -> Bool {
        guard let context = EVP_MD_CTX_new(), let key = X509_get0_pubkey(certificate) else { return false }
        defer { EVP_MD_CTX_free(context) }
        var settings: OpaquePointer?
        return EVP_DigestVerifyInit(context, &settings, EVP_sha256(), nil, key) > 0
            && EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) > 0
            && EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) > 0
            && EVP_DigestVerify(context, [UInt8](signature), signature.count, [UInt8](message), message.count) == 1
    }
}

private enum SHA256 {
    static func of(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        COpenSSL.SHA256(bytes, bytes.count, &digest)
        return digest
    }
}
