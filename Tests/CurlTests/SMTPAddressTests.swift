import Curl
import Testing

@Suite struct SMTPAddressTests {
    @Test(arguments: [
        "ops@contoso.com", "root@localhost", "first.last+tag@sub.contoso.co.uk", "o'neil@xn--bcher-kva.example", "a@b",
    ])
    func `A plain address is taken as it is`(text: String) {
        #expect(SMTPAddress(text)?.text == text)
    }

    @Test(arguments: [
        "", "@", "a@", "@b", "a", "a@b@c", "a@b\r\nRCPT TO:<evil@x>", "a@b\n", "a\r@b", "a\u{0}@b", "a b@c", "<a@b>", "a@b>",
        "\"a b\"@c", "\"a\"@c", "jörg@contoso.com", "a@bücher.example", "a..b@c", ".a@c", "a.@c", "a@c.", "a@.c", "a@-c",
        "a@[127.0.0.1]",
        "a,b@c", "a@b SIZE=1", "a@b\u{2028}", "a@b\u{7F}",
    ])
    func `What could be more or less than an address is refused`(text: String) {
        #expect(SMTPAddress(text) == nil)
    }

    @Test func `An address may have 254 bytes and 64 before the at sign, and not one more`() {
        let label = String(repeating: "b", count: 63)
        let domain = "\(label).\(label).\(String(repeating: "c", count: 61))"
        #expect(SMTPAddress("\(String(repeating: "a", count: 64))@\(domain)") != nil)
        #expect("\(String(repeating: "a", count: 64))@\(domain)".utf8.count == 254)
        #expect(SMTPAddress("\(String(repeating: "a", count: 64))@\(domain)c") == nil)
        #expect(SMTPAddress("\(String(repeating: "a", count: 65))@b") == nil)
    }
}
