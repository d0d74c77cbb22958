internal import Bookkeeping
internal import Durability
internal import JSON

/// The file that says that a restore has begun to change what is there; while it stands, no daemon opens the ledger.
struct RestoreMarker: Codable, Hashable {
    /// What was there before the first change.
    struct Existing: Codable, Hashable {
        var state: [String]
        var keyring: [String]
    }

    /// When the restore was begun; what was there is kept under names with it.
    var stamp: String
    /// The SHA-256 of the backup's sums.
    var backup: String
    /// What is to be kept aside, however often the restore is begun again.
    var existing: Existing

    init(stamp: String, backup: String, existing: Existing) {
        self.stamp = stamp
        self.backup = backup
        self.existing = existing
    }

    /// The marker that stands; `nil` where none does.
    init?(in state: Directory) throws(FileError) {
        guard let bytes = try state.read(Ledger.restoreMarker, limit: 1 << 20) else { return nil }
        guard let marker = try? JSONCoder.decode(RestoreMarker.self, from: bytes) else {
            throw FileError(
                .unsuitable, operation: "read \(state.path(of: Ledger.restoreMarker))", text: "it is damaged")
        }
        self = marker
    }

    func write(to state: Directory) throws(FileError) {
        guard let bytes = try? JSONCoder.encode(self) else {
            throw FileError(.other, operation: "write \(Ledger.restoreMarker)", text: "it cannot be put as JSON")
        }
        try state.write(bytes, as: Ledger.restoreMarker, owner: state.owner)
    }

    static func remove(from state: Directory) throws(FileError) {
        try state.remove(Ledger.restoreMarker)
        try state.sync()
    }
}
