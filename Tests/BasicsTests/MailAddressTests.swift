import Basics
import Testing

@Suite struct MailAddressTests {
    @Test(arguments: [
        "ops@contoso.com", "root@localhost", "first.last+tag@sub.contoso.co.uk", "o'neil@xn--bcher-kva.example", "a@b",
    ])
    func `a plain address is one`(text: String) {
        #expect(MailAddress.fault(in: text) == nil)
    }

    @Test(arguments: [
        ("", "it has not exactly one @"), ("a", "it has not exactly one @"), ("a@b@c", "it has not exactly one @"),
        ("@", "it is malformed before the @"), ("@b", "it is malformed before the @"),
        ("a..b@c", "it is malformed before the @"),
        ("\"a\"@c", "it is malformed before the @"), ("<a@b>", "it is malformed before the @"),
        ("a@", "it is malformed behind the @"), ("a@c.", "it is malformed behind the @"),
        ("a@-c", "it is malformed behind the @"),
        ("a@c-", "it is malformed behind the @"), ("a@[127.0.0.1]", "it is malformed behind the @"),
        ("a@b\r\nRCPT TO:<evil@x>", "it has a blank, a control character or one beyond ASCII"),
        ("jörg@contoso.com", "it has a blank, a control character or one beyond ASCII"),
    ])
    func `what could be more or less than an address is refused with its reason`(text: String, fault: String) {
        #expect(MailAddress.fault(in: text) == fault)
    }

    @Test func `an address may have 254 bytes and 64 before the at sign, and not one more`() {
        let (local, label) = (String(repeating: "a", count: 64), String(repeating: "b", count: 63))
        let longest = "\(local)@\(label).\(label).\(String(repeating: "c", count: 61))"
        #expect(longest.utf8.count == 254 && MailAddress.fault(in: longest) == nil)
        #expect(MailAddress.fault(in: longest + "c") == "it is longer than 254 bytes")
        #expect(MailAddress.fault(in: "\(local)a@b") == "it has more than 64 bytes before the @")
        #expect(MailAddress.fault(in: "a@\(label)b") == "it is malformed behind the @")
    }
}
