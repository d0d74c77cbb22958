internal import Basics

/// The target of a request, decoded (RFC 3986 §2.1).
struct RequestTarget {
    /// The path.
    var path = ""
    /// The query's arguments.
    var query = ServerFields()
    /// Whether all of it stands for text; where not, path and query are empty.
    var isLegible = false

    /// Decodes what the library hands over as it was sent, but for each `+` in the query, which stands for a blank
    /// there.
    ///
    /// - Parameters:
    ///   - path: the path; `nil` where it is not UTF-8.
    ///   - query: the names and values; `nil` where one is not UTF-8.
    init(path: String?, query: [(name: String, value: String)]?) {
        guard let path = path.flatMap({ Self.decoded($0, mayHaveSlash: false) }), let query else { return }
        var fields = ServerFields()
        for (name, value) in query {
            guard let name = Self.decoded(name, mayHaveSlash: true), let value = Self.decoded(value, mayHaveSlash: true)
            else {
                return
            }
            fields.append(name, value)
        }
        self.path = path
        self.query = fields
        isLegible = true
    }

    /// The text that percent-encoded text stands for; `nil` where it stands for none.
    ///
    /// - Parameter mayHaveSlash: whether an escape may stand for a slash, which would end a part of a path.
    static func decoded(_ text: String, mayHaveSlash: Bool) -> String? {
        let bytes = PercentEncoding.decode(text, refusedEscape: mayHaveSlash ? nil : UInt8(ascii: "/"))
        guard let decoded = bytes.flatMap({ String(validating: $0, as: UTF8.self) }),
            !decoded.hasControlCharacter
        else { return nil }
        return decoded
    }
}
