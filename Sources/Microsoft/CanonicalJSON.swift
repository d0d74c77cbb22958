internal import JSON

/// A resource of Partner Center's in a form in which two that mean the same are the same bytes.
///
/// Members are sorted, those that are null count as absent, and escapes are resolved. Left out is what differs between
/// a draft and what is live though nobody has edited anything: which of the two it is, by which version of a schema it
/// was written, and where pictures and films are stored.
struct CanonicalJSON {
    /// Whether the resource is a picture or a film: its address changes when it is published.
    private let isMedium: Bool
    private var bytes: [UInt8] = []

    /// The canonical form of the resource that lies there.
    ///
    /// - Parameter kind: the kind of resource, which is the first part of its id.
    static func form(of resource: JSONObject, kind: String, in text: JSONText) throws(JSONFault) -> [UInt8] {
        var form = CanonicalJSON(isMedium: kind == "listing-asset" || kind == "listing-trailer")
        try form.append(resource, isResource: true, in: text)
        return form.bytes
    }

    private init(isMedium: Bool) {
        self.isMedium = isMedium
    }

    private mutating func append(_ object: JSONObject, isResource: Bool, in text: JSONText) throws(JSONFault) {
        var members: [(name: String, value: JSONObject.Value)] = []
        for member in object.members where member.value != .null {
            let name = JSONObject.string(member.name, in: text)
            if !isIgnored(name, isResource: isResource) { members.append((name, member.value)) }
        }
        bytes.append(UInt8(ascii: "{"))
        for member in members.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            append(member.name)
            try append(member.value, in: text)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func append(_ value: JSONObject.Value, in text: JSONText) throws(JSONFault) {
        switch value {
        case .object:
            try append(JSONObject(value, in: text), isResource: false, in: text)
        case .array:
            bytes.append(UInt8(ascii: "["))
            for element in try JSONObject.elements(of: value, limit: .max, in: text) { try append(element, in: text) }
            bytes.append(UInt8(ascii: "]"))
        case .string(let range):
            append(Self.unsigned(JSONObject.string(range, in: text)))
        case .number(let range):
            for index in range { bytes.append(text[index]) }
            bytes.append(UInt8(ascii: ","))
        case .boolean(let boolean):
            bytes.append(UInt8(ascii: boolean ? "t" : "f"))
        case .null:
            bytes.append(UInt8(ascii: "n"))
        }
    }

    /// A string with its length before it, so that no two texts run into each other.
    private mutating func append(_ string: String) {
        bytes += Array("\(string.utf8.count):".utf8) + Array(string.utf8)
    }

    private func isIgnored(_ name: String, isResource: Bool) -> Bool {
        switch name {
        case "$schema", "targetType": true
        case "target": isResource
        case "url": isMedium
        // OData's annotations tell of the answer, not of the resource.
        default: name.hasPrefix("@")
        }
    }

    /// An address without its shared access signature, which is made anew for every reader.
    private static func unsigned(_ string: String) -> String {
        guard string.hasPrefix("https://"), let query = string.firstIndex(of: "?") else { return string }
        let isSigned = string[query...].dropFirst().split(separator: "&").contains { $0.hasPrefix("sig=") }
        return isSigned ? String(string[..<query]) : string
    }
}
