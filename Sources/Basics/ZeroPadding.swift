extension BinaryInteger {
    /// The number in decimal digits, with zeros before it up to that many characters.
    public func zeroPadded(to width: Int) -> String { String(self).zeroPadded(to: width) }
}

extension String {
    /// The digits with zeros before them, up to that many.
    func zeroPadded(to width: Int) -> String {
        String(repeating: "0", count: max(0, width - utf8.count)) + self
    }
}
