internal import SecureMemory

/// Writes one frame into memory that somebody else owns and that is large enough for any message.
///
/// The largest is `store`: 2 bytes, then 2 + 64, 2 + 36, 2 + 255 and 2 + 4,096.
struct FrameWriter {
    private let buffer: UnsafeMutableRawBufferPointer
    private var count = 4

    init(_ buffer: UnsafeMutableRawBufferPointer) {
        self.buffer = buffer
    }

    mutating func append(byte: UInt8) {
        buffer[count] = byte
        count += 1
    }

    mutating func append(_ fingerprint: Fingerprint) {
        buffer.storeBytes(of: fingerprint.value.bigEndian, toByteOffset: count, as: UInt64.self)
        count += 8
    }

    mutating func append(optional fingerprint: Fingerprint?) {
        append(byte: fingerprint == nil ? 0 : 1)
        if let fingerprint { append(fingerprint) }
    }

    mutating func append(_ key: ItemKey) {
        append(key.connection)
        append(key.version)
    }

    mutating func append(_ text: String) {
        appendCount(text.utf8.count)
        for byte in text.utf8 { append(byte: byte) }
    }

    /// A word that may not be sent is left out.
    mutating func append(optional word: String?) {
        let word = word.flatMap { Wire.isWord($0) ? $0 : nil }
        append(byte: word == nil ? 0 : 1)
        if let word { append(word) }
    }

    mutating func append(_ number: Int64) {
        buffer.storeBytes(of: number.bigEndian, toByteOffset: count, as: Int64.self)
        count += 8
    }

    /// A certificate that is longer than any may be is cut, and so none any more.
    mutating func append(_ certificate: [UInt8]) {
        let certificate = certificate.prefix(Wire.maximumCertificateCount)
        appendCount(certificate.count)
        for byte in certificate { append(byte: byte) }
    }

    mutating func append(_ statement: Statement) {
        switch statement {
        case .signIn(let endpoint, let application):
            append(byte: 1)
            append(endpoint.address)
            append(application.description)
        case .possession(let id):
            append(byte: 2)
            append(id.description)
        }
    }

    mutating func append(_ secret: SharedSecret) {
        secret.bytes.withBytes { bytes in
            appendCount(bytes.count)
            UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: bytes)
            count += bytes.count
        }
    }

    /// Puts the length in front and answers how many bytes the whole frame has.
    func finish() -> Int {
        buffer.storeBytes(of: UInt32(count - 4).bigEndian, as: UInt32.self)
        return count
    }

    private mutating func appendCount(_ length: Int) {
        append(byte: UInt8(truncatingIfNeeded: length >> 8))
        append(byte: UInt8(truncatingIfNeeded: length))
    }
}
