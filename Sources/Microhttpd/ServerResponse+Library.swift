internal import CMicrohttpd
internal import Glibc
internal import SecureMemory

extension ServerResponse {
    /// Makes the library's response, which the caller destroys; nil where a header field or the status is not
    /// acceptable.
    func make(for exchange: Exchange) -> OpaquePointer? {
        guard (100...999).contains(status), let response = unsafe body.make(for: exchange) else { return nil }
        for (name, value) in headers {
            guard unsafe MHD_add_response_header(response, name, value) == .YES else {
                unsafe MHD_destroy_response(response)
                return nil
            }
        }
        return unsafe response
    }
}

extension ServerResponse.Body {
    fileprivate func make(for exchange: Exchange) -> OpaquePointer? {
        switch self {
        case .empty:
            return unsafe MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT)
        case .bytes(let bytes):
            return unsafe bytes.withUnsafeBytes { bytes in
                unsafe MHD_create_response_from_buffer(
                    bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .secret(let secret):
            let copy = WipedBuffer(capacity: secret.bytes.count)
            unsafe secret.bytes.withBytes { unsafe copy.append($0) }
            return unsafe MHD_create_response_from_buffer_with_free_callback_cls(
                copy.count, UnsafeMutableRawPointer(mutating: copy.bytes.baseAddress),
                { context in
                    if let context = unsafe context { unsafe Unmanaged<WipedBuffer>.fromOpaque(context).release() }
                }, Unmanaged.passRetained(copy).toOpaque())
        case .stream(let length, let next):
            // MHD_SIZE_UNKNOWN is a macro with a cast, which Swift does not import: all bits set.
            return unsafe MHD_create_response_from_callback(
                length ?? UInt64.max, 4096,
                { context, _, buffer, capacity in
                    guard let context = unsafe context, let buffer = unsafe buffer else { return StreamedBody.failed }
                    return unsafe Unmanaged<StreamedBody>.fromOpaque(context).takeUnretainedValue()
                        .read(into: UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
                }, Unmanaged.passRetained(StreamedBody(exchange: exchange, next: next)).toOpaque(),
                { context in
                    if let context = unsafe context { unsafe Unmanaged<StreamedBody>.fromOpaque(context).release() }
                })
        }
    }
}

/// A body that is asked for piece by piece.
private final class StreamedBody {
    // MHD_CONTENT_READER_END_OF_STREAM and MHD_CONTENT_READER_END_WITH_ERROR are macros with a cast.
    static let ended = -1
    static let failed = -2

    private let exchange: Exchange
    private let next: @Sendable () -> ServerResponse.Piece
    private var left: ArraySlice<UInt8> = []

    init(exchange: Exchange, next: @escaping @Sendable () -> ServerResponse.Piece) {
        self.exchange = exchange
        self.next = next
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        if exchange.isAbandoned { return Self.failed }
        while left.isEmpty {
            switch next() {
            case .bytes(let bytes): left = bytes[...]
            case .pause(let duration):
                exchange.pause(for: duration)
                return 0
            case .end: return Self.ended
            case .abort: return Self.failed
            }
        }
        let piece = left.prefix(buffer.count)
        unsafe buffer.copyBytes(from: piece)
        left = left.dropFirst(piece.count)
        return piece.count
    }
}
