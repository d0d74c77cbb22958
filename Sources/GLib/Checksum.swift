internal import CGLib

/// A SHA-256 digest of bytes that come piece by piece.
///
/// `GChecksum`; FIPS 180-4. Not for secrets: what it has seen is not wiped.
@safe public final class Checksum {
    private let checksum: OpaquePointer

    /// The digest of nothing yet.
    public init() {
        guard let checksum = unsafe g_checksum_new(G_CHECKSUM_SHA256) else {
            preconditionFailure("GLib has no SHA-256")
        }
        unsafe self.checksum = checksum
    }

    deinit {
        unsafe g_checksum_free(checksum)
    }

    /// Takes in more bytes; not to be called once the digest was read.
    public func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe g_checksum_update(checksum, bytes.baseAddress, gssize(bytes.count))
        }
    }

    /// The digest as 64 lower-case hexadecimal digits.
    public var hexadecimal: String {
        unsafe String(cString: g_checksum_get_string(checksum))
    }
}
