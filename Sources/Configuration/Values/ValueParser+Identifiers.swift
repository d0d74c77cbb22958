import Basics
import Credentials

extension ValueParser where Value == GUID {
    /// A GUID in its hyphenated form.
    ///
    /// What is refused is not quoted unless it has a GUID's letters: next to the id stands the secret, and it is soon
    /// pasted here.
    static let guid = ValueParser(accepted: "a GUID such as 12345678-8af1-4a5f-1234-12234d01db47") { text in
        if let guid = GUID(text) { return .success(guid) }
        let bare = text.filter { !"{}() ".contains($0) }
        guard bare.utf8.allSatisfy({ $0.isHexadecimalDigit || $0 == UInt8(ascii: "-") }) else {
            return .failure(Refusal(found: .description("\(text.count) characters that are no GUID")))
        }
        return .failure(Refusal(suggestion: GUID(bare)?.description))
    }
}

extension ValueParser where Value == String {
    /// The name of a user of Office 365: `user@domain`.
    static let userPrincipalName = ValueParser(accepted: "a user such as contoso@contoso.onmicrosoft.com") { text in
        guard let address = EmailAddress(text), address.domain.contains(".") else { return .failure(Refusal()) }
        return .success(address.description)
    }

    /// A directory of Entra: its id or one of its domains.
    static let directory = ValueParser(accepted: "a GUID, or a domain such as contoso.onmicrosoft.com") { text in
        if let guid = GUID(text) { return .success(guid.description) }
        if case .name(let name) = Host(text), name.contains(".") { return .success(name) }
        if ["common", "consumers", "organizations"].contains(text.lowercased()) {
            return .failure(Refusal(hint: "a sign-in for leads belongs to one directory"))
        }
        return .failure(Refusal())
    }

    /// The name to sign in to a mail server with.
    static let mailUserName = ValueParser(accepted: "a name of 1 to 254 characters without white space") { text in
        text.utf8.count <= 254 && !text.contains(where: \.isWhitespace) ? .success(text) : .failure(Refusal())
    }

    /// The external id of an offer in Partner Center.
    static let offer = ValueParser(
        accepted: "an offer's id: 1 to 50 lower-case letters, digits, hyphens and underscores"
    ) {
        text in
        let isFit = { (text: String) in
            text.utf8.count <= 50
                && text.utf8.allSatisfy { $0.isLowerCaseLetter || $0.isDigit || "-_".utf8.contains($0) }
        }
        if isFit(text) { return .success(text) }
        return .failure(Refusal(suggestion: isFit(text.lowercased()) ? text.lowercased() : nil))
    }

    /// An absolute path of a directory.
    static let directoryPath = ValueParser(accepted: "the absolute path of a directory that leadkeeper may write") {
        text in
        text.hasPrefix("/") ? .success(text) : .failure(Refusal())
    }

    /// An absolute path of a file of certificates; that it can be read is seen later.
    static let path = ValueParser(accepted: "the absolute path of a file with certificates in PEM form") { text in
        text.hasPrefix("/") ? .success(text) : .failure(Refusal())
    }
}
