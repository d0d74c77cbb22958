public import Credentials

extension Settings {
    /// What a reload changes in the inventory, each list sorted by name.
    public struct Changes: Hashable, Sendable {
        /// Credentials that are new.
        public var added: [CredentialName]
        /// Credentials that are no longer there.
        public var removed: [CredentialName]
        /// Credentials that are still there, in which anything at all is different.
        public var changed: [CredentialName]

        /// Whether the inventory stayed as it was.
        public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
    }

    /// What is different in this inventory from that of `old`.
    public func changes(from old: Settings) -> Changes {
        let before = Dictionary(old.inventory.map { ($0.name, $0) }) { first, _ in first }
        let after = Dictionary(inventory.map { ($0.name, $0) }) { first, _ in first }
        return Changes(
            added: after.keys.filter { before[$0] == nil }.sorted(),
            removed: before.keys.filter { after[$0] == nil }.sorted(),
            changed: after.keys.filter { name in before[name].map { $0 != after[name] } ?? false }.sorted())
    }
}
