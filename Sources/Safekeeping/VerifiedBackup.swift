internal import Bookkeeping
internal import Credentials
internal import Durability
internal import JSON

/// A backup of which every byte was seen to be what was written.
struct VerifiedBackup {
    let manifest: Manifest
    let identity: LedgerIdentity
    /// The files and their digests, in order.
    let digests: [(name: String, digest: Directory.Digest)]
    /// The SHA-256 of the sums themselves, which names the backup.
    let sums: String

    /// Reads all of it; throws `damaged` where anything is not as it has to be.
    init(in directory: Directory) throws(SafekeepingError) {
        func damaged(_ name: String, _ cause: String) -> SafekeepingError {
            SafekeepingError(
                .damaged, "failed to verify \(directory.path(of: name)): \(cause)", hint: "make another backup")
        }
        let (text, bytes, digest) = try files { () throws(FileError) in
            (
                try directory.read(Manifest.sumsName, limit: 1 << 20),
                try directory.read(Manifest.fileName, limit: 1 << 20),
                try directory.digest(of: Manifest.sumsName)
            )
        }
        // The sums are written last, so without them the rest was never finished.
        guard let text, let digest else {
            throw damaged(Manifest.sumsName, "it is not there, so this is no backup or one that was not finished")
        }
        sums = digest.sha256
        guard let bytes, let manifest = try? JSONCoder.decode(Manifest.self, from: bytes) else {
            throw damaged(Manifest.fileName, "it cannot be read")
        }
        guard manifest.format == Manifest.format else {
            throw damaged(
                Manifest.fileName, "its format is \(manifest.format), and this leadkeeper knows \(Manifest.format)")
        }
        // The names become paths: one that could lead out of the backup is refused before any is opened.
        guard manifest.keyringFiles.allSatisfy({ Manifest.isKeyringFile($0) && !$0.contains("/") }) else {
            throw damaged(Manifest.fileName, "it names files that no keyring has")
        }
        self.manifest = manifest
        var digests: [(String, Directory.Digest)] = []
        for name in manifest.names {
            guard let digest = try files({ () throws(FileError) in try directory.digest(of: name) }) else {
                throw damaged(name, "it is not there")
            }
            digests.append((name, digest))
        }
        self.digests = digests
        guard Manifest.sums(digests) == text else {
            // Whoever reads this wants the one file that differs; where only the list itself was changed, that is
            // named.
            let lines = Set(String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init))
            let other = digests.first { !lines.contains("\($0.1.sha256)  \($0.0)") }
            throw damaged(other?.0 ?? Manifest.sumsName, "it is not what was written: its SHA-256 differs")
        }
        do throws(LedgerError) {
            identity = try LedgerIdentity.of(copyAt: directory.path(of: Ledger.fileName))
        } catch {
            throw damaged(Ledger.fileName, error.text)
        }
        // Every byte may be whole and the parts still of two backups, put together by hand.
        guard identity.installID.description == manifest.installID, identity.epoch == manifest.epoch else {
            throw damaged(Manifest.fileName, "it is not of the ledger beside it")
        }
    }
}
