internal import CMicrohttpd

/// A certificate chain with its private key, with which a server proves who it is.
@safe public final class TLSIdentity: @unchecked Sendable {
    // Sendable: written by `init` alone; GnuTLS reads certificates and keys from any thread.
    private static let longestChain = 8

    private let chain: UnsafeMutablePointer<gnutls_pcert_st>
    private let count: UInt32
    private let key: gnutls_privkey_t

    /// Reads both from PEM; the leaf comes first in the chain.
    ///
    /// Throws GnuTLS' own words. gnutls_pcert_list_import_x509_raw(3), gnutls_privkey_import_x509_raw(3).
    public init(certificatePEM: String, keyPEM: String) throws(HTTPServerError) {
        let chain = UnsafeMutablePointer<gnutls_pcert_st>.allocate(capacity: Self.longestChain)
        var count = UInt32(Self.longestChain)
        var status = unsafe Self.withDatum(certificatePEM) { datum in
            unsafe gnutls_pcert_list_import_x509_raw(chain, &count, datum, GNUTLS_X509_FMT_PEM, 0)
        }
        guard status == 0 else {
            unsafe chain.deallocate()
            throw Self.error("read a certificate", status)
        }
        var key: gnutls_privkey_t?
        status = unsafe gnutls_privkey_init(&key)
        if status == 0 {
            status = unsafe Self.withDatum(keyPEM) { datum in
                unsafe gnutls_privkey_import_x509_raw(key, datum, GNUTLS_X509_FMT_PEM, nil, 0)
            }
        }
        guard status == 0, let key = unsafe key else {
            if let key = unsafe key { unsafe gnutls_privkey_deinit(key) }
            for index in 0..<Int(count) { unsafe gnutls_pcert_deinit(chain + index) }
            unsafe chain.deallocate()
            throw Self.error("read a private key", status)
        }
        unsafe self.chain = chain
        self.count = count
        unsafe self.key = key
    }

    deinit {
        unsafe gnutls_privkey_deinit(key)
        for index in 0..<Int(count) { unsafe gnutls_pcert_deinit(chain + index) }
        unsafe chain.deallocate()
    }

    /// Lends the identity to a handshake, which must end before the identity does.
    func lend(
        _ chain: UnsafeMutablePointer<UnsafeMutablePointer<gnutls_pcert_st>?>?, _ count: UnsafeMutablePointer<UInt32>?,
        _ key: UnsafeMutablePointer<gnutls_privkey_t?>?
    ) {
        unsafe chain?.pointee = self.chain
        unsafe count?.pointee = self.count
        unsafe key?.pointee = self.key
    }

    private static func withDatum(_ text: String, _ body: (UnsafePointer<gnutls_datum_t>) -> Int32) -> Int32 {
        var bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var datum = unsafe gnutls_datum_t(data: buffer.baseAddress, size: UInt32(buffer.count))
            return unsafe body(&datum)
        }
    }

    private static func error(_ operation: String, _ status: Int32) -> HTTPServerError {
        HTTPServerError(.certificate, operation, text: unsafe String(cString: gnutls_strerror(status)))
    }
}
