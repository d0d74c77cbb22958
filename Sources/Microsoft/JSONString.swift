internal import Basics
internal import SecureMemory

/// Strings as JSON has them, RFC 8259 §7.
enum JSONString {
    /// How many bytes one byte becomes at most: `\u00XX`.
    static let expansion = 6

    /// Hands out what stands for `byte` between quotes.
    ///
    /// Bytes above ASCII stand for themselves.
    static func escape(_ byte: UInt8, emit: (UInt8) -> Void) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            emit(UInt8(ascii: "\\"))
            emit(byte)
        case _ where byte.isControl:
            let digits = byte.hexadecimalDigits()
            for byte in "\\u00".utf8 { emit(byte) }
            emit(digits.high)
            emit(digits.low)
        default:
            emit(byte)
        }
    }

    /// The string with its quotes, of a text that is no secret.
    static func quoted(_ text: String) -> String {
        var bytes = [UInt8(ascii: "\"")]
        for byte in text.utf8 { escape(byte) { bytes.append($0) } }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A part of a JSON text.
    enum Piece {
        /// It stands as it is.
        case text(StaticString)
        /// It stands as it is, and was put together before.
        case json(String)
        /// It is escaped into a string whose quotes the texts around it have.
        case secret(SharedSecret)

        fileprivate var capacity: Int {
            switch self {
            case .text(let text): text.utf8CodeUnitCount
            case .json(let text): text.utf8.count
            case .secret(let secret): expansion * secret.bytes.count
            }
        }

        fileprivate func write(emit: (UInt8) -> Void) {
            switch self {
            case .text(let text): text.withUTF8Buffer { for byte in $0 { emit(byte) } }
            case .json(let text): text.utf8.forEach(emit)
            case .secret(let secret): secret.bytes.withBytes { for byte in $0 { escape(byte, emit: emit) } }
            }
        }
    }

    /// The pieces one after the other, in locked memory.
    static func joined(_ pieces: [Piece]) -> SharedSecret {
        let text = SecretBytes(capacity: pieces.reduce(0) { $0 + $1.capacity }) { text in
            var count = 0
            for piece in pieces {
                piece.write {
                    text[count] = $0
                    count += 1
                }
            }
            return count
        }
        return SharedSecret(text)
    }
}
