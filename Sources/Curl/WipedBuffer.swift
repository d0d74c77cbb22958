internal import Glibc
internal import SecureMemory

/// Bytes that come in pieces and are secret: every piece of memory they were in is wiped.
@safe final class WipedBuffer {
    private var memory: UnsafeMutableRawBufferPointer
    private var count = 0

    init() {
        unsafe memory = .allocate(byteCount: 4096, alignment: 1)
    }

    deinit {
        unsafe Self.release(memory)
    }

    func append(_ bytes: UnsafeRawBufferPointer) {
        if unsafe count + bytes.count > memory.count {
            let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
                byteCount: max(memory.count * 2, count + bytes.count), alignment: 1)
            unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[0..<count]))
            unsafe Self.release(memory)
            unsafe memory = larger
        }
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    /// A locked copy of what came.
    func secret() -> SharedSecret {
        unsafe SharedSecret(SecretBytes(copying: UnsafeRawBufferPointer(rebasing: memory[0..<count])))
    }

    private static func release(_ memory: UnsafeMutableRawBufferPointer) {
        if let address = memory.baseAddress {
            unsafe explicit_bzero(address, memory.count)
        }
        unsafe memory.deallocate()
    }
}
