internal import JSON
internal import SecureMemory

/// JSON texts with secrets in them, put together in locked memory.
extension JSONString {
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
