internal import CZlib

/// Bytes in the form of RFC 1950, which take less room; deflate(3) and inflate(3) of zlib.
///
/// What is like other bytes takes far less beside them: they are the dictionary of RFC 1950, 2.2, of which the last
/// 32 KiB count. Whoever unpacks needs the same.
public enum Zlib {
    /// Packs bytes; `nil` where that makes them no smaller.
    ///
    /// - Parameter dictionary: bytes that these are like; none where it is empty.
    public static func pack(_ bytes: [UInt8], like dictionary: [UInt8] = []) -> [UInt8]? {
        guard !bytes.isEmpty else { return nil }
        let stream = Stream()
        guard
            unsafe deflateInit2_(
                stream.handle, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY,
                ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { unsafe deflateEnd(stream.handle) }
        if !dictionary.isEmpty {
            guard unsafe deflateSetDictionary(stream.handle, dictionary, uInt(dictionary.count)) == Z_OK else {
                return nil
            }
        }
        // It does not end where the result does not fit, and then it is of no use.
        var packed = [UInt8](repeating: 0, count: bytes.count)
        let (code, count) = unsafe stream.run(from: bytes, into: &packed) { unsafe deflate($0, Z_FINISH) }
        guard code == Z_STREAM_END, count < bytes.count else { return nil }
        return Array(packed.prefix(count))
    }

    /// The bytes that were packed; `nil` where that is not what they are, or where they are not as many.
    ///
    /// - Parameters:
    ///   - count: how many they were.
    ///   - dictionary: what they were packed with.
    public static func unpack(_ packed: [UInt8], count: Int, like dictionary: [UInt8] = []) -> [UInt8]? {
        guard count > 0, count <= limit else { return nil }
        let stream = Stream()
        guard
            unsafe inflateInit2_(stream.handle, MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { unsafe inflateEnd(stream.handle) }
        var bytes = [UInt8](repeating: 0, count: count)
        let (code, found) = unsafe stream.run(from: packed, into: &bytes) { handle in
            let code = unsafe inflate(handle, Z_FINISH)
            // It asks for the dictionary first; another one than they were packed with is refused by its checksum.
            guard code == Z_NEED_DICT,
                unsafe inflateSetDictionary(handle, dictionary, uInt(dictionary.count)) == Z_OK
            else { return code }
            return unsafe inflate(handle, Z_FINISH)
        }
        return code == Z_STREAM_END && found == count ? bytes : nil
    }

    /// More than anything that is packed here has; a damaged file may say anything.
    private static let limit = 64 << 20
}

/// A z_stream, which stays where it is: zlib keeps its address.
@safe private final class Stream {
    let handle: UnsafeMutablePointer<z_stream>

    init() {
        unsafe handle = .allocate(capacity: 1)
        unsafe handle.initialize(to: z_stream())
    }

    deinit { unsafe handle.deallocate() }

    /// Lets zlib work from one place into another; answers what it said, and how many bytes it has written.
    func run(
        from source: [UInt8], into target: inout [UInt8], _ work: (UnsafeMutablePointer<z_stream>) -> Int32
    ) -> (code: Int32, count: Int) {
        unsafe source.withUnsafeBufferPointer { source in
            unsafe target.withUnsafeMutableBufferPointer { target in
                // zlib does not write there.
                unsafe handle.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe handle.pointee.avail_in = uInt(source.count)
                unsafe handle.pointee.next_out = target.baseAddress
                unsafe handle.pointee.avail_out = uInt(target.count)
                let code = unsafe work(handle)
                return (code, Int(unsafe handle.pointee.total_out))
            }
        }
    }
}
