import Testing

@testable import Wording

/// The markup of catalogues, and what values cannot do to it.
@Suite struct MarkupTests {
    private static let page = "https://entra.microsoft.com/#view/A/~/Credentials/appId/1"

    @Test func `a link leads its words to an address, whatever styles they are in`() {
        let markup = Markup({ $0 == "name" ? "contoso" : nil }, link: { $0 == "page" ? Self.page : nil })
        #expect(
            markup.lines("Open [**Keys** of {name}](page).") == [
                .sentence([
                    .init(text: "Open ", style: .plain), .init(text: "Keys", style: .label, link: Self.page),
                    .init(text: " of contoso", style: .plain, link: Self.page), .init(text: ".", style: .plain),
                ])
            ])
        #expect(markup.onTerminal("Open [**Keys** of {name}](page).") == "Open “Keys” of contoso <\(Self.page)>.")
        #expect(markup.plain("Open [**Keys** of {name}](page).") == "Open Keys of contoso.")
        #expect(markup.verbatim("Open [**Keys** of {name}](page).") == "Open **Keys** of contoso.")
    }

    @Test func `without an address the words stand alone`() {
        let markup = Markup({ _ in nil }, link: { _ in nil })
        #expect(markup.lines("Open [it](page).").map(\.onTerminal) == ["Open it."])
        #expect(Markup { _ in nil }.onTerminal("Open [it](page).") == "Open it.")
    }

    @Test(arguments: [
        "javascript:alert(1)", "http://contoso.com", "https://a b", "https://a\"onclick=\"x", "https://a>", "https://é",
        "data:text/html,x", "", "https://a\u{202E}b", "https://a\r\nBcc: x@y",
    ])
    func `what is not plainly an address of HTTPS or of mail is none`(address: String) {
        let runs = Markup({ _ in nil }, link: { _ in address }).lines("[it](page)")
        #expect(runs == [.sentence([.init(text: "it", style: .plain)])])
    }

    @Test(arguments: ["[x](page)", "](page)", "[", "**x**", "`x`", "{name}"])
    func `a value cannot become a link nor end one`(value: String) {
        let markup = Markup({ _ in value }, link: { _ in Self.page })
        #expect(markup.lines("a {name} b") == [.sentence([.init(text: "a \(value) b", style: .plain)])])
        #expect(markup.lines("[{name}](page)") == [.sentence([.init(text: value, style: .plain, link: Self.page)])])
    }

    @Test(arguments: ["[Mail]", "[a](b", "[](page)", "[a] (page)", "[a](p1)", "**[Administrator]** of (it)"])
    func `brackets that are no link stay`(text: String) {
        let markup = Markup({ _ in nil }, link: { _ in Self.page })
        #expect(markup.plain(text) == text.replacing("**", with: ""))
    }
}
