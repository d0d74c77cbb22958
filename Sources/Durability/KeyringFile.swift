/// The outside of a file of gnome-keyring's binary format: what can be told without its password.
///
/// `pkcs11/secret-store/gkm-secret-binary.c` of gnome-keyring 42: numbers are big-endian; a clear part with the names
/// and digests of the attributes, then the encrypted part, whose length is the last thing before it.
public enum KeyringFile {
    /// The file of the collection that leadkeeper uses.
    public static let login = "login.keyring"

    /// Whether a file is all there: it begins as it has to and ends where its encrypted part ends.
    ///
    /// A file that was cut anywhere, and one of length 0 or full of zeros, is not. One in the text format, which
    /// gnome-keyring writes for an empty password, is not either.
    public static func isWhole(_ contents: [UInt8]) -> Bool {
        var scan = Scan(rest: contents[...])
        return scan.isWhole()
    }

    private struct Scan {
        private static let magic: [UInt8] = Array("GnomeKeyring\n\r\0\n".utf8)
        var rest: ArraySlice<UInt8>

        mutating func isWhole() -> Bool {
            guard rest.starts(with: Self.magic), skip(Self.magic.count),
                // Version 0.0, AES, MD5; the label; two times of 8 bytes, flags, lock timeout, iterations, salt, 4
                // reserved words.
                rest.prefix(4).allSatisfy({ $0 == 0 }), skip(4), skipText(), skip(8 + 8 + 4 + 4 + 4 + 8 + 16),
                let items = number()
            else { return false }
            for _ in 0..<items {
                guard skip(4 + 4), let attributes = number() else { return false }
                for _ in 0..<attributes {
                    guard skipText(), let kind = number(), kind == 0 ? skipText() : skip(4) else { return false }
                }
            }
            guard let length = number() else { return false }
            return length > 0 && length % 16 == 0 && rest.count == length
        }

        private mutating func number() -> Int? {
            guard rest.count >= 4 else { return nil }
            defer { rest = rest.dropFirst(4) }
            return rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        }

        private mutating func skip(_ count: Int) -> Bool {
            guard rest.count >= count else { return false }
            rest = rest.dropFirst(count)
            return true
        }

        /// A length, then as many bytes; all bits set stand for no text.
        private mutating func skipText() -> Bool {
            guard let length = number() else { return false }
            return length == 0xffff_ffff || skip(length)
        }
    }
}
