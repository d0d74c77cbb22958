internal import Gcrypt
public import SecureMemory

/// A short keyed digest of a secret: tells two secrets apart, tells nothing about either without the key.
public enum AuthenticationCode {
    /// The first 64 bits of HMAC-SHA256 over `message`, big-endian.
    ///
    /// Does not block. RFC 2104.
    public static func truncated(of message: borrowing SecretBytes, key: borrowing SecretBytes) -> UInt64 {
        MessageCode.truncated(of: message, key: key)
    }
}
