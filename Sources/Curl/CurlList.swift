internal import CCurl
internal import Glibc

/// A list of lines in the form that libcurl reads (`curl_slist`), in memory that is wiped when the list ends.
///
/// curl_slist_append(3) would copy every line, a bearer token among them, into memory that nobody wipes. libcurl only
/// ever reads the list that it is given, so nodes and text may live in one piece of ours.
@safe final class CurlList {
    private let memory: UnsafeMutableRawBufferPointer

    /// How many lines there are.
    private let count: Int

    /// Takes room for `count` lines of `textLength` bytes together, terminators included, and lets `write` write each.
    ///
    /// `write` gets a line's index and the room that is left, and answers the line's length without its terminator.
    init(count: Int, textLength: Int, write: (Int, UnsafeMutableRawBufferPointer) -> Int) {
        let nodes = unsafe count * MemoryLayout<curl_slist>.stride
        unsafe memory = .allocate(byteCount: max(1, nodes + textLength), alignment: MemoryLayout<curl_slist>.alignment)
        self.count = count
        var end = nodes
        for index in 0..<count {
            let start = end
            unsafe end += write(index, UnsafeMutableRawBufferPointer(rebasing: memory[start..<(memory.count - 1)]))
            unsafe memory[end] = 0
            end += 1
            var node = unsafe curl_slist()
            unsafe node.data = memory.baseAddress.map { unsafe ($0 + start).assumingMemoryBound(to: CChar.self) }
            if index + 1 < count {
                unsafe node.next = memory.baseAddress.map {
                    unsafe ($0 + (index + 1) * MemoryLayout<curl_slist>.stride).assumingMemoryBound(to: curl_slist.self)
                }
            }
            unsafe memory.storeBytes(
                of: node, toByteOffset: index * MemoryLayout<curl_slist>.stride, as: curl_slist.self)
        }
    }

    /// A list of plain lines.
    convenience init(_ lines: [String]) {
        unsafe self.init(count: lines.count, textLength: lines.reduce(0) { $0 + $1.utf8.count + 1 }) { index, room in
            unsafe room.copyBytes(from: lines[index].utf8)
            return lines[index].utf8.count
        }
    }

    deinit {
        if let address = unsafe memory.baseAddress {
            unsafe explicit_bzero(address, memory.count)
        }
        unsafe memory.deallocate()
    }

    /// The first line, with its terminator; valid as long as the list.
    var firstText: UnsafeRawPointer? {
        unsafe UnsafeRawPointer(memory.baseAddress.map { unsafe $0 + count * MemoryLayout<curl_slist>.stride })
    }

    /// The first node, or nil for an empty list; valid as long as the list.
    var first: UnsafeRawPointer? {
        unsafe count == 0 ? nil : UnsafeRawPointer(memory.baseAddress)
    }
}
