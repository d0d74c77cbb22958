internal import Glibc

/// Memory that grows, and is wiped wherever it lets go of it.
@safe final class WipedBuffer {
    private(set) var bytes: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    /// Allocates for `capacity` bytes to come.
    init(capacity: Int) {
        unsafe bytes = .allocate(byteCount: max(capacity, 1), alignment: 16)
    }

    deinit {
        unsafe Self.release(bytes)
    }

    func append(_ source: UnsafeRawBufferPointer) {
        if unsafe count + source.count > bytes.count {
            let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
                byteCount: max(bytes.count * 2, count + source.count), alignment: 16)
            unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            unsafe Self.release(bytes)
            unsafe bytes = larger
        }
        unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[count...]).copyMemory(from: source)
        count += source.count
    }

    private static func release(_ bytes: UnsafeMutableRawBufferPointer) {
        if let address = bytes.baseAddress { unsafe explicit_bzero(address, bytes.count) }
        unsafe bytes.deallocate()
    }
}
