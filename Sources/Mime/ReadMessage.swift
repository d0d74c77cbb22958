internal import CMime

/// A mail in parts that can be read: what `MailMessage` has encoded.
public struct ReadMessage: Hashable, Sendable {
    /// Its header fields in their order, unfolded and decoded.
    public var headers: [(name: String, value: String)] { zip(names, values).map { ($0, $1) } }
    /// The plain text; empty where it has none.
    public private(set) var text = ""
    /// The HTML; empty where it has none.
    public private(set) var html = ""

    private var names: [String] = []
    private var values: [String] = []

    /// Reads a mail.
    ///
    /// `nil` for bytes that are none. Does not block.
    public init?(_ bytes: [UInt8]) {
        MimeLibrary.start()
        guard
            let stream = unsafe bytes.withUnsafeBytes({ bytes in
                unsafe g_mime_stream_mem_new_with_buffer(
                    bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
            })
        else { return nil }
        defer { unsafe g_object_unref(stream) }
        guard let parser = unsafe g_mime_parser_new_with_stream(stream) else { return nil }
        defer { unsafe g_object_unref(parser) }
        guard let message = unsafe g_mime_parser_construct_message(parser, nil) else { return nil }
        defer { unsafe g_object_unref(message) }
        unsafe readHeaders(UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self))
        guard !names.isEmpty else { return nil }
        unsafe readParts(UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self))
    }

    private mutating func readHeaders(_ message: UnsafeMutablePointer<GMimeObject>) {
        guard let list = unsafe g_mime_object_get_header_list(message) else { return }
        for index in 0..<(unsafe g_mime_header_list_get_count(list)) {
            guard let header = unsafe g_mime_header_list_get_header_at(list, index),
                let name = unsafe g_mime_header_get_name(header)
            else { continue }
            let value = unsafe g_mime_header_get_value(header)
            names.append(unsafe String(cString: name))
            values.append(unsafe value.map { unsafe String(cString: $0) } ?? "")
        }
    }

    private mutating func readParts(_ message: UnsafeMutablePointer<GMimeObject>) {
        guard let parts = unsafe g_mime_part_iter_new(message) else { return }
        defer { unsafe g_mime_part_iter_free(parts) }
        repeat {
            guard let part = unsafe g_mime_part_iter_get_current(parts),
                let type = unsafe g_mime_object_get_content_type(part)
            else { continue }
            if text.isEmpty, unsafe g_mime_content_type_is_type(type, "text", "plain") != 0 {
                text = unsafe Self.text(of: part)
            } else if html.isEmpty, unsafe g_mime_content_type_is_type(type, "text", "html") != 0 {
                html = unsafe Self.text(of: part)
            }
        } while unsafe g_mime_part_iter_next(parts) != 0
    }

    /// A part of a text type is a `GMimeTextPart` wherever GMime's parser has made it.
    private static func text(of part: UnsafeMutablePointer<GMimeObject>) -> String {
        let raw = UnsafeMutableRawPointer(part)
        guard let text = unsafe g_mime_text_part_get_text(raw.assumingMemoryBound(to: GMimeTextPart.self)) else {
            return ""
        }
        defer { unsafe g_free(text) }
        return unsafe String(cString: text).replacing("\r\n", with: "\n")
    }
}
