package import Bookkeeping
package import Credentials
package import Upkeep

extension Engine {
    /// What the engine has in memory of credentials and the ledger has otherwise, in words for whoever looks for the
    /// fault; empty where both have the same.
    ///
    /// Nothing may be under way.
    package func differences(from ledger: [CredentialName: CredentialRecord]) -> [String] {
        let memory = known
        return Set(memory.keys).union(ledger.keys).sorted().flatMap { name -> [String] in
            guard memory[name] != ledger[name] else { return [] }
            guard let known = memory[name], let written = ledger[name] else {
                return ["\(name) is in memory or in the ledger alone"]
            }
            let fields = zip(Mirror(reflecting: known).children, Mirror(reflecting: written).children).compactMap {
                known, written -> String? in
                let (mine, theirs) = (Self.text(of: known.value), Self.text(of: written.value))
                guard mine != theirs else { return nil }
                return "\(known.label ?? "something") is in memory:\n\(mine)in the ledger:\n\(theirs)"
            }
            return ["\(name) in memory is not what the ledger has: \(fields.joined(separator: "\n"))"]
        }
    }

    /// All of a value, to its last part: what shares it prints alike.
    private static func text(of value: Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }
}
