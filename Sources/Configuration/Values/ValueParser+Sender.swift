import Basics
import Credentials

/// Who notices are from, as `[Mail] From` names it.
struct Sender: Hashable {
    /// The name that mail programs show; `nil` where only an address is given.
    var name: String?
    /// The address, which alone stands in the envelope.
    var address: EmailAddress
}

extension ValueParser where Value == Sender {
    /// A mail address, or `Name <address>`; the name may stand between double quotes.
    static let sender = ValueParser(accepted: "a mail address such as leads@contoso.com, or Name <address>") { text in
        if let address = EmailAddress(text) { return .success(Sender(address: address)) }
        guard text.last == ">", let open = text.lastIndex(of: "<") else { return .failure(Refusal()) }
        let inner = String(text[text.index(after: open)...].dropLast())
        guard let address = EmailAddress(inner) else {
            return .failure(Refusal(hint: "the text between < and > is not a mail address"))
        }
        switch SenderName.read(text[..<open]) {
        case .success(let name): return .success(Sender(name: name, address: address))
        case .failure(var refusal):
            refusal.suggestion = address.description
            return .failure(refusal)
        }
    }
}

/// The name of a sender, which goes into the header of every notice.
private enum SenderName {
    /// Headers hold 998 bytes, and mail programs show far less.
    static let longest = 100

    /// Reads what stands before the address; `nil` where that is nothing.
    static func read(_ text: Substring) -> Result<String?, Refusal> {
        let bare = text.trimming { $0 == " " }
        guard let name = bare.first == "\"" ? unquoted(bare) : String(bare) else {
            return .failure(Refusal(hint: "a name that begins with a quotation mark ends with one"))
        }
        let words = name.split(separator: " ").joined(separator: " ")
        guard !words.isEmpty else { return .success(nil) }
        guard words.unicodeScalars.count <= longest else {
            return .failure(Refusal(hint: "the name has more than \(longest) characters"))
        }
        if words.contains(where: { "<>\"\\".contains($0) }) {
            return .failure(Refusal(hint: "a name cannot contain angle brackets, quotation marks or backslashes"))
        }
        // To a mail program these are the beginning of other characters, whatever they look like here.
        if words.contains("=?") { return .failure(Refusal(hint: "write the name as it is, not encoded")) }
        guard words.unicodeScalars.allSatisfy(isVisible) else {
            return .failure(Refusal(found: .description("a name with characters that cannot be seen")))
        }
        return .success(words)
    }

    private static func unquoted(_ text: Substring) -> String? {
        guard text.count >= 2, text.last == "\"" else { return nil }
        var name = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
                continue
            }
            // RFC 5322, 3.2.4: a quotation mark within quotes has a backslash before it.
            if character == "\"", !isEscaped { return nil }
            name.append(character)
            isEscaped = false
        }
        return isEscaped ? nil : name
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isDisplaySafe && (scalar == " " || scalar.properties.generalCategory != .spaceSeparator)
    }
}
