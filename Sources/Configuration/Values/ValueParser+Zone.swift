import GLib

extension ValueParser where Value == String {
    /// The name of a time zone that this system knows.
    static let timeZone = ValueParser(accepted: "an IANA time zone such as Europe/Stockholm, or UTC") { text in
        if Zone(identifier: text) != nil { return .success(text) }
        // The database's names are capitalized word by word, but for these small words.
        let words = text.split(separator: "/", omittingEmptySubsequences: false).map { component in
            component.split(separator: "_", omittingEmptySubsequences: false).map { word in
                word.prefix(1).uppercased() + word.dropFirst().lowercased()
            }.joined(separator: "_")
        }
        for candidate in [words.joined(separator: "/"), text.uppercased()] where Zone(identifier: candidate) != nil {
            return .failure(Refusal(suggestion: candidate))
        }
        return .failure(Refusal(hint: text.contains(where: \.isNumber) ? "offsets are not accepted" : nil))
    }
}
