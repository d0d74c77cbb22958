import Foundation
import TestSupport

@testable import leadkeeper

/// Texts that are planted wherever there is room for one, to be looked for afterwards.
struct Canaries {
    /// What must be found nowhere.
    private(set) var secrets = CanarySet()
    /// Names, hosts and addresses, which may be known unless they are to be replaced.
    private(set) var names = CanarySet()
    private var random: SeededGenerator

    /// The fields that hold a name, in which a text of another form would be no name.
    private static let nameFields: Set<String> = [
        "name", "connection", "recipient", "channel", "contacts", "identity", "url", "insteadOf",
    ]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A secret in one of the forms that secrets have: of Entra, base64, hexadecimal, a password, digits, a GUID.
    mutating func secret() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let capitals = letters.map { Character($0.uppercased()) }
        let digits = Array("0123456789")
        let text =
            switch Int.random(in: 0..<6, using: &random) {
            case 0: draw(3, letters + digits) + "8Q~" + draw(30, letters + capitals + digits + Array("~_.-"))
            case 1: draw(40, letters + capitals + digits + ["+", "/"]) + "QZ=="
            case 2: draw(32, Array("0123456789abcdef"))
            case 3: draw(1, capitals) + draw(8, letters) + "QZ" + draw(9, letters)
            case 4: "9" + draw(23, digits)
            default: UUID().uuidString.lowercased()
            }
        secrets.insert(text)
        return text
    }

    /// A name that may stand in an address, a host or for a connection.
    mutating func name(_ word: String) -> String {
        let text = "\(word)-" + draw(16, Array("abcdefghijklmnopqrstuvwxyz0123456789"))
        names.insert(text)
        return text
    }

    private mutating func draw(_ count: Int, _ characters: [Character]) -> String {
        String((0..<count).compactMap { _ in characters.randomElement(using: &random) })
    }

    /// The value with a canary in each of its fields that take any text.
    mutating func planted<Value: Codable>(in value: Value) throws -> Value {
        var tree = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value), options: [.fragmentsAllowed])
        for path in Self.texts(of: tree, at: []) {
            let field = path.last { Int($0) == nil } ?? ""
            let canary: String
            switch field {
            case "name", "connection", "channel": canary = name("name")
            case "url": canary = "https://\(name("host")).crm4.dynamics.com"
            case _ where Self.nameFields.contains(field): canary = "\(name("person"))@\(name("company")).example"
            default: canary = secret()
            }
            let changed = Self.replacing(tree, at: path[...], with: canary)
            let bytes = try JSONSerialization.data(withJSONObject: changed, options: [.fragmentsAllowed])
            // A word of a closed set is left as it is.
            if (try? JSONDecoder().decode(Value.self, from: bytes)) != nil { tree = changed }
        }
        let bytes = try JSONSerialization.data(withJSONObject: tree, options: [.fragmentsAllowed])
        return try JSONDecoder().decode(Value.self, from: bytes)
    }

    /// The paths of all texts in a tree of JSON.
    private static func texts(of tree: Any, at path: [String]) -> [[String]] {
        if let object = tree as? [String: Any] {
            return object.sorted { $0.key < $1.key }.flatMap { texts(of: $1, at: path + [$0]) }
        }
        if let array = tree as? [Any] { return array.enumerated().flatMap { texts(of: $1, at: path + ["\($0)"]) } }
        return tree is String ? [path] : []
    }

    private static func replacing(_ tree: Any, at path: ArraySlice<String>, with text: String) -> Any {
        guard let first = path.first else { return text }
        if var object = tree as? [String: Any], let member = object[first] {
            object[first] = replacing(member, at: path.dropFirst(), with: text)
            return object
        }
        if var array = tree as? [Any], let index = Int(first) {
            array[index] = replacing(array[index], at: path.dropFirst(), with: text)
            return array
        }
        return tree
    }

    /// What systemctl prints of the units, with a canary in place of each value.
    mutating func units() -> String {
        Report.Unit.all.map { unit in
            let others = [
                "ActiveState", "SubState", "Result", "UnitFileState", "NRestarts", "ExecMainStatus", "StatusText",
                "ActiveEnterTimestamp", "MemoryCurrent", "CPUUsageNSec", "DropInPaths", "NeedDaemonReload",
                "Environment",
            ]
            return "Id=\(unit)\n" + others.map { "\($0)=\(secret())\n" }.joined()
        }.joined(separator: "\n")
    }

    /// What journalctl prints, with canaries in place of what it has to say.
    mutating func journal() -> [UInt8] {
        let lines = (0..<50).map { _ in
            let fields = [
                "MESSAGE", "LEADKEEPER_EVENT", "LEADKEEPER_CLASS", "LEADKEEPER_VERSION", "PRIORITY", "MESSAGE_ID",
                "_SYSTEMD_UNIT", "UNIT", "EXIT_STATUS", "UNIT_RESULT", "_CMDLINE",
            ]
            let texts = fields.map { "\"\($0)\":\"\(secret())\"" } + ["\"LEADKEEPER_CONNECTION\":\"\(name("name"))\""]
            return "{\"__REALTIME_TIMESTAMP\":\"1795000000000000\",\"BINARY\":[1,2],\"NULL\":null,"
                + texts.joined(separator: ",") + "}\n"
        }
        return Array((lines.joined() + "no JSON \(secret())\n").utf8)
    }
}

