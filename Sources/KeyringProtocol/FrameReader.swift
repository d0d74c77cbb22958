internal import SecureMemory

/// Reads the fields of one frame, and nothing beyond it.
struct FrameReader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) throws(Wire.Malformation) {
        self.bytes = bytes
        let version = try byte()
        guard version == Wire.version else { throw .version(version) }
    }

    mutating func byte() throws(Wire.Malformation) -> UInt8 {
        guard offset < bytes.count else { throw .truncated }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func flag() throws(Wire.Malformation) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw .field
        }
    }

    mutating func value<Value: RawRepresentable<UInt8>>(_: Value.Type) throws(Wire.Malformation) -> Value {
        guard let value = Value(rawValue: try byte()) else { throw .field }
        return value
    }

    mutating func fingerprint() throws(Wire.Malformation) -> Fingerprint {
        Fingerprint(try slice(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    mutating func optionalFingerprint() throws(Wire.Malformation) -> Fingerprint? {
        try flag() ? try fingerprint() : nil
    }

    mutating func key() throws(Wire.Malformation) -> ItemKey {
        guard let key = ItemKey(connection: try text(), version: try text()) else { throw .field }
        return key
    }

    mutating func label() throws(Wire.Malformation) -> String {
        let label = try text()
        guard Wire.isLabel(label) else { throw .field }
        return label
    }

    mutating func optionalWord() throws(Wire.Malformation) -> String? {
        guard try flag() else { return nil }
        let word = try text()
        guard Wire.isWord(word) else { throw .field }
        return word
    }

    mutating func number() throws(Wire.Malformation) -> Int64 {
        Int64(truncatingIfNeeded: try slice(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    mutating func wish() throws(Wire.Malformation) -> CertificateWish {
        guard
            let wish = CertificateWish(
                commonName: try text(), notBefore: try number(), notAfter: try number())
        else { throw .field }
        return wish
    }

    mutating func certificate() throws(Wire.Malformation) -> [UInt8] {
        let bytes = try lengthPrefixed()
        guard bytes.count <= Wire.maximumCertificateCount else { throw .field }
        return Array(bytes)
    }

    mutating func statement() throws(Wire.Malformation) -> Statement {
        switch try byte() {
        case 1:
            guard let endpoint = TokenEndpoint(try text()), let application = EntraID(try text()) else {
                throw .field
            }
            return .signIn(endpoint, application: application)
        case 2:
            guard let id = EntraID(try text()) else { throw .field }
            return .possession(of: id)
        default: throw .field
        }
    }

    mutating func secret() throws(Wire.Malformation) -> SharedSecret {
        SharedSecret(SecretBytes(copying: try lengthPrefixed()))
    }

    mutating func trouble() throws(Wire.Malformation) -> KeyringTrouble {
        switch try byte() {
        case 1: .locked
        case 2: .unreachable
        case 3: .timedOut
        case 4: .degraded(try value(Degradation.self))
        default: throw .field
        }
    }

    func finish() throws(Wire.Malformation) {
        guard offset == bytes.count else { throw .trailing }
    }

    private mutating func text() throws(Wire.Malformation) -> String {
        guard let text = String(validating: try lengthPrefixed(), as: UTF8.self) else { throw .field }
        return text
    }

    private mutating func lengthPrefixed() throws(Wire.Malformation) -> UnsafeRawBufferPointer {
        try slice(Int(try byte()) << 8 | Int(try byte()))
    }

    private mutating func slice(_ count: Int) throws(Wire.Malformation) -> UnsafeRawBufferPointer {
        guard count <= bytes.count - offset else { throw .truncated }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }
}
