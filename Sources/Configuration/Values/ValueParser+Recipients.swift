import Basics
import Credentials

/// People who are written to, and in which language where that is said.
struct Recipients: Hashable {
    /// Their addresses, each once, in the order given.
    var addresses: [EmailAddress] = []
    /// The languages of those that have one before their address.
    var languages: [EmailAddress: NoticePolicy.Language] = [:]
}

/// One of them, as the files name them.
struct Recipient: Hashable {
    /// The address.
    var address: EmailAddress
    /// The language before it; `nil` where there is none.
    var language: NoticePolicy.Language?
}

extension ValueParser where Value == Recipient {
    /// A mail address, perhaps with a language and a colon before it.
    static let recipient = ValueParser(accepted: "a mail address such as ops@contoso.com") { text in
        guard let colon = text.firstIndex(of: ":") else {
            return EmailAddress.read(text).map { Recipient(address: $0) }
        }
        let word = String(text[..<colon].trimming { $0 == " " })
        let rest = String(text[text.index(after: colon)...].trimming { $0 == " " })
        switch EmailAddress.read(rest) {
        case .success(let address):
            if let language = NoticePolicy.Language(rawValue: word), "\(word):\(rest)" == text {
                return .success(Recipient(address: address, language: language))
            }
            let meant = Self.language(meant: word).map { "\($0):" } ?? ""
            return .failure(
                Refusal(suggestion: "\(meant)\(address)", hint: "\(Self.languages) may stand before the colon"))
        case .failure(var refusal):
            refusal.suggestion = refusal.suggestion.map { "\(text[...colon])\($0)" }
            return .failure(refusal)
        }
    }

    private static let languages = {
        let words = NoticePolicy.Language.allCases.map(\.rawValue)
        return words.dropLast().joined(separator: ", ") + " or \(words.last ?? "")"
    }()

    /// The language that a word stands for: in capitals, or as the beginning of a locale such as fr_FR.
    private static func language(meant word: String) -> NoticePolicy.Language? {
        NoticePolicy.Language(rawValue: String(word.lowercased().prefix(while: \.isLetter)))
    }
}

extension ValueParser where Value == Recipients {
    /// Mail addresses, each perhaps with its language before it; each comes out once, in the order given, and in the
    /// language that is first said for it.
    static let recipients = ValueParser<Recipient>.recipient.list(
        "mail addresses with ; between them, such as ops@contoso.com;sales@contoso.com, each perhaps with its language "
            + "before it, such as fr:ventes@contoso.com"
    ) { given in
        var recipients = Recipients()
        var seen: Set<EmailAddress> = []
        for recipient in given {
            if seen.insert(recipient.address).inserted { recipients.addresses.append(recipient.address) }
            guard let language = recipient.language else { continue }
            recipients.languages[recipient.address] = recipients.languages[recipient.address] ?? language
        }
        return recipients
    }
}

extension EmailAddress {
    /// Reads an address; the usual mistakes get a suggestion.
    static func read(_ text: String) -> Result<EmailAddress, Refusal> {
        if let address = EmailAddress(text) { return .success(address) }
        if text.contains(","), text.split(separator: ",").allSatisfy({ EmailAddress(trimming: $0) != nil }) {
            return .failure(
                Refusal(
                    suggestion: text.split(separator: ",").compactMap { EmailAddress(trimming: $0)?.description }
                        .joined(separator: ";")))
        }
        if let open = text.lastIndex(of: "<"), text.last == ">" {
            let inner = text[text.index(after: open)...].dropLast()
            return .failure(
                Refusal(suggestion: EmailAddress(trimming: inner)?.description, hint: "write it without a name"))
        }
        return .failure(Refusal())
    }

    private init?(trimming text: Substring) {
        self.init(String(text.trimming { $0 == " " }))
    }
}
