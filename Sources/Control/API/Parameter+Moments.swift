internal import Credentials

extension Parameter<Instant> {
    /// A moment: a time, or a date for its first second in UTC.
    static func moment(_ name: String, _ description: String, isRequired: Bool = false) -> Self {
        Self(name: name, description: description, schema: .date, isRequired: isRequired) { text throws(Problem) in
            try read(text, of: name, orNever: false)
        } write: {
            $0.rfc3339
        }
    }

    /// Understands a time or a date of that parameter.
    static func read(_ text: String, of parameter: String, orNever: Bool) throws(Problem) -> Instant {
        do throws(DateFault) {
            return try DateForm(text).instantInUTC
        } catch {
            throw Problem(
                .invalidValue, "\(parameter): \(error.sentence(of: text))",
                hint: "use \(DateFault.accepted(orNever: orNever))")
        }
    }
}

extension Parameter<EmailAddress> {
    /// A person's address.
    static func address(_ name: String, _ description: String) -> Self {
        Self(name: name, description: description, schema: .text()) { text throws(Problem) in
            guard let address = EmailAddress(text) else {
                throw .refusal(of: name, accepted: "a mail address such as ops@contoso.com")
            }
            return address
        } write: {
            $0.description
        }
    }
}

extension Parameter<String> {
    /// A few words of a person's.
    static func words(_ name: String, _ description: String) -> Self {
        Self(name: name, description: description, schema: .text(within: 1...200), isRequired: true) {
            text throws(Problem) in
            let isBlank = text.allSatisfy(\.isWhitespace)
            guard !isBlank, text.count <= 200, !text.unicodeScalars.contains(where: \.properties.isControl) else {
                throw .refusal(of: name, accepted: "1 to 200 characters on one line")
            }
            return text
        } write: {
            $0
        }
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isControl: Bool { generalCategory == .control }
}
