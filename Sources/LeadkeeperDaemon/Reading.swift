internal import Configuration
internal import Credentials
internal import Ports
internal import Upkeep

extension LoadResult {
    /// What is told of files that have no connections while so many are known.
    func emptiness(known: Int) -> String {
        let connections = known == 1 ? "1 connection is known" : "\(known) connections are known"
        return lacksConnections
            ? "\(directory)/connections is gone, and \(connections)"
            : "the configuration has no connections, and \(connections)"
    }

    /// What a person does who means it.
    static let hintOfEmptiness = "if you want no connections, run `leadkeeper reload --allow-empty`"
}

extension SystemJournal {
    /// How much of one reading is told: a file may have as many faults as lines, and `leadkeeper check` has them all.
    private static let longestList = 100

    /// Writes what is wrong with a configuration, and what is not right and stops nothing.
    func write(_ result: LoadResult) {
        write(result.faults, .configurationFault)
        write(result.warnings, .configurationWarning)
    }

    private func write(_ faults: [Fault], _ kind: EventKind) {
        for fault in faults.prefix(Self.longestList) { write(JournalEntry(kind, fault.description)) }
        let rest = faults.count - Self.longestList
        if rest > 0 { write(JournalEntry(kind, "and \(rest) more, which `leadkeeper check` lists")) }
    }
}
