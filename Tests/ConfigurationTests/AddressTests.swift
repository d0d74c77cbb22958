import TestSupport
import Testing

@testable import Configuration

@Suite struct AddressTests {
    static let longestLabel = String(repeating: "a", count: 63)

    @Test(arguments: [
        "localhost", "contoso.crm4.dynamics.com", "a", "1a.b2", "xn--bcher-kva.example", "127.0.0.1", "255.255.255.255",
        "[::1]",
        "[2001:db8::7]",
        longestLabel, "\(longestLabel).\(longestLabel).\(longestLabel).\(String(repeating: "b", count: 61))",
    ])
    func `names and addresses are hosts`(text: String) {
        #expect(Host(text)?.urlText == text)
        #expect(Host(text.uppercased())?.urlText == text)
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", "-a", "a-", "a_b", "a b", "bücher.example", "a\u{0}", "::1", "[::1", "[]",
        "[127.0.0.1]",
        "[::g]",
        "256.0.0.1", "1.2.3", "1.2.3.4.5", "0x7f.1", "01.2.3.999", "a.7", "\(longestLabel)a",
        "\(longestLabel).\(longestLabel).\(longestLabel).\(String(repeating: "b", count: 62))", "[fe80::1%eth0]", "ａ",
    ])
    func `anything else is not a host`(text: String) {
        #expect(Host(text) == nil)
    }

    @Test(arguments: [
        ("localhost", true), ("LOCALHOST", true), ("127.0.0.1", true), ("127.255.255.254", true), ("[::1]", true),
        ("[0:0:0:0:0:0:0:1]", true), ("128.0.0.1", false), ("126.255.255.255", false), ("[::2]", false),
        ("localhost.example", false),
        ("127.example", false), ("[::ffff:127.0.0.1]", false),
    ])
    func `loopback is told from everywhere else`(text: String, isLoopback: Bool) {
        #expect(Host(text)?.isLoopback == isLoopback)
    }

    @Test(arguments: [
        ("https://contoso.crm4.dynamics.com", "https://contoso.crm4.dynamics.com"),
        ("https://contoso.crm4.dynamics.com/", "https://contoso.crm4.dynamics.com"),
        ("HTTPS://Contoso.CRM4.dynamics.com", "https://contoso.crm4.dynamics.com"), ("https://a:443", "https://a"),
        ("https://a:1", "https://a:1"), ("https://a:65535/", "https://a:65535"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("https://[::1]", "https://[::1]"),
    ])
    func `an origin is a host and perhaps a port`(text: String, canonical: String) {
        #expect(WebOrigin(text)?.description == canonical)
        #expect(WebOrigin(canonical)?.description == canonical)
    }

    @Test(arguments: [
        "", "https://", "https:///", "https://a:", "https://a:0", "https://a:65536", "https://a:-1", "https://a:+1",
        "https://a:0x10",
        "https://a:000443", "https://a//", "https://a/x", "https://a?", "https://a#", "https://a\\b", "https://u@a",
        "https://u:p@a",
        "https://@a", "https:/a", "https:a", "a", "ftp://a", "http://a", "https://a b", " https://a", "https://a ",
        "https://a:1:2",
        "https://::1", "://a", "https://a/\u{0}",
    ])
    func `anything else is not an origin`(text: String) {
        #expect(WebOrigin(text) == nil)
    }

    @Test(arguments: [
        ("contoso.crm4.dynamics.com", "https://contoso.crm4.dynamics.com"),
        ("contoso.crm4.dynamics.com/", "https://contoso.crm4.dynamics.com"),
        ("http://contoso.crm4.dynamics.com", "https://contoso.crm4.dynamics.com"),
        ("https://contoso.crm4.dynamics.com/main.aspx", "https://contoso.crm4.dynamics.com"),
        ("https://contoso.crm4.dynamics.com/main.aspx?appid=1#x", "https://contoso.crm4.dynamics.com"),
        ("https://contoso.crm4.dynamics.com/api/data/v9.2/", "https://contoso.crm4.dynamics.com"),
        ("http://contoso.crm4.dynamics.com/main.aspx", "https://contoso.crm4.dynamics.com"),
    ])
    func `the environment that was meant is suggested`(text: String, meant: String) {
        #expect(faultOf(text, .environment)?.suggestion == meant)
    }

    @Test(arguments: [
        "https://prod-1.westeurope.logic.azure.com:443/workflows/x?sig=signature",
        "https://contoso.table.core.windows.net/",
        "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=signature;EndpointSuffix=core.windows.net",
    ])
    func `other lead destinations are recognized, and their signatures are not repeated`(text: String) throws {
        let refusal = try #require(faultOf(text, .environment))
        let method = text.contains("logic") ? "Method=https-endpoint" : "Method=azure-table"
        #expect(refusal.hint?.contains(method) == true)
        #expect(refusal.found?.description.contains("signature") == false)
    }

    @Test(arguments: [
        "https://user:hunter2@contoso.crm4.dynamics.com", "smtp://user:hunter2@mail.example.com", "user:hunter2@host",
        "https://contoso.crm4.dynamics.com/?password=hunter2", "https://a#hunter2", "Password=hunter2",
    ])
    func `what may hold a password is never quoted`(text: String) throws {
        for refusal in [
            faultOf(text, .environment), faultOf(text, .origin), faultOf(text, .mailServer), faultOf(text, .proxy),
        ] {
            let refusal = try #require(refusal)
            let words = "\(try #require(refusal.found)) \(refusal.suggestion ?? "") \(refusal.hint ?? "")"
            #expect(!words.contains("hunter2"))
        }
    }

    @Test func `a proxy is a plain host and port`() {
        #expect(valueOf("http://proxy.example.com:3128", .proxy) == "http://proxy.example.com:3128")
        #expect(valueOf("http://Proxy:3128/", .proxy) == "http://proxy:3128")
        #expect(faultOf("http://proxy", .proxy)?.hint == "a proxy needs its port")
        #expect(faultOf("https://proxy:1", .proxy)?.suggestion == "http://proxy:1")
        #expect(faultOf("proxy:3128", .proxy)?.suggestion == "http://proxy:3128")
        #expect(faultOf("socks5://proxy:1", .proxy) != nil)
    }

    @Test func `any text at all is read without a trap, and what is accepted is canonical`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "https", "smtp", "http", "://", ":", "/", "@", "[", "]", "::1", ".", "a", "Z", "-", "443", "99999", "?",
            "#", "é",
            " ", "\u{0}", "=", ";",
        ]
        for _ in 0..<5_000 {
            var text = Int.random(in: 0..<2, using: &random) == 0 ? "https://" : ""
            for _ in 0..<Int.random(in: 0...8, using: &random) { text += pieces.randomElement(using: &random) ?? "" }
            if let origin = valueOf(text, .environment) {
                #expect(WebOrigin(origin.description) == origin, "seed \(seed): \(text)")
            } else if let meant = faultOf(text, .environment)?.suggestion {
                #expect(valueOf(meant, .environment) != nil, "seed \(seed): \(text) suggests \(meant)")
            }
            if let meant = faultOf(text, .mailServer)?.suggestion {
                #expect(valueOf(meant, .mailServer) != nil, "seed \(seed): \(text) suggests \(meant)")
            }
            if let meant = faultOf(text, .proxy)?.suggestion {
                #expect(
                    valueOf(meant, .proxy) != nil || faultOf(meant, .proxy)?.hint != nil,
                    "seed \(seed): \(text) suggests \(meant)")
            }
        }
    }
}
