import Credentials
import Testing

@Suite struct SecretFormTests {
    private static let good = "abc8Q~Xy.z-_12"

    private func objection(_ text: String, _ kind: SecretKind? = .clientSecret) -> SecretForm.Objection? {
        SecretForm.objection(to: Array(text.utf8), kind: kind)
    }

    @Test(arguments: [
        "\u{FEFF}", " ", "\u{A0}", "\u{202F}", "\u{2003}", "\u{3000}", "\u{2028}", "\u{200B}", "\u{200E}", "\u{2060}",
        "\u{AD}",
        "“", "”", "‘", "’", "„", "«", "»", "‹", "\u{201B}", "\u{2033}", "「", "\u{FF02}", "\t", "\n", "\r", "\u{0}",
        "\u{1B}",
        "\u{7F}", "\u{85}", "\u{9B}",
    ])
    func `nothing invisible and no typographic quotation mark stands at either end, whosever it is`(stray: String) {
        for kind in [SecretKind.clientSecret, .password, nil] {
            guard case .stray(let first, .beginning) = objection(stray + Self.good, kind),
                case .stray(let last, .end) = objection(Self.good + stray, kind)
            else {
                Issue.record("\(stray.unicodeScalars) passes")
                continue
            }
            #expect(first == last)
        }
    }

    @Test(arguments: [
        "0f0e0d0c-1111-2222-3333-444455556666", "0F0E0D0C-AAAA-2222-3333-444455556666",
        "{0f0e0d0c-1111-2222-3333-444455556666}", "00000000-0000-0000-0000-000000000000",
    ])
    func `a GUID is the Secret ID of a client secret, and may well be a password`(text: String) {
        #expect(objection(text) == .secretID)
        #expect(objection(text, .password) == nil)
        #expect(objection(text, nil) == nil)
    }

    @Test(arguments: [
        "0f0e0d0c-1111-2222-3333-44445555666", "0f0e0d0c-1111-2222-3333-4444555566667",
        "0f0e0d0c-1111-2222-3333-44445555666g",
        "0f0e0d0c11112222333344445555666677", "0f0e0d0c_1111_2222_3333_444455556666", "abc", "q2f8Q~aB.cD_eF-gH1",
        "two words",
        "\"half", "ab“cd", "a\u{A0}b", "pä$$ wörd 😀", "***", "a**b****",
    ])
    func `what only resembles one of these is a secret`(text: String) {
        #expect(objection(text) == nil)
    }

    @Test(arguments: ["\"abc8Q~Xy\"", "'abc8Q~Xy'", "`abc8Q~Xy`", "''"])
    func `quotation marks around it are part of a password alone`(text: String) {
        #expect(objection(text) == .quoted)
        #expect(objection(text, .password) == nil)
    }

    @Test func `what Entra shows in place of the value is not the value`() {
        #expect(objection("abc******************") == .masked)
        #expect(objection("abc******************", .password) == nil)
    }

    @Test func `text in UTF-16 is told from a secret that is damaged`() {
        #expect(SecretForm.objection(to: [0xFF, 0xFE, 0x61, 0x00], kind: nil) == .utf16)
        #expect(SecretForm.objection(to: [0xFE, 0xFF, 0x00, 0x61], kind: nil) == .utf16)
        #expect(SecretForm.objection(to: [], kind: nil) == .empty)
        // Not for this place to judge: the keyring's rule refuses malformed UTF-8.
        #expect(SecretForm.objection(to: [0x61, 0xC3], kind: nil) == nil)
        #expect(SecretForm.objection(to: [0xE2, 0x80], kind: nil) == nil)
    }

    @Test func `no reason repeats any of the secret`() {
        for text in [
            "\u{FEFF}hunter2", "hunter2 ", "0f0e0d0c-1111-2222-3333-444455556666", "'hunter2'", "hun**********",
        ] {
            let objection = objection(text)
            #expect(objection != nil)
            for words in [objection?.description, objection?.advice] {
                #expect(words?.contains("hun") == false && words?.contains("0f0e") == false)
            }
        }
    }

    @Test func `a name and a password stand before a URL's host only where they may`() {
        let url = Array("https://keeper:p4ss@monitor.example/".utf8)
        #expect(SecretForm.objection(to: url, kind: .address) == .noURL)
        #expect(SecretForm.objection(to: url, kind: .address, mayHaveUser: true) == nil)
        #expect(SecretForm.objection(to: Array("https://keeper@/".utf8), kind: .address, mayHaveUser: true) == .noURL)
        #expect(SecretForm.objection(to: Array("https://monitor.example".utf8), kind: .address) == nil)
    }
}
