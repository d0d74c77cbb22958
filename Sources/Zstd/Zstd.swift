internal import CZstd

/// Bytes in the form of RFC 8878, which take less room; the library of Zstandard (zstd.h).
///
/// What is like other bytes takes far less beside them, however long both are: zlib looks back 32 KiB and copies 258
/// bytes at most, and needs twice the room for mails that differ in a few words.
public enum Zstd {
    /// As far as it gets smaller in a millisecond; from here on each level takes several times as long for a hundredth.
    private static let level: Int32 = 9

    /// Packs bytes; `nil` where there are none, or no memory is left.
    ///
    /// The checksum of the bytes is packed with them.
    /// - Parameter prefix: bytes that these are like, which whoever unpacks needs too; none where it is empty.
    public static func pack(_ bytes: [UInt8], like prefix: [UInt8] = []) -> [UInt8]? {
        guard !bytes.isEmpty, let context = unsafe ZSTD_createCCtx() else { return nil }
        defer { unsafe ZSTD_freeCCtx(context) }
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
        let count = unsafe fill(&packed, from: bytes, like: prefix) { target, source, prefix in
            unsafe ZSTD_CCtx_refPrefix(context, prefix.baseAddress, prefix.count)
            return unsafe ZSTD_compress2(
                context, target.baseAddress, target.count, source.baseAddress, source.count)
        }
        return ZSTD_isError(count) == 0 ? Array(packed.prefix(count)) : nil
    }

    /// The bytes that were packed; `nil` where that is not what they are, or where they are not as many.
    ///
    /// - Parameters:
    ///   - count: how many they were.
    ///   - prefix: what they were packed with.
    public static func unpack(_ packed: [UInt8], count: Int, like prefix: [UInt8] = []) -> [UInt8]? {
        guard count > 0, count <= limit, let context = unsafe ZSTD_createDCtx() else { return nil }
        defer { unsafe ZSTD_freeDCtx(context) }
        var bytes = [UInt8](repeating: 0, count: count)
        let found = unsafe fill(&bytes, from: packed, like: prefix) { target, source, prefix in
            unsafe ZSTD_DCtx_refPrefix(context, prefix.baseAddress, prefix.count)
            return unsafe ZSTD_decompressDCtx(
                context, target.baseAddress, target.count, source.baseAddress, source.count)
        }
        return ZSTD_isError(found) == 0 && found == count ? bytes : nil
    }

    /// Has `work` fill the target; all stay in their places meanwhile, since the library only points to the prefix.
    private static func fill(
        _ target: inout [UInt8], from source: [UInt8], like prefix: [UInt8],
        by work: (UnsafeMutableRawBufferPointer, UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Int
    ) -> Int {
        unsafe prefix.withUnsafeBytes { prefix in
            unsafe source.withUnsafeBytes { source in
                unsafe target.withUnsafeMutableBytes { target in unsafe work(target, source, prefix) }
            }
        }
    }

    /// More than anything that is packed here has; a damaged file may say anything.
    private static let limit = 64 << 20
}
