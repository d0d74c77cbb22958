internal import CZlib

/// Bytes in the form of RFC 1950, which take less room; compress2(3) and uncompress(3) of zlib.
public enum Zlib {
    /// Packs bytes; `nil` where that makes them no smaller.
    public static func pack(_ bytes: [UInt8]) -> [UInt8]? {
        guard !bytes.isEmpty else { return nil }
        var packed = [UInt8](repeating: 0, count: bytes.count)
        var count = uLongf(packed.count)
        // It fails where the result does not fit, and then it is of no use.
        let code = unsafe compress2(&packed, &count, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
        guard code == Z_OK, count < bytes.count else { return nil }
        return Array(packed.prefix(Int(count)))
    }

    /// The bytes that were packed; `nil` where that is not what they are, or where they are not as many.
    ///
    /// - Parameter count: how many they were.
    public static func unpack(_ packed: [UInt8], count: Int) -> [UInt8]? {
        guard count > 0, count <= limit else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        var found = uLongf(count)
        let code = unsafe uncompress(&bytes, &found, packed, uLong(packed.count))
        return code == Z_OK && found == count ? bytes : nil
    }

    /// More than anything that is packed here has; a damaged file may say anything.
    private static let limit = 64 << 20
}