/// Canaries, and looking for them in each form that a text may be written in.
struct CanarySet {
    private var texts: [String] = []

    var count: Int { texts.count }

    mutating func insert(_ text: String) { texts.append(text) }

    /// Those that are in there, in whatever encoding.
    func found(in bytes: [UInt8]) -> [String] {
        var windows: Set<UInt64> = []
        var window: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            window = window << 8 | UInt64(byte)
            if index >= 7 { windows.insert(window) }
        }
        return texts.filter { text in
            Self.encodings(of: text).contains { form in
                // Eight bytes tell most of them; the rest are looked for whole.
                let start = form.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                return form.count >= 8 && windows.contains(start) && Data(bytes).range(of: Data(form)) != nil
            }
        }
    }

    private static func encodings(of text: String) -> [[UInt8]] {
        let bytes = Array(text.utf8)
        let hexadecimal = bytes.map { String(format: "%02x", $0) }
        let base64 = (0..<3).map { shift in
            // What of it does not depend on what stands before and behind.
            let whole = Data([UInt8](repeating: 0, count: shift) + bytes).base64EncodedString()
            return String(whole.dropFirst(shift == 0 ? 0 : 4).dropLast(4))
        }
        let rotated = text.unicodeScalars.map { scalar -> Character in
            let value = scalar.value
            for first in [UInt32(65), 97] where first..<first + 26 ~= value {
                return Unicode.Scalar((value - first + 13) % 26 + first).map(Character.init) ?? " "
            }
            return Character(scalar)
        }
        let forms =
            [
                text, String(text.reversed()), text.uppercased(), text.lowercased(), hexadecimal.joined(),
                hexadecimal.joined().uppercased(), hexadecimal.map { "%\($0)" }.joined(),
                hexadecimal.map { "%\($0.uppercased())" }.joined(), hexadecimal.map { "\\u00\($0)" }.joined(),
                hexadecimal.map { "\\x\($0)" }.joined(), hexadecimal.map { "=\($0.uppercased())" }.joined(),
                hexadecimal.joined(separator: ":"), hexadecimal.joined(separator: " "),
                bytes.map { "&#\($0);" }.joined(), bytes.map { "\($0)" }.joined(separator: ","), String(rotated),
                text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text,
            ] + base64 + base64.map { $0.replacing("+", with: "-").replacing("/", with: "_") }
            + base64.map { String($0.reversed()) }
        let wide = [
            text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] },
            text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] },
        ]
        return forms.map { Array($0.utf8) } + wide
    }
}
