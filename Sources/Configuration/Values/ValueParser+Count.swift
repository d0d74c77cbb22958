extension ValueParser where Value == Int {
    /// A whole number within limits.
    static func count(_ limits: ClosedRange<Int>) -> ValueParser {
        ValueParser(accepted: "\(limits.lowerBound) to \(limits.upperBound)") { text in
            guard let number = Int(text), text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
                return .failure(Refusal())
            }
            guard limits.contains(number) else {
                return .failure(Refusal(hint: number < limits.lowerBound ? "it is too few" : "it is too many"))
            }
            return .success(number)
        }
    }
}
