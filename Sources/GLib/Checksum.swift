internal import CGLib

/// A digest of bytes that come piece by piece: SHA-256, unless another is asked for.
///
/// `GChecksum`; FIPS 180-4. Not for secrets: what it has seen is not wiped.
@safe public final class Checksum {
    /// The digests that are made here.
    public enum Kind: Sendable {
        /// The usual one.
        case sha256
        /// For names that others have given by it, and for nothing that has to be safe.
        case sha1
    }

    private let checksum: OpaquePointer

    /// The digest of nothing yet.
    public init(_ kind: Kind = .sha256) {
        guard let checksum = unsafe g_checksum_new(kind == .sha256 ? G_CHECKSUM_SHA256 : G_CHECKSUM_SHA1) else {
            preconditionFailure("GLib has no such digest")
        }
        unsafe self.checksum = checksum
    }

    /// The digest of bytes that are all there, in lower-case hexadecimal digits.
    public static func hexadecimal(of bytes: some Sequence<UInt8>, _ kind: Kind = .sha256) -> String {
        let checksum = Checksum(kind)
        checksum.update(Array(bytes))
        return checksum.hexadecimal
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

    /// The digest in lower-case hexadecimal digits, 64 of them for SHA-256.
    public var hexadecimal: String {
        unsafe String(cString: g_checksum_get_string(checksum))
    }
}
