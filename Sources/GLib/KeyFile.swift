internal import Basics
internal import CGLib

/// The groups, keys and values of one key file, read by GLib, with the line of each.
///
/// GLib names no lines, takes the last of two equal keys without a word, drops keys such as `From[de]`, and stops at
/// the first line that it cannot read. So a scan of the lines comes before it: what the scan finds goes to ``defects``
/// and is kept from GLib, which then interprets all the rest. GLib's `g_key_file_load_from_data`,
/// `g_key_file_get_string`, `g_key_file_get_string_list`.
public struct KeyFile: Sendable {
    /// One group as it stands in the file.
    public struct Group: Hashable, Sendable {
        /// The name between the brackets.
        public var name: String
        /// The line of its header, counted from 1.
        public var line: Int
    }

    /// One key with its value.
    public struct Entry: Hashable, Sendable {
        /// The group that it stands in.
        public var group: String
        /// The key.
        public var key: String
        /// The line that it stands on, counted from 1.
        public var line: Int
        /// The value as one string, without white space around it and with its escapes resolved; `nil` where GLib knows
        /// an escape not.
        public var value: String?
        /// The value as a list that `;` separates and perhaps ends, each without white space around it; `nil` as with
        /// ``value``.
        public var elements: [String]?
    }

    /// The groups, in the order of the file.
    public let groups: [Group]
    /// The keys, in the order of the file; of keys that stand twice the first.
    public let entries: [Entry]
    /// What could not be read, in the order of the file.
    public let defects: [Defect]

    /// Reads the bytes of a file, which may be anything at all.
    ///
    /// Does not block.
    public init(_ bytes: [UInt8]) {
        let scan = KeyFileScan(bytes)
        groups = scan.groups
        let reading = Self.read(scan)
        entries = reading.entries
        defects = scan.defects + reading.defects
    }

    /// The entry of that group and key; `nil` where there is none.
    public func entry(_ group: String, _ key: String) -> Entry? {
        entries.first { $0.group == group && $0.key == key }
    }

    private static func read(_ scan: KeyFileScan) -> (entries: [Entry], defects: [Defect]) {
        guard let file = unsafe g_key_file_new() else { return ([], []) }
        defer { unsafe g_key_file_unref(file) }
        var error: UnsafeMutablePointer<GError>? = nil
        let isLoaded = unsafe scan.readable.withUnsafeBufferPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe g_key_file_load_from_data(
                    file, characters.baseAddress, gsize(characters.count), G_KEY_FILE_NONE, &error)
            }
        }
        guard isLoaded != 0 else {
            return ([], [Defect(line: nil, group: nil, key: nil, kind: .refused(unsafe takeMessage(&error)))])
        }
        let entries = scan.keys.map { place in
            Entry(
                group: place.group, key: place.key, line: place.line,
                value: unsafe value(of: place, in: file).map(trimmed),
                elements: unsafe elements(of: place, in: file)?.map(trimmed))
        }
        return (entries, [])
    }

    private static func value(of place: KeyFileScan.Key, in file: OpaquePointer) -> String? {
        guard unsafe hasKnownEscapes(place, in: file, alsoOf: "") else { return nil }
        let value = unsafe g_key_file_get_string(file, place.group, place.key, nil)
        defer { unsafe g_free(value) }
        return unsafe value.map { unsafe String(cString: $0) }
    }

    private static func elements(of place: KeyFileScan.Key, in file: OpaquePointer) -> [String]? {
        guard unsafe hasKnownEscapes(place, in: file, alsoOf: ";") else { return nil }
        var count: gsize = 0
        let list = unsafe g_key_file_get_string_list(file, place.group, place.key, &count, nil)
        defer { unsafe g_strfreev(list) }
        guard let list = unsafe list else { return nil }
        var elements: [String] = []
        for index in 0..<Int(count) {
            guard let element = unsafe list[index] else { break }
            elements.append(unsafe String(cString: element))
        }
        return elements
    }

    /// Whether GLib knows every escape of a value; beside its own, a list has one for what separates it.
    ///
    /// Asked before GLib is: of two that it does not know it sets the second one's error over the first's, and
    /// complains of that on standard error. `g_key_file_get_value`.
    private static func hasKnownEscapes(_ place: KeyFileScan.Key, in file: OpaquePointer, alsoOf separator: String)
        -> Bool
    {
        let raw = unsafe g_key_file_get_value(file, place.group, place.key, nil)
        defer { unsafe g_free(raw) }
        guard let raw = unsafe raw else { return false }
        var bytes = unsafe String(cString: raw).utf8.makeIterator()
        let known = Array("sntr\\\(separator)".utf8)
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "\\") else { continue }
            guard let escaped = bytes.next(), known.contains(escaped) else { return false }
        }
        return true
    }

    private static func takeMessage(_ error: inout UnsafeMutablePointer<GError>?) -> String {
        defer { unsafe g_clear_error(&error) }
        guard let message = unsafe error?.pointee.message else { return "unknown error" }
        return unsafe String(cString: message)
    }

    private static func trimmed(_ text: String) -> String {
        String(decoding: text.utf8.trimming(while: \.isBlank), as: UTF8.self)
    }
}
