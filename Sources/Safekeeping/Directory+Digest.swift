internal import Durability
internal import GLib

extension Directory {
    /// How long a file is, and its SHA-256 in hexadecimal.
    struct Digest: Hashable, Sendable {
        /// The length in bytes.
        var size: Int64 = 0
        /// 64 lower-case digits.
        var sha256 = ""
    }

    /// The digest of a file; `nil` where there is none.
    func digest(of name: String) throws(FileError) -> Digest? {
        do throws(FileError) {
            return try Self.digest { see throws(FileError) in try readPieces(of: name, see) }
        } catch {
            if error.code == .absent { return nil }
            throw error
        }
    }

    /// Copies a file as `copy` does, and answers the digest of what was written.
    func copyWithDigest(
        _ name: String, of source: Directory, as target: String, owner: Owner?
    ) throws(FileError) -> Digest {
        try Self.digest { see throws(FileError) in
            try copy(name, of: source, as: target, owner: owner, see)
        }
    }

    /// The digest of all pieces that `body` shows.
    private static func digest(
        _ body: (_ see: ([UInt8]) -> Void) throws(FileError) -> Void
    ) throws(FileError) -> Digest {
        let checksum = Checksum()
        var size: Int64 = 0
        try body { piece in
            checksum.update(piece)
            size += Int64(piece.count)
        }
        return Digest(size: size, sha256: checksum.hexadecimal)
    }
}
