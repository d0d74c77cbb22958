internal import Basics

/// The lines of a key file, told apart by the rules of GLib's `g_key_file_parse_line`.
struct KeyFileScan {
    /// Where a key stands.
    struct Key: Hashable {
        var group: String
        var key: String
        var line: Int
    }

    private struct Name: Hashable {
        var group: String
        var key: String
    }

    /// Where the lines under a header belong.
    private enum Section {
        case none
        case group(String)
        /// Under a header without a usable name; its lines cannot be judged.
        case unknown
    }

    private(set) var groups: [KeyFile.Group] = []
    private(set) var keys: [Key] = []
    private(set) var defects: [KeyFile.Defect] = []
    /// The file with every line left empty that has a defect.
    private(set) var readable: [UInt8] = []

    private var section = Section.none
    private var groupLines: [String: Int] = [:]
    private var keyLines: [Name: Int] = [:]

    init(_ bytes: [UInt8]) {
        readable.reserveCapacity(bytes.count + 1)
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if let defect = examine(line, number: index + 1) {
                defects.append(defect)
            } else if case .unknown = section {
                // Nothing under a nameless header reaches GLib, which would count it to the group before.
            } else {
                readable += line
            }
            readable.append(UInt8(ascii: "\n"))
        }
    }

    private mutating func examine(_ bytes: ArraySlice<UInt8>, number: Int) -> KeyFile.Defect? {
        if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return defect(number, nil, .byteOrderMark) }
        guard !bytes.contains(where: { $0.isControl && $0 != UInt8(ascii: "\t") }) else {
            return defect(number, Self.key(of: bytes), .controlCharacter)
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            return defect(number, Self.key(of: bytes), .notUTF8)
        }
        let line = bytes.drop(while: \.isBlank)
        guard let first = line.first, first != UInt8(ascii: "#") else { return nil }
        if first == UInt8(ascii: "["), let name = Self.header(of: line) { return enter(name, number) }
        if case .unknown = section { return nil }
        guard let key = Self.key(of: line) else { return defect(number, nil, .unrecognisedLine) }
        return record(key, number)
    }

    private mutating func enter(_ name: String, _ number: Int) -> KeyFile.Defect? {
        guard !name.isEmpty, !name.contains("["), !name.contains("]"), !name.contains("\t") else {
            section = .unknown
            return KeyFile.Defect(line: number, group: nil, key: nil, kind: .groupName)
        }
        section = .group(name)
        if let firstLine = groupLines[name] {
            // The header still goes to GLib, so that the keys under it are counted to the group that they stand in.
            defects.append(defect(number, nil, .repeatedGroup(firstLine: firstLine)))
            return nil
        }
        groupLines[name] = number
        groups.append(KeyFile.Group(name: name, line: number))
        return nil
    }

    private mutating func record(_ key: String, _ number: Int) -> KeyFile.Defect? {
        guard case .group(let group) = section else { return defect(number, key, .outsideGroups) }
        guard !key.contains("["), !key.contains("]"), key != "Encoding" else { return defect(number, key, .keyName) }
        if let firstLine = keyLines[Name(group: group, key: key)] {
            return defect(number, key, .repeatedKey(firstLine: firstLine))
        }
        keyLines[Name(group: group, key: key)] = number
        keys.append(Key(group: group, key: key, line: number))
        return nil
    }

    private func defect(_ line: Int, _ key: String?, _ kind: KeyFile.Defect.Kind) -> KeyFile.Defect {
        if case .group(let group) = section { return KeyFile.Defect(line: line, group: group, key: key, kind: kind) }
        return KeyFile.Defect(line: line, group: nil, key: key, kind: kind)
    }

    /// What stands between `[` and the first `]`; `nil` where anything but blanks follows it.
    private static func header(of line: ArraySlice<UInt8>) -> String? {
        guard let end = line.firstIndex(of: UInt8(ascii: "]")), line[(end + 1)...].allSatisfy(\.isBlank) else {
            return nil
        }
        return String(validating: line[(line.startIndex + 1)..<end], as: UTF8.self)
    }

    /// What stands before `=`, without blanks around it; `nil` where there is no `=`, nothing before it, or no UTF-8.
    private static func key(of line: ArraySlice<UInt8>) -> String? {
        guard let end = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = line[..<end].trimming(while: \.isBlank)
        guard !name.isEmpty, name.allSatisfy({ !$0.isControl || $0 == UInt8(ascii: "\t") }) else { return nil }
        return String(validating: name, as: UTF8.self)
    }
}
