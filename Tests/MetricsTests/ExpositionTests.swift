import Control
import Foundation
import TestSupport
import Testing

@testable import Metrics

/// Debian's promtool, and Prometheus' client library for Python, read what we write.
enum Judges {
    static let promtool = "/usr/bin/promtool"
    static let hasPromtool = FileManager.default.isExecutableFile(atPath: promtool)
    static let nodeExporter = "/usr/bin/prometheus-node-exporter"
    static let hasNodeExporter = FileManager.default.isExecutableFile(atPath: nodeExporter)
    static let python = PythonJudge(
        "metrics_judge.py", in: "metrics-judge", requirements: ["prometheus-client==0.26.0"])
}

@Suite struct ExpositionTests {
    /// One family of each kind, and everything that has to be escaped.
    static let families = [
        MetricFamily(
            "lamp_info", .info, "What a \"lamp\" is,\nby C:\\LAMP", labels: ["name", "by"],
            samples: [.init(["a \"b\"\\\nc", "é😀"], 1)]),
        MetricFamily("lamp_switched_total", .counter, "How often it was switched", samples: [.init([], 3)]),
        MetricFamily("lamp_empty", .gauge, "Nothing is known of it", samples: []),
        MetricFamily(
            "lamp_warm_seconds", .gauge, "How long it takes", labels: ["lamp"],
            samples: [
                .init(["a"], 0.412), .init(["b"], 1_797_724_800), .init(["c"], -2), .init(["d"], .infinity),
                .init(["e"], -.infinity), .init(["f"], 1e-9), .init(["g"], 1e300),
            ]),
    ]

    @Test func `the text format has help, kind and samples of each family that has any`() {
        let text = String(decoding: Exposition(Self.families, as: .text).bytes, as: UTF8.self)
        #expect(
            text == #"""
                # HELP lamp_info What a "lamp" is,\nby C:\\LAMP
                # TYPE lamp_info gauge
                lamp_info{name="a \"b\"\\\nc",by="é😀"} 1
                # HELP lamp_switched_total How often it was switched
                # TYPE lamp_switched_total counter
                lamp_switched_total 3
                # HELP lamp_warm_seconds How long it takes
                # TYPE lamp_warm_seconds gauge
                lamp_warm_seconds{lamp="a"} 0.412
                lamp_warm_seconds{lamp="b"} 1797724800
                lamp_warm_seconds{lamp="c"} -2
                lamp_warm_seconds{lamp="d"} +Inf
                lamp_warm_seconds{lamp="e"} -Inf
                lamp_warm_seconds{lamp="f"} 1e-09
                lamp_warm_seconds{lamp="g"} 1e+300

                """#)
    }

    @Test func `OpenMetrics names families without their suffix, says the unit, and ends`() {
        let text = String(decoding: Exposition(Self.families, as: .openMetrics).bytes, as: UTF8.self)
        #expect(
            text.hasPrefix(
                #"""
                # TYPE lamp info
                # HELP lamp What a \"lamp\" is,\nby C:\\LAMP
                lamp_info{name="a \"b\"\\\nc",by="é😀"} 1
                # TYPE lamp_switched counter
                # HELP lamp_switched How often it was switched
                lamp_switched_total 3
                # TYPE lamp_warm_seconds gauge
                # UNIT lamp_warm_seconds seconds
                """#))
        #expect(text.hasSuffix("lamp_warm_seconds{lamp=\"g\"} 1e+300\n# EOF\n"))
    }

    @Test func `without any family OpenMetrics has its end, and the text format nothing`() {
        #expect(Exposition([], as: .text).bytes.isEmpty)
        #expect(Exposition([], as: .openMetrics).bytes == Array("# EOF\n".utf8))
    }

    @Test(
        .enabled("the package index cannot be reached") { await Judges.python.isReady },
        arguments: MetricsFormat.allCases)
    func `Prometheus' own library reads the same out of it`(format: MetricsFormat) async throws {
        let text = String(decoding: Exposition(Self.families, as: format).bytes, as: UTF8.self)
        let answer = try await Judges.python.run([], [["text": text, "openMetrics": format == .openMetrics]])
        #expect(answer.first?["fault"] == nil)
        let families = try #require(answer.first?["families"] as? [[String: Any]])
        #expect(families.count == 3)
        let info = try #require((families.first?["samples"] as? [[String: Any]])?.first)
        #expect(info["labels"] as? [String: String] == ["name": "a \"b\"\\\nc", "by": "é😀"])
        #expect(families.first?["help"] as? String == "What a \"lamp\" is,\nby C:\\LAMP")
        let values = (families.last?["samples"] as? [[String: Any]] ?? []).compactMap { $0["value"] as? Double }
        #expect(values.prefix(3) == [0.412, 1_797_724_800, -2] && values.suffix(2) == [1e-9, 1e300])
        if format == .openMetrics {
            #expect(families.map { $0["type"] as? String } == ["info", "counter", "gauge"])
            #expect(families.last?["unit"] as? String == "seconds")
        }
    }
}
