internal import Basics
public import SecureMemory

/// The frames that daemon and worker exchange over a Unix socket.
///
/// A frame is four bytes of length, big-endian, then as many bytes: the format's version, the kind of message, its
/// fields. Texts and secrets have two bytes of length before them. Frames live in `SecretBytes`, since any may hold a
/// secret. Decoding is total: whatever the bytes, it answers a message or an error, and reads nothing beyond them.
public enum Wire {
    /// The version of this format, the first byte of each frame.
    public static let version: UInt8 = 1

    /// The most bytes that may follow the four of the length.
    public static let maximumCount = 8_192

    /// The most bytes of a label.
    public static let maximumLabelCount = 255

    /// The most bytes of a program's name or version.
    public static let maximumWordCount = 64

    /// The most bytes of a certificate.
    public static let maximumCertificateCount = 4_096

    /// Why bytes are no message.
    public enum Malformation: Error, Hashable, Sendable {
        /// They end inside a field.
        case truncated
        /// They go on after the last field.
        case trailing
        /// They are of another version of the format.
        case version(UInt8)
        /// There is no such kind of message.
        case kind(UInt8)
        /// A field has no such value, or is not of its form.
        case field
    }

    /// The whole frame of a request, with its length in front.
    public static func encode(_ request: Request) -> SecretBytes {
        var one = [request][...]
        return encode(&one)
    }

    /// The frames of the first requests, as many as are sent at once, which are taken away from them.
    static func encode(_ requests: inout ArraySlice<Request>) -> SecretBytes {
        frames(&requests) { request, writer in
            switch request {
            case .open(let ledgerKnowsSecrets):
                writer.append(byte: 1)
                writer.append(byte: ledgerKnowsSecrets ? 1 : 0)
            case .store(let key, let label, let secret):
                writer.append(byte: 2)
                writer.append(key)
                writer.append(label)
                writer.append(secret)
            case .read(let key, let expected):
                writer.append(byte: 3)
                writer.append(key)
                writer.append(optional: expected)
            case .check(let key, let expected):
                writer.append(byte: 4)
                writer.append(key)
                writer.append(optional: expected)
            case .remove(let key):
                writer.append(byte: 5)
                writer.append(key)
            case .makeKey(let key, let label, let wish):
                writer.append(byte: 6)
                writer.append(key)
                writer.append(label)
                writer.append(wish.commonName)
                writer.append(wish.notBefore)
                writer.append(wish.notAfter)
            case .assert(let key, let expected, let certificate, let statement):
                writer.append(byte: 7)
                writer.append(key)
                writer.append(expected)
                writer.append(certificate)
                writer.append(statement)
            case .provider: writer.append(byte: 8)
            }
        }
    }

    /// The request in a frame's bytes after the length.
    public static func decodeRequest(_ bytes: UnsafeRawBufferPointer) throws(Malformation) -> Request {
        var reader = try FrameReader(bytes)
        let request: Request
        switch try reader.byte() {
        case 1: request = .open(ledgerKnowsSecrets: try reader.flag())
        case 2: request = .store(try reader.key(), label: try reader.label(), try reader.secret())
        case 3: request = .read(try reader.key(), expecting: try reader.optionalFingerprint())
        case 4: request = .check(try reader.key(), expecting: try reader.optionalFingerprint())
        case 5: request = .remove(try reader.key())
        case 6: request = .makeKey(try reader.key(), label: try reader.label(), try reader.wish())
        case 7:
            request = .assert(
                try reader.key(), expecting: try reader.fingerprint(), certificate: try reader.certificate(),
                try reader.statement())
        case 8: request = .provider
        case let kind: throw .kind(kind)
        }
        try reader.finish()
        return request
    }

    /// The whole frame of a reply, with its length in front.
    public static func encode(_ reply: Reply) -> SecretBytes {
        var one = [reply][...]
        return encode(&one)
    }

