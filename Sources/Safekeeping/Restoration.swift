internal import Bookkeeping
public import Credentials
internal import Durability

/// Puts a backup back in the place of what is there.
///
/// It holds the ledger and the keyring, so that neither a daemon nor a secret service can be at work. All files are
/// first copied beside their places and compared with their sums; then a marker says that it has begun, what was there
/// is renamed, and the new files get their names. A restore that is killed before the marker has changed nothing that
/// matters; one that is killed behind it leaves the marker, with which no daemon opens the ledger, and is finished by
/// giving the command again. The witness of the ledger's epoch is set ahead, so that the daemon knows that it was put
/// back and verifies every secret first.
public struct Restoration {
    /// What was done.
    public struct Outcome: Hashable, Sendable {
        /// What the backup says of itself.
        public var manifest: Manifest
        /// Where that is now which was there before.
        public var keptAside: [String]
    }

    private let source: Directory
    private let backup: VerifiedBackup
    private let state: Directory
    private let keyrings: Directory
    private let dormant: DormantLedger
    private let locks: [FileLock]

    /// Verifies the backup and takes hold of what it is to replace; nothing is changed.
    ///
    /// Throws `damaged` where the backup is not whole, and `busy` while a daemon or a keyring is running.
    public init(of path: String, to places: Backup.Places) throws(SafekeepingError) {
        source = try files { () throws(FileError) in try Directory(path) }
        backup = try VerifiedBackup(in: source)
        let hint = "`systemd-tmpfiles --create leadkeeper.conf` makes it"
        state = try Self.open(places.state, hint: hint)
        let above = try Self.open(Self.parent(of: places.keyrings), hint: hint)
        keyrings = try files { () throws(FileError) in
            try above.makeDirectory(places.keyrings.split(separator: "/").last.map(String.init) ?? "keyrings")
        }
        let state = state
        // One busy lock is like another to whoever gives the command.
        do throws(SafekeepingError) {
            locks = try files { () throws(FileError) -> [FileLock] in
                [try FileLock(on: state), try FileLock("lock", in: above)]
            }
            dormant = try ledger { () throws(LedgerError) in try DormantLedger(in: state) }
        } catch {
            guard error.code == .busy else { throw error }
            throw SafekeepingError(
                .busy, "failed to restore: a daemon, a keyring or a backup is at work",
                hint:
                    "`systemctl stop leadkeeper.service leadkeeper-keyring.socket leadkeeper-keyring.service "
                    + "leadkeeper-secrets.service`"
                    + " stops them")
        }
    }

    /// Puts the backup back.
    ///
    /// Throws `refused`, unless `isForced`, where the ledger that is there is another installation's, knows more than
    /// the backup, or cannot be read.
    public func run(isForced: Bool, at now: Instant) throws(SafekeepingError) -> Outcome {
        let begun = try files { () throws(FileError) in try RestoreMarker(in: state) }
        if !isForced { try requireNoLoss(begun) }
        try stage()
        let (stamp, existing) =
            if let begun { (begun.stamp, begun.existing) } else { (try unusedStamp(now), try existing()) }
        let marker = RestoreMarker(stamp: stamp, backup: backup.sums, existing: existing)
        // Before the marker: should it end here, the ledger that is there is verified without need, which does no harm.
        try ledger { () throws(LedgerError) in try dormant.announce(backup.identity) }
        return try files { () throws(FileError) in
            try marker.write(to: state)
            let aside = try setAside(marker)
            for name in backup.manifest.keyringFiles { try keyrings.rename(Self.staged(name), to: name) }
            try state.rename(Self.staged(Ledger.fileName), to: Ledger.fileName)
            try keyrings.sync()
            try state.sync()
            try RestoreMarker.remove(from: state)
            return Outcome(manifest: backup.manifest, keptAside: aside)
        }
    }

