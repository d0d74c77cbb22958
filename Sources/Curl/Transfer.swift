internal import CCurl
internal import Glibc

/// One transfer: what is sent, what is done with what comes, and what its end means to the caller.
///
/// Everything here is called by one thread at a time: on the queue of the `TransferLoop` that it goes through, or on
/// the queue that performs it.
class Transfer: @unchecked Sendable {
    // Sendable: the creator hands it over to a queue and keeps only the reference to name it in a cancellation; every
    // property is touched on that queue.

    /// What an error of this transfer names as the thing attempted.
    ///
    /// Asked for when there is an error: most transfers have none.
    var operation: String { "transfer" }

    /// The handle that it runs on, from `begin` of the loop to the end.
    var handle: EasyHandle?

    /// Where it stands; a transfer that is cancelled before it is begun waits for `begin` to hear of it.
    enum Progress { case new, cancelled, begun }
    var progress = Progress.new

    /// Whether the caller has its result.
    private var isOver = false

    init() {}

    /// Sets everything on the handle that is this transfer's own.
    func prepare(_ handle: EasyHandle) throws(CurlError) {}

    /// Undoes on the handle what may not outlive the transfer: pointers into its memory.
    func release(_ handle: EasyHandle) {}

    /// Takes a piece of the answer's body; false ends the transfer.
    func receive(body: UnsafeRawBufferPointer) -> Bool { true }

    /// Takes one line of the answer's header; false ends the transfer.
    func receive(header: UnsafeRawBufferPointer) -> Bool { true }

    /// Writes the next piece of what is sent and answers its length; 0 is the end.
    func send(into room: UnsafeMutableRawBufferPointer) -> Int { 0 }

    /// Whether a connection may be made to that address, of the family that it says itself.
    func permits(_ address: UnsafePointer<sockaddr>) -> Bool { true }

    /// The transfer came to its end with `code`; `handle` still knows everything about it.
    func end(_ code: CURLcode, _ handle: EasyHandle) {}

    /// The transfer ended on this side.
    func fail(_ error: CurlError) {}

    /// Whether this call is the first to end it.
    final func closes() -> Bool {
        defer { isOver = true }
        return !isOver
    }
}

extension Transfer {
    /// Gives the handle's callbacks this transfer to talk to; the loop keeps it alive until `detach`.
    final func attach(to handle: EasyHandle) throws(CurlError) {
        let context = unsafe UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_OPENSOCKETDATA] {
            unsafe try handle.set(option, pointer: context)
        }
    }

    /// Installs the callbacks that lead to `receive` and `send`, once for a handle.
    static func installCallbacks(on handle: EasyHandle) throws(CurlError) {
        unsafe try handle.set(
            CURLOPT_WRITEFUNCTION,
            stream: { start, size, count, context in
                guard let transfer = unsafe Transfer.from(context), let start = unsafe start else { return 0 }
                return unsafe transfer.receive(body: UnsafeRawBufferPointer(start: start, count: size * count))
                    ? size * count : -1
            })
        unsafe try handle.set(
            CURLOPT_HEADERFUNCTION,
            stream: { start, size, count, context in
                guard let transfer = unsafe Transfer.from(context), let start = unsafe start else { return 0 }
                return unsafe transfer.receive(header: UnsafeRawBufferPointer(start: start, count: size * count))
                    ? size * count : -1
            })
        unsafe try handle.set(
            CURLOPT_READFUNCTION,
            stream: { start, size, count, context in
                guard let transfer = unsafe Transfer.from(context), let start = unsafe start else { return 0 }
                return unsafe transfer.send(into: UnsafeMutableRawBufferPointer(start: start, count: size * count))
            })
    }

    /// Installs the callback that leads to `permits`, once for a handle; the socket is as libcurl itself makes it.
    static func installGuard(on handle: EasyHandle) throws(CurlError) {
        unsafe try handle.set(openSocket: { context, _, address in
            // The address goes on behind the field, which alone has room for IPv4.
            guard let transfer = unsafe Transfer.from(context), let address = unsafe address,
                let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr),
                unsafe transfer.permits(
                    UnsafeRawPointer(address).advanced(by: offset).assumingMemoryBound(to: sockaddr.self))
            else { return -1 }
            let kind = unsafe address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
            return unsafe socket(address.pointee.family, kind, address.pointee.protocol)
        })
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }
}
