package import Credentials

extension Inventory {
    /// The first so many credentials by name that stand behind that name, which need not be there itself; `nil` begins
    /// with the first.
    package func page(after name: CredentialName?, limit: Int) -> [Credential] {
        let order = names
        var (lower, upper) = (0, name == nil ? 0 : order.count)
        while let name, lower < upper {
            let middle = (lower + upper) / 2
            if order[middle] <= name { lower = middle + 1 } else { upper = middle }
        }
        return order[lower...].prefix(limit).compactMap { self[$0] }
    }
}
