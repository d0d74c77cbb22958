import Testing

@testable import Wording

@Suite struct PluralRuleTests {
    @Test(
        arguments: [
            ("nplurals=2; plural=(n != 1);", [1, 0, 1, 1, 1]),
            ("nplurals=2; plural=(n > 1);", [0, 0, 1, 1, 1]),
            ("nplurals=1; plural=0;", [0, 0, 0, 0, 0]),
            (
                "nplurals=3; plural=(n%10==1&&n%100!=11 ? 0 : n%10>=2&&n%10<=4&&(n%100<10||n%100>=20) ? 1 : 2);",
                [2, 0, 1, 2, 1]
            ),
            ("nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);", [2, 0, 1, 2, 1]),
            (
                "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
                [0, 1, 2, 4, 3]
            ),
            ("nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3);", [3, 0, 1, 3, 2]),
            ("nplurals=2; plural=!(n-1)*0 + (n/2 >= 1);", [0, 0, 1, 1, 1]),
        ])
    func `the rules of languages give the forms that their grammars have`(rule: String, forms: [Int]) throws {
        // English, French, Japanese, Russian, Polish, Arabic, Slovenian, and one that uses the operators that are left.
        let rule = try #require(PluralRule(rule))
        #expect([0, 1, 2, 11, 103].map(rule.form(for:)) == forms)
    }

    @Test(arguments: [
        "", "nplurals=2;", "plural=0;", "nplurals=0; plural=0;", "nplurals=99; plural=0;", "nplurals=two; plural=0;",
        "nplurals=2; plural=;", "nplurals=2; plural=(n;", "nplurals=2; plural=n));", "nplurals=2; plural=n ? 1;",
        "nplurals=2; plural=n ?: 1;", "nplurals=2; plural=n = 1;", "nplurals=2; plural=n & 1;", "nplurals=2; plural=m;",
        "nplurals=2; plural=n n;", "nplurals=2; plural=99999999999999999999;", "nplurals=2; plural=-n;",
        "nplurals=2; plural=system(1);", "nplurals=2; plural=0; plural=1;",
    ])
    func `what is no rule is refused`(text: String) {
        #expect(PluralRule(text) == nil)
    }

    @Test func `a rule as deep as no language needs is refused, and exhausts no stack`() {
        for text in [String(repeating: "(", count: 100_000) + "n", String(repeating: "!", count: 100_000) + "n"] {
            #expect(PluralRule("nplurals=2; plural=\(text);") == nil)
        }
        #expect(PluralRule("nplurals=2; plural=\(String(repeating: "n?", count: 100_000))n;") == nil)
        let nested = String(repeating: "(", count: 10) + "n != 1" + String(repeating: ")", count: 10)
        #expect(PluralRule("nplurals=2; plural=\(nested);")?.form(for: 2) == 1)
    }

    @Test func `a form that there is not, and a division by zero, are the first form`() throws {
        #expect(try #require(PluralRule("nplurals=2; plural=n;")).form(for: 7) == 0)
        #expect(try #require(PluralRule("nplurals=2; plural=1/n;")).form(for: 0) == 0)
        #expect(try #require(PluralRule("nplurals=2; plural=1%n;")).form(for: 0) == 0)
        #expect(try #require(PluralRule("nplurals=2; plural=n==0 || 1/n == 1;")).form(for: 0) == 1)
        #expect(try #require(PluralRule("nplurals=2; plural=n-1;")).form(for: 0) == 0, "C's unsigned numbers wrap")
    }

    @Test func `a header without a rule counts as English does`() throws {
        let rule = try #require(PluralRule(header: "Language: xx\nContent-Type: text/plain; charset=UTF-8\n"))
        #expect(rule.form(for: 1) == 0 && rule.form(for: 2) == 1)
    }
}
