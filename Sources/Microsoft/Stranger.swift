/// Answers by which something on the way gives itself away, whatever stands in their bodies.
enum Stranger {
    /// Whether no service of Microsoft's answers with that status: a redirect, a proxy's wish for a sign-in (RFC 9110
    /// §15.5.8), or a network's (RFC 6585 §6).
    static func speaks(by status: Int) -> Bool {
        (300..<400).contains(status) || status == 407 || status == 511
    }
}
