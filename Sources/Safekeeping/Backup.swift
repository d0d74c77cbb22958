internal import Basics
internal import Bookkeeping
public import Credentials
internal import Durability

/// Makes a backup: the ledger first, the keyring's files after it.
///
/// Who does what. The ledger belongs to the daemon: while that runs, it writes a copy of the ledger beside it and then
/// removes nothing from the keyring; where none runs, the command holds the ledger and copies it itself. The keyring's
/// files belong to the worker's user, and each is replaced by rename(2) only, so root, who gives the command, copies
/// them as they are: they are ciphertext. So every secret that the ledger's copy calls current is in the copy of the
/// keyring. Last come the manifest and the sums. Nothing in a backup is a secret in clear, and what opens it, the
/// keyring's master password, is not in it.
public struct Backup {
    /// Where leadkeeper's own files are.
    public struct Places: Hashable, Sendable {
        /// The ledger's directory.
        public var state: String
        /// The directory of the keyring's files; the lock of the keyring daemon is beside it.
        public var keyrings: String

        /// Joins the paths.
        public init(state: String, keyrings: String) {
            self.state = state
            self.keyrings = keyrings
        }
    }

    /// A daemon that runs, and how it is asked.
    public struct Daemon<Failure: Error> {
        /// Has it copy its ledger, and answers the copy's name in its directory.
        public var begin: () throws(Failure) -> String
        /// Tells it that the copies are made.
        public var end: () throws(Failure) -> Void

        /// Joins the two.
        public init(begin: @escaping () throws(Failure) -> String, end: @escaping () throws(Failure) -> Void) {
            self.begin = begin
            self.end = end
        }
    }

    private let target: Directory
    private let state: Directory
    private let keyrings: Directory
    private let locks: [FileLock]

    /// Prepares a backup in a directory that is made where there is none.
    ///
    /// One that holds a backup, or anything else, is refused; what a backup that was not finished has left there is
    /// removed.
    public init(in path: String, of places: Places) throws(SafekeepingError) {
        state = try files { () throws(FileError) in try Directory(places.state) }
        keyrings = try files { () throws(FileError) in try Directory(places.keyrings) }
        target = try files { () throws(FileError) in try Directory.make(path) }
        let (state, target) = (state, target)
        locks = try files { () throws(FileError) in [try FileLock(on: target), try FileLock(on: state)] }
        let names = try files { () throws(FileError) in try target.names() }
        guard !names.contains(Manifest.sumsName), names.allSatisfy(Manifest.isOurs) else {
            throw SafekeepingError(
                .cannotWrite,
                "failed to back up to \(path): "
                    + "\(names.contains(Manifest.sumsName) ? "it holds a backup" : "it is not empty")",
                hint: "use a directory that is empty or does not exist yet")
        }
        for name in names { _ = try files { () throws(FileError) in try target.remove(name) } }
    }

    /// Backs up beside a daemon that runs.
    ///
    /// What the daemon cannot do is thrown as it says it; what goes wrong here, as a `SafekeepingError`.
    public func run<Failure: Error>(beside daemon: Daemon<Failure>, master: String?, at now: Instant) throws -> Manifest
    {
        let copy = try daemon.begin()
        let keyringFiles: [String]
        do {
            keyringFiles = try copyKeyring()
            try files { () throws(FileError) in try target.copy(copy, of: state, as: Ledger.fileName) }
        } catch {
            // The first error is the one that tells; the daemon ends the backup by itself.
            _ = try? daemon.end()
            throw error
        }
        try daemon.end()
        return try finish(keyringFiles, master: master, at: now)
    }

    /// Backs up while no daemon runs; throws `busy` where one does.
    public func run(master: String?, at now: Instant) throws(SafekeepingError) -> Manifest {
        let dormant = try ledger { () throws(LedgerError) in try DormantLedger(in: state) }
        try ledger { () throws(LedgerError) in try dormant.copy(to: target.path(of: Ledger.fileName)) }
        return try finish(try copyKeyring(), master: master, at: now)
    }

    private func copyKeyring() throws(SafekeepingError) -> [String] {
        let names = try files { () throws(FileError) in try keyrings.names() }.filter(Manifest.isKeyringFile)
        if let replacement = names.first(where: { $0.hasPrefix("login_") }) {
            throw SafekeepingError(
                .unusable,
                "failed to back up the keyring: \(replacement) is there, so the keyring has been replaced by "
                    + "an empty one",
                hint: "restore \(KeyringFile.login) from a backup first")
        }
        for name in names {
            try files { () throws(FileError) in try target.copy(name, of: keyrings, as: name) }
        }
        return names
    }

    private func finish(_ keyringFiles: [String], master: String?, at now: Instant) throws(SafekeepingError) -> Manifest
    {
        let identity = try ledger { () throws(LedgerError) in
            try LedgerIdentity.of(copyAt: target.path(of: Ledger.fileName))
        }
        try requireWholeKeyring(keyringFiles, secrets: identity.secrets)
        if let master { try copyMaster(master) }
        let manifest = Manifest(identity, madeAt: Timestamp(now), keyringFiles: keyringFiles, hasMaster: master != nil)
        let bytes = try manifest.bytes
        try files { () throws(FileError) in
            try target.write(bytes, as: Manifest.fileName)
            var digests: [(String, Directory.Digest)] = []
            for name in manifest.names {
                if let digest = try target.digest(of: name) { digests.append((name, digest)) }
            }
            try target.write(Manifest.sums(digests), as: Manifest.sumsName)
        }
        return manifest
    }

    private func requireWholeKeyring(_ names: [String], secrets: Int) throws(SafekeepingError) {
        guard names.contains(KeyringFile.login) else {
            guard secrets > 0 else { return }
            throw SafekeepingError(
                .unusable,
                "failed to back up the keyring: \(keyrings.path) has no \(KeyringFile.login), and the ledger knows of "
                    + secrets.counted("secret"),
                hint: "use --keyring-directory to say where it is")
        }
        let contents = try files { () throws(FileError) in try target.read(KeyringFile.login) }
        guard KeyringFile.isWhole(contents ?? []) else {
            throw SafekeepingError(
                .unusable, "failed to back up the keyring: \(keyrings.path(of: KeyringFile.login)) is not whole",
                hint: "the newest \(KeyringFile.login).bak-… beside it may be")
        }
    }

    private func copyMaster(_ path: String) throws(SafekeepingError) {
        let parts = path.split(separator: "/")
        guard let name = parts.last else {
            throw SafekeepingError(.unusable, "failed to back up the master password: \(path) is no file")
        }
        let directory = (path.hasPrefix("/") ? "/" : "") + parts.dropLast().joined(separator: "/")
        try files { () throws(FileError) in
            let source = try Directory(directory.isEmpty ? "." : directory)
            try target.copy(String(name), of: source, as: Manifest.masterName)
        }
    }
}
