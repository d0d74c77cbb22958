internal import CSystemd

/// One message on a bus: written by who asks, read by who was answered; its parts are read in order, each once.
///
/// What is not of the type that is asked for reads as nothing, and so does what follows. sd_bus_message_append(3),
/// sd_bus_message_read(3).
@safe public struct BusMessage: ~Copyable {
    private let handle: OpaquePointer

    /// Takes over a reference that the caller owns.
    init(owning handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit {
        unsafe sd_bus_message_unref(handle)
    }
}

extension BusMessage {
    /// Appends a string.
    public borrowing func append(_ text: String) { append(text, as: "s") }

    /// Appends an object path.
    public borrowing func append(path: String) { append(path, as: "o") }

    private borrowing func append(_ text: String, as type: Unicode.Scalar) {
        _ = unsafe text.withCString { unsafe sd_bus_message_append_basic(handle, Self.code(type), $0) }
    }

    /// Appends an array of bytes.
    public borrowing func append(_ bytes: [UInt8]) {
        _ = unsafe sd_bus_message_append_array(handle, Self.code("y"), bytes, bytes.count)
    }

    /// Appends a container of that kind, `a`, `v`, `r` or `e`, whose contents have that signature.
    public borrowing func append(_ kind: Unicode.Scalar, of contents: String, _ write: (borrowing Self) -> Void) {
        guard unsafe sd_bus_message_open_container(handle, Self.code(kind), contents) >= 0 else { return }
        write(self)
        _ = unsafe sd_bus_message_close_container(handle)
    }

    /// Reads a string.
    public borrowing func string() -> String? { text("s") }

    /// Reads an object path.
    public borrowing func path() -> String? { text("o") }

    private borrowing func text(_ type: Unicode.Scalar) -> String? {
        var text: UnsafePointer<CChar>?
        guard unsafe sd_bus_message_read_basic(handle, Self.code(type), &text) > 0 else { return nil }
        return unsafe text.map { unsafe String(cString: $0) }
    }

    /// Reads a truth value.
    public borrowing func boolean() -> Bool? {
        var value: Int32 = 0
        return unsafe sd_bus_message_read_basic(handle, Self.code("b"), &value) > 0 ? value != 0 : nil
    }

    /// Reads an unsigned number of 32 bits.
    public borrowing func number() -> UInt32? {
        var value: UInt32 = 0
        return unsafe sd_bus_message_read_basic(handle, Self.code("u"), &value) > 0 ? value : nil
    }

    /// Reads an array of bytes, and lends them to `body`: they are gone with the message.
    public borrowing func bytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        var start: UnsafeRawPointer?
        var count = 0
        guard unsafe sd_bus_message_read_array(handle, Self.code("y"), &start, &count) >= 0 else { return nil }
        return unsafe body(UnsafeRawBufferPointer(start: start, count: unsafe start == nil ? 0 : count))
    }

    /// Reads a container of that kind with contents of that signature by what `read` reads of it; `nil` where there is
    /// none, or the end of an array.
    public borrowing func container<Result>(
        _ kind: Unicode.Scalar, of contents: String, _ read: (borrowing Self) -> Result?
    ) -> Result? {
        guard unsafe sd_bus_message_enter_container(handle, Self.code(kind), contents) > 0 else { return nil }
        guard let result = read(self), unsafe sd_bus_message_exit_container(handle) >= 0 else { return nil }
        return result
    }

    /// Reads an array by reading one element after the other, until `read` finds no more.
    public borrowing func array<Element>(of contents: String, _ read: (borrowing Self) -> Element?) -> [Element] {
        container("a", of: contents) { message -> [Element]? in
            var elements: [Element] = []
            while let element = read(message) { elements.append(element) }
            return elements
        } ?? []
    }

    private static func code(_ type: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: type.value) }
}
