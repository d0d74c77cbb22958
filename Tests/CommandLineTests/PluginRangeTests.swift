import Testing

@testable import leadkeeper

@Suite struct PluginRangeTests {
    /// The table of the guidelines, and each both sides of its ends.
    @Test(
        arguments: [
            ("10", [0, 10], [-1, 10.5, 11]), ("10:", [10, 1e9], [9.9, 0, -5]), ("~:10", [-1e9, 0, 10], [10.1, 11]),
            ("10:20", [10, 15, 20], [9.9, 20.1]), ("@10:20", [9.9, 20.1], [10, 15, 20]), ("0:", [0, 5], [-0.1]),
            ("-5:5", [-5, 5], [-5.1, 5.1]), ("~:", [-1e9, 1e9], []), ("@10", [-1, 11], [0, 10]),
            ("10:10", [10], [9, 11]),
            ("1.5:", [1.5], [1.4]), ("30d:", [2_592_000], [2_591_999]), ("1d12h:2w", [129_600, 1_209_600], [129_599]),
            ("~:-1d", [-86_400], [-86_399, 0]),
        ] as [(String, [Double], [Double])])
    func `a range alerts of what the guidelines say`(text: String, quiet: [Double], alerting: [Double]) throws {
        let range = try #require(PluginRange(text))
        for value in quiet { #expect(!range.alerts(value), "\(text): \(value)") }
        for value in alerting { #expect(range.alerts(value), "\(text): \(value)") }
    }

    @Test(arguments: [
        "", ":", "@", "~", "a", "10:a", "20:10", "10:20:30", "1e3", "--5", "10 ", "30 d", "5x:", "inf", "nan:",
    ])
    func `what is no range is refused`(text: String) {
        #expect(PluginRange(text) == nil)
    }

    @Test(arguments: [
        ("30d:", "2592000:"), ("7d:90d", "604800:7776000"), ("10", "10"), ("~:10", "~:10"), ("@10:20", "@10:20"),
        ("0:", "0:"), ("1.5:", "1.5:"),
    ])
    func `performance data has it in seconds`(text: String, expected: String) {
        #expect(PluginRange(text)?.text == expected)
        #expect(PluginRange(expected)?.text == expected)
    }

    @Test func `arguments are those of the guidelines, short and long`() throws {
        let short = try PluginArguments(["-C", "contoso", "-vvw30d:", "-c", "7d:", "-t5"])
        let long = try PluginArguments([
            "--connection=contoso", "--verbose", "--verbose", "--warning", "30d:", "--critical=7d:", "--timeout=5",
        ])
        #expect(short == long && short.verbosity == 2 && short.timeout == 5 && short.connections.count == 1)
        #expect(try PluginArguments(["-h"]).request == .help && PluginArguments(["-V"]).request == .version)
        #expect(try PluginArguments([]).connections.isEmpty)
        for wrong in [
            ["-x"], ["--bogus"], ["contoso"], ["-C"], ["-C", "UPPER"], ["-w", "soon"], ["-t", "0"], ["-t", "301"],
            ["--verbose=1"], ["-"], ["--critical"],
        ] {
            #expect(throws: PluginArguments.Fault.self, "\(wrong)") { try PluginArguments(wrong) }
        }
    }
}
