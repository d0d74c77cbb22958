internal import CSecret
public import SecureMemory

/// A short keyed digest of a secret: tells two secrets apart, tells nothing about either without the key.
public enum AuthenticationCode {
    /// The first 64 bits of HMAC-SHA256 over `message`, big-endian.
    ///
    /// Does not block. `g_hmac_new`, RFC 2104.
    public static func truncated(of message: borrowing SecretBytes, key: borrowing SecretBytes) -> UInt64 {
        let hmac = unsafe key.withBytes { key in
            unsafe g_hmac_new(G_CHECKSUM_SHA256, key.baseAddress?.assumingMemoryBound(to: UInt8.self), gsize(key.count))
        }
        defer { unsafe g_hmac_unref(hmac) }
        unsafe message.withBytes { message in
            unsafe g_hmac_update(hmac, message.baseAddress?.assumingMemoryBound(to: UInt8.self), gssize(message.count))
        }
        var digest = [UInt8](repeating: 0, count: 32)
        var length = gsize(digest.count)
        unsafe g_hmac_get_digest(hmac, &digest, &length)
        return digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
