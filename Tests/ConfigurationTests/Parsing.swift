@testable import Configuration

/// The value that a parser reads from a text; `nil` where it refuses.
func valueOf<Value>(_ text: String, _ parser: ValueParser<Value>) -> Value? {
    try? parser.parse(ValueText(whole: text, elements: text.split(separator: ";").map(String.init))).get()
}

/// Why a parser refuses a text; `nil` where it does not.
func faultOf<Value>(_ text: String, _ parser: ValueParser<Value>) -> Refusal? {
    if case .failure(let refusal) = parser.parse(ValueText(whole: text, elements: text.split(separator: ";").map(String.init))) {
        return refusal
    }
    return nil
}

/// Sebastiano Vigna's splitmix64: a small generator that a printed seed repeats.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
