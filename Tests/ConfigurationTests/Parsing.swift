@testable import Configuration

/// The value that a parser reads from a text; `nil` where it refuses.
func valueOf<Value>(_ text: String, _ parser: ValueParser<Value>) -> Value? {
    try? parser.parse(ValueText(whole: text, elements: text.split(separator: ";").map(String.init))).get()
}

/// Why a parser refuses a text; `nil` where it does not.
func faultOf<Value>(_ text: String, _ parser: ValueParser<Value>) -> Refusal? {
    if case .failure(let refusal) = parser.parse(
        ValueText(whole: text, elements: text.split(separator: ";").map(String.init)))
    {
        return refusal
    }
    return nil
}
