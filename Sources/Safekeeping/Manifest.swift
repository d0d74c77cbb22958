internal import Basics
internal import Bookkeeping
public import Credentials
internal import Durability
internal import JSON

/// What a backup says of itself.
///
/// Its file, `manifest.json`, and every other one of the backup stand with their SHA-256 in `SHA256SUMS`, in the form
/// of sha256sum(1). That file is written last, so a backup without it was not finished.
public struct Manifest: Codable, Hashable, Sendable {
    static let fileName = "manifest.json"
    static let sumsName = "SHA256SUMS"
    static let masterName = "keyring-master.credential"
    static let format = 1

    /// The form of the backup.
    public var format: Int
    /// Names the installation.
    public var installID: String
    /// How often the ledger had been opened.
    public var epoch: Int64
    /// The number of the ledger's newest event.
    public var lastEvent: Int64
    /// How many secrets the ledger calls current.
    public var secrets: Int
    /// When it was made.
    public var madeAt: Timestamp
    /// The version of leadkeeper that made it.
    public var madeBy: String
    /// The keyring's files, in order.
    public var keyringFiles: [String]
    /// Whether the keyring's sealed master password is with it.
    public var hasMaster: Bool

    init(_ identity: LedgerIdentity, madeAt: Timestamp, keyringFiles: [String], hasMaster: Bool) {
        format = Self.format
        installID = identity.installID.description
        epoch = identity.epoch
        lastEvent = identity.lastEvent
        secrets = identity.secrets
        self.madeAt = madeAt
        madeBy = Release.version
        self.keyringFiles = keyringFiles
        self.hasMaster = hasMaster
    }

    /// The files of the backup that the sums are of, in order.
    var names: [String] {
        ([Self.fileName, Ledger.fileName] + keyringFiles + (hasMaster ? [Self.masterName] : [])).sorted()
    }

    /// Whether a file of the keyring's directory belongs into a backup: the collections, and what names the default
    /// one.
    static func isKeyringFile(_ name: String) -> Bool {
        name.hasSuffix(".keyring") || name == "user.keystore" || name == "default"
    }

    /// Whether a name can be that of a file of a backup, or of one that was not finished.
    static func isOurs(_ name: String) -> Bool {
        let whole = name.hasSuffix(".partial") ? String(name.dropLast(".partial".count)) : name
        return isKeyringFile(whole)
            || [fileName, sumsName, masterName, Ledger.fileName, Ledger.fileName + "-journal"].contains(whole)
    }

    /// The lines of `SHA256SUMS`.
    static func sums(_ digests: [(name: String, digest: Directory.Digest)]) -> [UInt8] {
        Array(digests.map { "\($0.digest.sha256)  \($0.name)\n" }.joined().utf8)
    }

    var bytes: [UInt8] {
        get throws(SafekeepingError) {
            guard let bytes = try? JSONCoder.encode(self, pretty: true) else {
                throw SafekeepingError(.cannotWrite, "failed to write \(Self.fileName): it cannot be put as JSON")
            }
            return bytes + [UInt8(ascii: "\n")]
        }
    }
}
