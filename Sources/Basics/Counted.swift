extension BinaryInteger {
    /// The number and what is counted: "1 secret", "2 secrets".
    ///
    /// - Parameter noun: in the singular; its plural takes an s.
    public func counted(_ noun: String) -> String { self == 1 ? "1 \(noun)" : "\(self) \(noun)s" }
}
