internal import Basics

/// The connection string of a storage account, taken apart without a copy of its key.
///
/// `DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=…`, as the Azure portal shows it under
/// Access keys; the fields in any order, their names in any case.
public struct StorageConnection: Hashable, Sendable {
    /// Why bytes are no connection string that opens a table.
    public enum Flaw: Error, Hashable, Sendable {
        /// It is no such list of names and values, or a field stands there twice.
        case form
        /// It names no account, or none that there can be.
        case account
        /// It has no key.
        case noKey
        /// It is the key alone.
        case keyAlone
        /// The key is not base64.
        case key
        /// It has a shared access signature in place of a key, which Partner Center does not take.
        case signature
        /// It is for HTTP without encryption, or for the emulator on somebody's own machine.
        case plain
        /// Its endpoint is none.
        case endpoint
    }

    /// The suffix where none is given: that of the public cloud.
    public static let usualSuffix = "core.windows.net"

    /// The account's name.
    public let account: String
    /// Where the account's tables answer, `https://host[:port]`.
    public let service: String
    /// Where the key stands, in base64, by its distance from the beginning.
    public let key: Range<Int>

    /// Takes bytes apart; of the key no copy is made.
    public init(_ bytes: some RandomAccessCollection<UInt8>) throws(Flaw) {
        var fields: [String: Range<Int>] = [:]
        var start = 0
        for field in bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
            defer { start += field.count + 1 }
            if field.isEmpty { continue }
            guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else { throw Self.flaw(ofNameless: field) }
            let name = field[..<equals]
            guard name.count <= 40, name.allSatisfy({ $0.isAlphanumeric }) else {
                throw Self.flaw(ofNameless: field)
            }
            let value = start + name.count + 1..<start + field.count
            guard fields.updateValue(value, forKey: String(decoding: name, as: UTF8.self).lowercased()) == nil else {
                throw .form
            }
        }
        if fields["usedevelopmentstorage"] != nil { throw .plain }
        if fields["accountkey"] == nil, fields["sharedaccesssignature"] != nil { throw .signature }
        let text = { (name: String) -> String? in
            fields[name].flatMap { range in
                // Whatever is longer is none of these.
                guard range.count <= 300 else { return nil }
                let first = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
                let last = bytes.index(bytes.startIndex, offsetBy: range.upperBound)
                return String(decoding: bytes[first..<last], as: UTF8.self)
            }
        }
        guard let name = text("accountname") else {
            throw fields.keys.contains { Self.names.contains($0) } ? .account : Self.flaw(ofNameless: bytes)
        }
        guard Self.isAccount(name) else { throw .account }
        guard let key = fields["accountkey"], !key.isEmpty else { throw .noKey }
        let keyStart = bytes.index(bytes.startIndex, offsetBy: key.lowerBound)
        guard Self.isBase64(bytes[keyStart..<bytes.index(keyStart, offsetBy: key.count)]) else { throw .key }
        if let scheme = text("defaultendpointsprotocol"), scheme.lowercased() != "https" { throw .plain }
        let given = text("tableendpoint").map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        let service = given ?? "https://\(name).table.\(text("endpointsuffix") ?? Self.usualSuffix)"
        if service.lowercased().hasPrefix("http://") { throw .plain }
        guard let origin = SecretForm.origin(of: service.utf8), origin.count == service.count else { throw .endpoint }
        (account, self.service, self.key) = (name, origin, key)
    }

    private static let names = ["defaultendpointsprotocol", "accountkey", "endpointsuffix", "tableendpoint"]

    /// Three to 24 small letters and digits.
    public static func isAccount(_ name: String) -> Bool {
        (3...24).contains(name.utf8.count) && name.utf8.allSatisfy { $0.isLowerCaseLetter || $0.isDigit }
    }

    /// What bytes are that no name stands before: the 88 characters of a key, or nothing of a connection string.
    private static func flaw(ofNameless bytes: some RandomAccessCollection<UInt8>) -> Flaw {
        bytes.count == 88 && isBase64(bytes) ? .keyAlone : .form
    }

    private static func isBase64(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
        let digits = bytes.prefix { $0 != UInt8(ascii: "=") }
        return bytes.count % 4 == 0 && bytes.count - digits.count <= 2
            && digits.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
            && bytes.dropFirst(digits.count).allSatisfy { $0 == UInt8(ascii: "=") }
    }
}

extension StorageConnection.Flaw: CustomStringConvertible {
    /// What is wrong, for people, in lower case and without a full stop.
    public var description: String {
        switch self {
        case .form: "this is not the connection string of a storage account"
        case .account: "this connection string names no storage account"
        case .noKey: "this connection string has no AccountKey"
        case .keyAlone: "this is the key of a storage account, without the rest of its connection string"
        case .key: "the AccountKey of this connection string is cut off, or not base64"
        case .signature: "this connection string has a shared access signature and no AccountKey"
        case .plain: "this connection string is not for HTTPS"
        case .endpoint: "the endpoint of this connection string is not a host"
        }
    }
}
