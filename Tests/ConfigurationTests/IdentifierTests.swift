import Credentials
import Testing

@testable import Configuration

@Suite struct IdentifierTests {
    static let guid = "12345678-8af1-4a5f-1234-12234d01db47"

    @Test func `a GUID may be in capitals, and braces are no part of it`() {
        #expect(valueOf(Self.guid.uppercased(), .guid)?.description == Self.guid)
        #expect(faultOf("{\(Self.guid)}", .guid)?.suggestion == Self.guid)
        #expect(faultOf(String(Self.guid.dropLast()), .guid) != nil)
        #expect(faultOf("\(Self.guid)0", .guid) != nil)
    }

    @Test func `a secret pasted for an id is not repeated`() throws {
        let lines = try faults(
            connection: azureAD.replacing("23456052-aaaa-bbbb-8662-1234df56788f", with: "x7Q8Q~hunter2hunter2"))
        #expect(lines.count == 1 && lines[0].contains("20 characters that are no GUID"), "\(lines)")
        #expect(!lines[0].contains("hunter2"))
    }

    @Test func `contacts come in their order, each once, with or without a semicolon at the end`() {
        for text in [
            "ops@contoso.com;sales@contoso.com", "ops@contoso.com;sales@contoso.com;",
            "ops@contoso.com;sales@contoso.com;ops@contoso.com",
        ] {
            #expect(
                valueOf(text, .recipients)?.addresses.map(\.description) == ["ops@contoso.com", "sales@contoso.com"])
        }
    }

    @Test func `the usual mistakes in lists of addresses get a suggestion`() {
        #expect(faultOf("a@b.c, d@e.f", .recipients)?.suggestion == "a@b.c;d@e.f")
        #expect(faultOf("Ops <ops@contoso.com>", .recipients)?.suggestion == "ops@contoso.com")
        #expect(faultOf("ops@contoso.com;nobody", .recipients)?.found == .value("nobody"))
        #expect(faultOf(",", .recipients) != nil)
        #expect(faultOf("<", .recipients) != nil)
        #expect(faultOf(">", .recipients) != nil)
        #expect(faultOf("<>", .recipients)?.suggestion == nil)
    }

    @Test func `a language may stand before an address`() throws {
        let recipients = try #require(
            valueOf("ops@contoso.com;fr:ventes@contoso.com;nl:verkoop@CONTOSO.com;", .recipients))
        #expect(
            recipients.addresses.map(\.description) == [
                "ops@contoso.com", "ventes@contoso.com", "verkoop@CONTOSO.com",
            ])
        #expect(
            recipients.languages == [
                try #require(EmailAddress("ventes@contoso.com")): .fr,
                try #require(EmailAddress("verkoop@contoso.com")): .nl,
            ])
    }

    @Test func `an address that comes twice keeps the language that is first said for it`() throws {
        let recipients = try #require(valueOf("a@b.c;sv:a@b.c;fr:a@b.c", .recipients))
        #expect(recipients.addresses.map(\.description) == ["a@b.c"])
        #expect(recipients.languages == [try #require(EmailAddress("a@b.c")): .sv])
    }

    @Test(arguments: [
        ("FR:ventes@contoso.com", "fr:ventes@contoso.com"), ("fr_FR:ventes@contoso.com", "fr:ventes@contoso.com"),
        ("fr: ventes@contoso.com", "fr:ventes@contoso.com"), ("de:vertrieb@contoso.com", "vertrieb@contoso.com"),
        ("mailto:ops@contoso.com", "ops@contoso.com"), ("fr:Ventes <ventes@contoso.com>", "fr:ventes@contoso.com"),
        (":ops@contoso.com", "ops@contoso.com"),
    ]) func `what stands before an address and is no language gets a suggestion`(text: String, meant: String) {
        #expect(faultOf(text, .recipients)?.suggestion == meant)
    }

    @Test func `what is accepted before an address is said`() {
        #expect(faultOf("de:vertrieb@contoso.com", .recipients)?.hint == "en, fr, sv or nl may stand before the colon")
        #expect(faultOf("fr:", .recipients) != nil)
        #expect(faultOf("fr:nobody", .recipients)?.found == .value("fr:nobody"))
    }

    @Test func `a user of Office 365 has a domain with a dot`() {
        #expect(valueOf("leads@contoso.onmicrosoft.com", .userPrincipalName) == "leads@contoso.onmicrosoft.com")
        for text in ["leads", "leads@contoso", "contoso\\leads", "a b@contoso.com", "@contoso.com"] {
            #expect(valueOf(text, .userPrincipalName) == nil)
        }
    }

    @Test func `a directory is a GUID or a domain, and not everybody's`() {
        #expect(valueOf(Self.guid.uppercased(), .directory) == Self.guid)
        #expect(valueOf("Contoso.onmicrosoft.com", .directory) == "contoso.onmicrosoft.com")
        for text in ["common", "organizations", "consumers", "contoso", "127.0.0.1", "a..b", "a/b.c"] {
            #expect(valueOf(text, .directory) == nil, "\(text)")
        }
    }

    @Test func `an offer's id has up to 50 lower-case letters, digits, hyphens and underscores`() {
        #expect(valueOf(String(repeating: "a", count: 50), .offer) != nil)
        #expect(valueOf(String(repeating: "a", count: 51), .offer) == nil)
        #expect(valueOf("my-offer_2", .offer) == "my-offer_2")
        #expect(faultOf("My-Offer", .offer)?.suggestion == "my-offer")
        #expect(faultOf("contoso.offer", .offer) != nil)
    }

    @Test func `a mail user has up to 254 bytes and no white space`() {
        #expect(valueOf(String(repeating: "u", count: 254), .mailUserName) != nil)
        #expect(valueOf(String(repeating: "u", count: 255), .mailUserName) == nil)
        #expect(valueOf("a b", .mailUserName) == nil)
    }

    @Test(arguments: [
        ("europe/stockholm", "Europe/Stockholm"), ("utc", "UTC"), ("AMERICA/NEW_YORK", "America/New_York"),
        ("cet", "CET"),
    ])
    func `a zone in the wrong case is suggested in the right one`(text: String, meant: String) {
        #expect(valueOf(meant, .timeZone) == meant)
        #expect(faultOf(text, .timeZone)?.suggestion == meant)
    }

    @Test func `other misspelt zones are refused`() {
        for text in ["Europe/Stokholm", "UTC+2", "+02:00", "../../etc/passwd", "Europe/", "/", "_"] {
            #expect(valueOf(text, .timeZone) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        ("Dellete", "delete"), ("KEEP", "keep"), ("kep", "keep"), ("remove", nil), ("x", nil), ("", nil),
        ("deleteddd", nil),
    ])
    func `what was meant by a word is the nearest one within two changes`(word: String, meant: String?) {
        #expect(Nearest.to(word, among: ["delete", "keep"]) == meant)
    }

    @Test(arguments: [
        ("azuread", "azure-ad"), ("AzureAD", "azure-ad"), ("Azure AD", "azure-ad"), ("Office 365", "office365"),
        ("o365", nil),
    ])
    func `methods are recognized in their other spellings`(text: String, meant: String?) {
        #expect(faultOf(text, ValueParser<SignInMethod>.choice(among: SignInMethod.ofLeads))?.suggestion == meant)
    }

    @Test(arguments: [("en_US.UTF-8", "en"), ("fr-FR", "fr"), ("SV", "sv"), ("de", nil), ("nederlands", nil)])
    func `locales are recognized by their language`(text: String, meant: String?) {
        let parser = ValueParser<NoticePolicy.Language>.choice
        #expect(faultOf(text, parser) != nil)
        #expect(faultOf(text, parser)?.suggestion == meant)
    }
}