    /// The frames of the first replies, as many as are sent at once, which are taken away from them.
    static func encode(_ replies: inout ArraySlice<Reply>) -> SecretBytes {
        frames(&replies) { reply, writer in
            switch reply {
            case .ready: writer.append(byte: 1)
            case .stored(let fingerprint):
                writer.append(byte: 2)
                writer.append(fingerprint)
            case .refused(let refusal):
                writer.append(byte: 3)
                writer.append(byte: refusal.rawValue)
            case .value(let secret, let fingerprint):
                writer.append(byte: 4)
                writer.append(secret)
                writer.append(fingerprint)
            case .matched(let fingerprint):
                writer.append(byte: 5)
                writer.append(fingerprint)
            case .absent: writer.append(byte: 6)
            case .torn: writer.append(byte: 7)
            case .mismatched: writer.append(byte: 8)
            case .removed: writer.append(byte: 9)
            case .notWritten: writer.append(byte: 10)
            case .unavailable(let trouble):
                writer.append(byte: 11)
                switch trouble {
                case .locked: writer.append(byte: 1)
                case .unreachable: writer.append(byte: 2)
                case .timedOut: writer.append(byte: 3)
                case .degraded(let degradation):
                    writer.append(byte: 4)
                    writer.append(byte: degradation.rawValue)
                }
            case .made(let certificate, let fingerprint):
                writer.append(byte: 12)
                writer.append(certificate)
                writer.append(fingerprint)
            case .assertion(let assertion):
                writer.append(byte: 13)
                writer.append(assertion)
            case .isPrivateKey: writer.append(byte: 14)
            case .isNoPrivateKey: writer.append(byte: 15)
            case .provider(let name, let version):
                writer.append(byte: 16)
                writer.append(optional: name)
                writer.append(optional: version)
            }
        }
    }

    /// The reply in a frame's bytes after the length.
    public static func decodeReply(_ bytes: UnsafeRawBufferPointer) throws(Malformation) -> Reply {
        var reader = try FrameReader(bytes)
        let reply: Reply
        switch try reader.byte() {
        case 1: reply = .ready
        case 2: reply = .stored(try reader.fingerprint())
        case 3: reply = .refused(try reader.value(StoreRefusal.self))
        case 4: reply = .value(try reader.secret(), try reader.fingerprint())
        case 5: reply = .matched(try reader.fingerprint())
        case 6: reply = .absent
        case 7: reply = .torn
        case 8: reply = .mismatched
        case 9: reply = .removed
        case 10: reply = .notWritten
        case 11: reply = .unavailable(try reader.trouble())
        case 12: reply = .made(certificate: try reader.certificate(), try reader.fingerprint())
        case 13: reply = .assertion(try reader.secret())
        case 14: reply = .isPrivateKey
        case 15: reply = .isNoPrivateKey
        case 16: reply = .provider(name: try reader.optionalWord(), version: try reader.optionalWord())
        case let kind: throw .kind(kind)
        }
        try reader.finish()
        return reply
    }

    /// Whether a label may be sent: short, and one line on a terminal.
    public static func isLabel(_ text: String) -> Bool {
        text.utf8.count <= maximumLabelCount && !text.hasControlCharacter
    }

    /// Whether a text may be sent as a program's name or version.
    public static func isWord(_ text: String) -> Bool {
        1...maximumWordCount ~= text.utf8.count && !text.hasControlCharacter
    }

    /// One frame behind the other, as long as there is room for the longest.
    private static func frames<Message>(
        _ messages: inout ArraySlice<Message>, _ write: (Message, inout FrameWriter) -> Void
    ) -> SecretBytes {
        let longest = 4 + maximumCount
        return SecretBytes(capacity: messages.count > 1 ? 2 * longest : longest) { buffer in
            var count = 0
            while buffer.count - count >= longest, let message = messages.popFirst() {
                var writer = FrameWriter(UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
                writer.append(byte: version)
                write(message, &writer)
                count += writer.finish()
            }
            return count
        }
    }
}