    private func requireNoLoss(_ begun: RestoreMarker?) throws(SafekeepingError) {
        let hint = "use --force to restore it anyway; the current files are kept aside"
        if let begun {
            // What is there is half of each; the restore that made it so was permitted.
            guard begun.backup != backup.sums else { return }
            throw SafekeepingError(
                .refused, "failed to restore: a restore of another backup was begun and has not ended",
                hint: "restore that one again to finish it; \(hint)")
        }
        let here: LedgerIdentity?
        do throws(LedgerError) {
            here = try dormant.identity()
        } catch {
            throw SafekeepingError(
                .refused,
                "failed to restore: the current ledger cannot be read, so leadkeeper cannot tell what would be lost: "
                    + error.text, hint: hint)
        }
        guard let here else { return }
        guard here.installID == backup.identity.installID else {
            throw SafekeepingError(
                .refused, "failed to restore: the backup comes from another installation", hint: hint)
        }
        guard !backup.identity.isOlder(than: here) else {
            throw SafekeepingError(
                .refused,
                "failed to restore: the backup of \(backup.manifest.madeAt) is older than the ledger that "
                    + "is there, which has "
                    + "\(here.lastEvent - backup.identity.lastEvent) more events", hint: hint)
        }
    }

    /// Copies every file beside its place, and sees that it is what was verified.
    private func stage() throws(SafekeepingError) {
        for (name, digest) in backup.digests where name == Ledger.fileName || Manifest.isKeyringFile(name) {
            let place = name == Ledger.fileName ? state : keyrings
            let written = try files { () throws(FileError) in
                try place.copyWithDigest(name, of: source, as: Self.staged(name), owner: place.owner)
            }
            guard written == digest else {
                throw SafekeepingError(.damaged, "failed to restore: \(source.path(of: name)) changes while it is read")
            }
        }
    }

    /// What is there now and has to make room.
    private func existing() throws(SafekeepingError) -> RestoreMarker.Existing {
        try files { () throws(FileError) in
            let ledgerNames = [Ledger.fileName, Self.journal]
            return RestoreMarker.Existing(
                state: try state.names().filter(ledgerNames.contains),
                keyring: try keyrings.names().filter(Manifest.isKeyringFile))
        }
    }

    /// The time, told apart from that of another restore in the same second.
    private func unusedStamp(_ now: Instant) throws(SafekeepingError) -> String {
        let names = try files { () throws(FileError) in try state.names() + keyrings.names() }
        var stamp = now.rfc3339
        while names.contains(where: { $0.hasSuffix(Self.mark + stamp) }) { stamp += "+" }
        return stamp
    }

    private func setAside(_ marker: RestoreMarker) throws(FileError) -> [String] {
        var aside: [String] = []
        // The ledger goes before its journal, which without it is of no account: with another ledger it would destroy
        // that.
        for (directory, names) in [(keyrings, marker.existing.keyring), (state, marker.existing.state.sorted())] {
            for name in names {
                let isJournal = name == Self.journal
                let kept =
                    "\(isJournal ? Ledger.fileName : name)\(Self.mark)\(marker.stamp)\(isJournal ? "-journal" : "")"
                if try directory.entry(kept) == nil, try directory.entry(name) != nil {
                    try directory.rename(name, to: kept)
                }
                if try directory.entry(kept) != nil { aside.append(directory.path(of: kept)) }
            }
            try directory.sync()
        }
        return aside
    }

    private static let mark = Ledger.putAsideMark

    private static let journal = Ledger.fileName + "-journal"

    private static func staged(_ name: String) -> String { "\(name).restored" }

    private static func open(_ path: String, hint: String) throws(SafekeepingError) -> Directory {
        do throws(FileError) {
            return try Directory(path)
        } catch {
            throw SafekeepingError(
                SafekeepingError(error).code, error.description, hint: error.code == .absent ? hint : nil)
        }
    }

    private static func parent(of path: String) -> String {
        let parts = path.split(separator: "/").dropLast()
        let above = (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
        return above.isEmpty ? "." : above
    }
}
