import Credentials
import TestSupport
import Testing

@testable import Configuration

private func refusal(_ text: String) -> Refusal? {
    if case .failure(let refusal) = TimeSpan.parse(text) { return refusal }
    return nil
}

@Suite struct SpanTests {
    @Test(arguments: [
        ("0d", 0), ("0s", 0), ("1s", 1), ("30s", 30), ("15m", 900), ("90m", 5_400), ("6h", 21_600), ("1d", 86_400),
        ("1d12h", 129_600),
        ("2w", 1_209_600), ("1w2d3h4m5s", 788_645), ("007d", 604_800), ("9223372036854775807s", Int64.max),
    ])
    func `numbers with their units are added up`(text: String, seconds: Int64) throws {
        #expect(try TimeSpan.parse(text).get() == .seconds(seconds))
    }

    @Test(arguments: [
        "", "d", "1", "30", "-1d", "+1d", "1.5d", "1d 12h", "12h1d", "1d1d", "1D", "1y", "1 d", "1dd", "d1", "1d12",
        "١d",
        "9223372036854775808s", "15250284452472w", "9223372036854775807s1s", "1m9223372036854775807s",
        "99999999999999999999999d",
    ])
    func `anything else is refused`(text: String) {
        #expect(refusal(text) != nil)
    }

    @Test(arguments: [
        ("1D", "1d"), ("1d 12h", "1d12h"), ("5 min", "5m"), ("6 hours", "6h"), ("1 day", "1d"), ("30 Seconds", "30s"),
        ("2WEEKS", "2w"),
    ])
    func `what was meant is suggested`(text: String, meant: String) {
        #expect(refusal(text)?.suggestion == meant)
    }

    @Test func `a number alone is told to take a unit`() {
        #expect(refusal("30")?.hint?.hasPrefix("a number needs its unit, such as 30d") == true)
    }

    @Test func `a suggestion keeps to the limits`() {
        #expect(faultOf("5 min", .span(.minutes(15) ... .days(1), example: "1h"))?.suggestion == nil)
        #expect(faultOf("15 min", .span(.minutes(15) ... .days(1), example: "1h"))?.suggestion == "15m")
    }

    @Test func `any span reads back from its text`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let span = TimeSpan.seconds(
                Int64.random(in: 0...(Int64.max >> Int64.random(in: 0...62, using: &random)), using: &random))
            #expect(try TimeSpan.parse(span.text).get() == span, "seed \(seed): \(span.text)")
        }
    }

    @Test(arguments: [
        ("Network", "Timeout", "1s", "10m", "0s", "601s"), ("Probe", "LeadInterval", "15m", "30d", "899s", "2592001s"),
        ("Probe", "SignInInterval", "15m", "30d", "899s", "2592001s"),
        ("Notices", "LeadTimes", "0d", "365d", "", "31536001s"),
        ("Notices", "UncheckedAfter", "15m", "30d", "899s", "2592001s"),
        ("Rotation", "Before", "1d", "179d", "86399s", "31536001s"),
        ("Rotation", "Overlap", "0d", "90d", "", "7776001s"),
        ("Rotation", "Lifetime", "31d", "730d", "86399s", "63072001s"),
    ])
    func `limits are part of what is accepted, and one second beyond is not`(
        group: String, key: String, lowest: String, highest: String, below: String, above: String
    ) throws {
        for value in [lowest, highest] {
            #expect(try faults("[\(group)]\n\(key)=\(value)\n") == [], "\(value)")
        }
        for value in [below, above] where !value.isEmpty {
            let lines = try faults("[\(group)]\n\(key)=\(value)\n")
            #expect(
                lines.count == 1 && lines[0].hasPrefix("leadkeeper.conf:2: [\(group)] \(key): “\(value)” is not valid"),
                "\(lines)")
        }
    }

    @Test func `lead times come out longest first, each once`() throws {
        let settings = try settings([
            "leadkeeper.conf": "[Notices]\nLeadTimes=0d; 7d;1w;30d;24h;1d;\n", "connections/a.conf": azureAD,
        ])
        #expect(settings.inventory.first?.notices.leadTimes == [.days(30), .days(7), .days(1), .days(0)])
    }

    @Test func `an element with nothing in it is refused`() throws {
        #expect(try faults("[Notices]\nLeadTimes=30d;;1d\n").count == 1)
        #expect(try faults("[Notices]\nLeadTimes=;\n").count == 1)
    }

    @Test func `a window may last for ever`() throws {
        let cases: [(String, Lifetime)] = [
            ("never", .never), ("1d", .span(.days(1))), ("3650d", .span(.days(3_650))), ("", .span(.days(90))),
        ]
        for (text, lifetime) in cases {
            let settings = try settings(["connections/a.conf": office365 + "[Window]\nLifetime=\(text)\n"])
            #expect(settings.inventory.first?.lifetime == lifetime)
        }
        let lines = try faults(connection: office365 + "[Window]\nLifetime=Never\n")
        #expect(lines.count == 1 && lines[0].hasSuffix("did you mean “never”?"), "\(lines)")
        for text in ["0d", "86399s", "315360001s"] {
            #expect(try faults(connection: office365 + "[Window]\nLifetime=\(text)\n").count == 1)
        }
    }
}
