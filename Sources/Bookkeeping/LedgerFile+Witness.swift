internal import Durability

/// What lies beside the database: the lock, the witness of its last opening, and the marks of backup and restore.
extension LedgerFile {
    static let witnessSuffix = ".epoch"

    /// Takes the lock beside the ledger at once, or throws `inUse`.
    func lock() throws -> FileLock { try FileLock(name(Self.lockSuffix), in: beside) }

    /// Throws `restoring` while a restore of this ledger was begun and has not ended.
    func requireNoRestore() throws {
        guard !isInMemory, try beside.entry(name(".restoring")) != nil else { return }
        throw LedgerError(
            code: .restoring, operation: "open the ledger \(path)",
            text: "a restore was begun and has not ended; run `leadkeeper restore` again")
    }

    /// Whether the ledger is another or an older one than was open here last, and the epoch that one had.
    ///
    /// A witness that cannot be read counts as one that contradicts: the worst that follows is that every secret is
    /// verified.
    func comparesWitness(with known: LedgerIdentity) -> (isPutBack: Bool, newestEpoch: Int64) {
        guard !isInMemory else { return (false, 0) }
        do {
            guard let witness = try Self.witness(in: beside, of: name("")) else { return (false, 0) }
            guard let witness else { return (true, 0) }
            guard witness.installID == known.installID else { return (true, 0) }
            return (known.epoch < witness.epoch, witness.epoch)
        } catch {
            return (true, 0)
        }
    }

    /// Keeps the epoch beside the ledger.
    ///
    /// Where that fails the older one stays, which tells less and nothing wrong.
    func writeWitness(_ witness: LedgerWitness) {
        guard !isInMemory else { return }
        _ = try? beside.write(Array(witness.text.utf8), as: name(Self.witnessSuffix))
    }

    /// Removes the copy that a backup has left behind.
    func removeCopy() {
        guard !isInMemory else { return }
        for suffix in [Self.copySuffix, Self.copySuffix + ".partial"] { _ = try? beside.remove(name(suffix)) }
    }

    /// The witness in a directory: `nil` where there is none, `.some(nil)` for one that says nothing.
    static func witness(in directory: Directory, of ledger: String) throws -> LedgerWitness?? {
        guard let text = try directory.read(ledger + witnessSuffix, limit: 1_024) else { return nil }
        return .some(LedgerWitness(text: String(decoding: text, as: UTF8.self)))
    }

    private var beside: Directory {
        get throws { try Directory(directory(of: path)) }
    }

    private func name(_ suffix: String) -> String {
        (path.split(separator: "/").last.map(String.init) ?? path) + suffix
    }
}
