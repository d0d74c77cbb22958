internal import COpenSSL

/// A certificate that a key has signed for itself, as DER: nothing of it is secret.
public struct Certificate: Hashable, Sendable {
    /// The certificate's bytes, DER.
    public let der: [UInt8]

    /// Takes a certificate's bytes; `nil` where they are none, or something follows them.
    ///
    /// d2i_X509(3).
    public init?(der: [UInt8]) {
        guard let certificate = unsafe Self.open(der) else { return nil }
        unsafe X509_free(certificate)
        self.der = der
    }

    /// Makes the certificate of a key, signed by itself with SHA-256: of version 3, for signatures alone.
    ///
    /// Its serial number is random, so each one differs. Throws where OpenSSL has no more memory, or takes a date for
    /// none. X509_sign(3), RFC 5280.
    /// - Parameters:
    ///   - commonName: whom it names, as subject and as issuer; at most 64 bytes.
    ///   - notBefore: its first second, counted from the epoch.
    ///   - notAfter: its last.
    public init(of key: PrivateKey, commonName: String, notBefore: Int64, notAfter: Int64) throws(OpenSSLError) {
        let operation = "make a certificate"
        let text = Array(commonName.utf8)
        guard let certificate = unsafe X509_new() else { throw OpenSSLError(operation) }
        defer { unsafe X509_free(certificate) }
        let name = unsafe X509_get_subject_name(certificate)
        guard unsafe X509_set_version(certificate, 2) > 0, unsafe Self.number(certificate),
            unsafe ASN1_TIME_set(X509_getm_notBefore(certificate), time_t(notBefore)) != nil,
            unsafe ASN1_TIME_set(X509_getm_notAfter(certificate), time_t(notAfter)) != nil,
            unsafe X509_set_pubkey(certificate, key.handle) > 0,
            unsafe X509_NAME_add_entry_by_NID(
                name, NID_commonName, MBSTRING_UTF8, text, Int32(text.count), -1, 0) > 0,
            unsafe X509_set_issuer_name(certificate, name) > 0,
            unsafe Self.add(NID_basic_constraints, "critical,CA:FALSE", to: certificate),
            unsafe Self.add(NID_key_usage, "critical,digitalSignature", to: certificate),
            unsafe Self.add(NID_subject_key_identifier, "hash", to: certificate),
            unsafe X509_sign(certificate, key.handle, EVP_sha256()) > 0
        else { throw OpenSSLError(operation) }
        let length = Int(unsafe i2d_X509(certificate, nil))
        guard length > 0 else { throw OpenSSLError(operation) }
        var der = [UInt8](repeating: 0, count: length)
        unsafe der.withUnsafeMutableBufferPointer { buffer in
            var position = buffer.baseAddress
            _ = unsafe i2d_X509(certificate, &position)
        }
        self.der = der
    }

    /// The SHA-256 digest of the certificate: what `x5t#S256` of RFC 7515 §4.1.8 is made of.
    public var digest: [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        _ = unsafe SHA256(der, der.count, &digest)
        return digest
    }

    /// Whether it is the certificate of that key.
    ///
    /// X509_check_private_key(3).
    public func belongs(to key: PrivateKey) -> Bool {
        guard let certificate = unsafe Self.open(der) else { return false }
        defer { unsafe X509_free(certificate) }
        defer { ERR_clear_error() }
        return unsafe X509_check_private_key(certificate, key.handle) > 0
    }

    private static func open(_ der: [UInt8]) -> OpaquePointer? {
        defer { ERR_clear_error() }
        return unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            guard let certificate = unsafe d2i_X509(nil, &position, bytes.count) else { return nil }
            guard unsafe position == bytes.baseAddress.map({ unsafe $0 + bytes.count }) else {
                unsafe X509_free(certificate)
                return nil
            }
            return unsafe certificate
        }
    }

    /// Gives it a random serial number of 127 bits, which is positive and has at most 20 bytes: RFC 5280 §4.1.2.2.
    private static func number(_ certificate: OpaquePointer) -> Bool {
        guard let number = unsafe BN_new() else { return false }
        defer { unsafe BN_free(number) }
        return unsafe BN_rand(number, 127, 0, 0) > 0
            && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    private static func add(_ identifier: Int32, _ value: String, to certificate: OpaquePointer) -> Bool {
        var context = unsafe X509V3_CTX()
        unsafe X509V3_set_ctx(&context, certificate, certificate, nil, nil, 0)
        guard let extended = unsafe X509V3_EXT_conf_nid(nil, &context, identifier, value) else { return false }
        defer { unsafe X509_EXTENSION_free(extended) }
        return unsafe X509_add_ext(certificate, extended, -1) > 0
    }
}
