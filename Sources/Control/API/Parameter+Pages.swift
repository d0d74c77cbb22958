internal import Credentials

extension Parameter<Int> {
    /// How many entries of a list are asked for at once, of one that is answered as a whole without it.
    static let page = Self(
        name: "limit", description: "How many entries to answer, at most; all of them without it.",
        schema: .number(within: PageLimit.range), read: limit.read, write: limit.write)
}

extension Parameter<CredentialName> {
    /// The name behind which a list begins.
    static let after = Self(
        name: "after", description: "The name behind which to begin; there need not be such a connection.",
        schema: .text()
    ) { text throws(Problem) in
        guard let name = CredentialName(text) else {
            throw .refusal(of: "after", accepted: "a name that a connection can have")
        }
        return name
    } write: {
        $0.description
    }
}

extension Parameter<String> {
    /// A mark that an earlier answer had, which is not understood but compared.
    init(mark name: String, _ description: String) {
        self.init(name: name, description: description, schema: .text(within: 1...64)) { text throws(Problem) in
            guard (1...64).contains(text.utf8.count) else { throw .refusal(of: name, accepted: "a mark of an answer") }
            return text
        } write: {
            $0
        }
    }
}
