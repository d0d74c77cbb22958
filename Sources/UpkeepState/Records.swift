package import Bookkeeping
package import Credentials

/// What the ledger knows of each credential, as it is in memory.
///
/// Every change goes through here, so that whoever decides by the records hears of each: none can be forgotten.
package struct Records: ~Copyable {
    private var records: [CredentialName: CredentialRecord] = [:]
    private let tally: WorkTally
    /// The keys on applications that they know.
    package private(set) var keyIndex = KeyIndex()
    /// What was tried at accounts that several of them may share.
    package private(set) var accounts = Accounts()
    /// How often one of them has changed, so that whoever has looked at them can tell whether to look again.
    package private(set) var changes: UInt64 = 0
    /// Whose record may have changed since it was asked last.
    private var changed: Set<CredentialName> = []

    /// Those in whose standing a clock that was not trusted has left marks.
    package private(set) var marked: Set<CredentialName> = []

    /// The same for whoever counts how they are.
    private var uncounted: Set<CredentialName> = []

    /// No records; the ledger has not been read yet.
    package init(tally: WorkTally = WorkTally()) { self.tally = tally }

    /// The record of that credential; `nil` where the ledger has none.
    ///
    /// To write it, or a part of it, is a change.
    package subscript(name: CredentialName) -> CredentialRecord? {
        get {
            tally.records += 1
            return records[name]
        }
        set {
            changes &+= 1
            keyIndex.replace(records.updateValue(newValue, of: name), by: newValue)
            mark(name, newValue)
            changed.insert(name)
            uncounted.insert(name)
            if accounts.take(newValue, of: name) { changed.formUnion(accounts.sharers(with: name)) }
        }
    }

    /// The id of the version in use of that credential; `nil` where it has none.
    package func versionInUse(of name: CredentialName) -> String? {
        tally.records += 1
        return records[name]?.current?.id
    }

    private mutating func mark(_ name: CredentialName, _ record: CredentialRecord?) {
        if record?.standing.clockMarks != nil {
            marked.insert(name)
        } else if !marked.isEmpty {
            marked.remove(name)
        }
    }

    /// All of them are read anew.
    package mutating func replace(by records: [CredentialName: CredentialRecord]) {
        let all = Set(self.records.keys).union(records.keys)
        changed.formUnion(all)
        uncounted.formUnion(all)
        self.records = records
        keyIndex = KeyIndex()
        marked = []
        for (name, record) in records {
            keyIndex.replace(nil, by: record)
            mark(name, record)
        }
        share(accounts)
    }

    /// The accounts are others, since the inventory is another, and so everything is looked at anew.
    package mutating func share(_ accounts: Accounts) {
        changes &+= 1
        self.accounts = accounts.forgotten
        for (name, record) in records { self.accounts.take(record, of: name) }
    }

    /// Something else has changed that decides about that credential, such as that nothing is under way for it any
    /// more.
    package mutating func touch(_ name: CredentialName) { changed.insert(name) }

    /// Whether it has changed since `takeChanged`.
    package func hasChanged(_ name: CredentialName) -> Bool { changed.contains(name) }

    /// Whose records have changed since the last call.
    package mutating func takeChanged() -> Set<CredentialName> {
        defer { changed = [] }
        return changed
    }

    /// All are to be counted anew, since the inventory is another, or the clock was set.
    package mutating func countAnew() { uncounted = Set(keys) }

    /// Whose records are to be counted anew since the last call.
    package mutating func takeUncounted() -> Set<CredentialName> {
        defer { uncounted = [] }
        return uncounted
    }

    /// The names of all records.
    package var keys: some Collection<CredentialName> { all.keys }

    /// All records.
    package var all: [CredentialName: CredentialRecord] {
        tally.records += records.count
        return records
    }
}

extension [CredentialName: CredentialRecord] {
    /// Puts a record in, or takes it out for `nil`; answers the one that was there.
    fileprivate mutating func updateValue(_ record: CredentialRecord?, of name: CredentialName) -> CredentialRecord? {
        guard let record else { return removeValue(forKey: name) }
        return updateValue(record, forKey: name)
    }
}
