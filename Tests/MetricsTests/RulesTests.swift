import Foundation
import Metrics
import TestBasics
import Testing

/// The alert rules and the dashboard that are installed, and the page that explains them.
@Suite struct RulesTests {
    private static let folder = Repository.root.appending(path: "monitoring")
    private static let hasPromtool = Judges.hasPromtool

    private func read(_ path: String) throws -> String {
        try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
    }

    private var alerts: [String] {
        get throws {
            try read("monitoring/prometheus/leadkeeper.rules.yml").matches(of: /- alert: (\w+)/).map { String($0.1) }
        }
    }

    @Test(.enabled(if: hasPromtool, "needs Debian's prometheus for promtool"))
    func `promtool takes the rules`() async throws {
        let rules = Self.folder.appending(path: "prometheus/leadkeeper.rules.yml").path
        let answer = try await ChildProcess.run(Judges.promtool, ["check", "rules", "--lint-fatal", rules])
        #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
        #expect(answer.output.contains("\(try alerts.count) rules found"))
    }

    @Test(.enabled(if: hasPromtool, "needs Debian's prometheus for promtool"))
    func `promtool sees each alert fire when it should, and not when it should not`() async throws {
        let tests = Self.folder.appending(path: "prometheus/leadkeeper.test.yml").path
        let answer = try await ChildProcess.run(Judges.promtool, ["test", "rules", tests])
        #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
    }

    @Test func `each alert has a test that it fires and one that it does not`() throws {
        let tests = try read("monitoring/prometheus/leadkeeper.test.yml")
        for alert in try alerts {
            let expression = "ALERTS{alertname=\"\(alert)\", alertstate=\"firing\"}"
            let ends = tests.components(separatedBy: "expr: \(expression)\n").dropFirst()
            #expect(ends.contains { $0.prefix(60).contains("exp_samples: []") }, "\(alert) never stays silent")
            #expect(ends.contains { !$0.prefix(60).contains("exp_samples: []") }, "\(alert) never fires")
        }
        #expect(try alerts.count > 20)
    }

    @Test(arguments: [
        "monitoring/prometheus/leadkeeper.rules.yml", "monitoring/prometheus/leadkeeper.test.yml",
        "monitoring/grafana/leadkeeper.json", "Documentation/Monitoring.md",
    ])
    func `whatever names a metric names one that there is`(path: String) throws {
        let named = Set(try read(path).matches(of: /\bleadkeeper_[a-z_]+[a-z]/).map { String($0.output) })
        #expect(!named.isEmpty)
        #expect(named.subtracting(Metric.all.map(\.name)) == [])
    }

    @Test func `the page lists every metric with its labels and what it means`() throws {
        let page = try read("Documentation/Monitoring.md")
        for metric in Metric.all {
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            #expect(
                page.contains("| `\(metric.name)` | \(labels.isEmpty ? "–" : labels) | \(metric.help) |"),
                "\(metric.name)")
        }
    }

    @Test func `each alert says where its section of the page is, and there is one`() throws {
        let rules = try read("monitoring/prometheus/leadkeeper.rules.yml")
        let page = try read("Documentation/Monitoring.md")
        let alerts = try alerts
        for alert in alerts {
            let link = "runbook_url: file:///usr/share/doc/leadkeeper/Monitoring.md#\(alert.lowercased())\n"
            #expect(rules.contains(link), "\(alert)")
            #expect(page.contains("\n### \(alert)\n"), "\(alert)")
        }
        let sections = page.matches(of: /\n### (Leadkeeper\w+)\n/).map { String($0.1) }
        #expect(Set(sections) == Set(alerts) && sections.count == alerts.count)
    }

    @Test(.enabled(if: hasPromtool, "needs Debian's prometheus for promtool"))
    func `every query of the dashboard is one that Prometheus takes`() async throws {
        let file = try Data(contentsOf: Self.folder.appending(path: "grafana/leadkeeper.json"))
        let dashboard = try #require(try JSONSerialization.jsonObject(with: file) as? [String: Any])
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        let queries = panels.flatMap { $0["targets"] as? [[String: Any]] ?? [] }.compactMap { $0["expr"] as? String }
        #expect(queries.count > 15)
        // What Grafana puts in for its variables does not matter here; promtool has no other way to parse a query.
        let rules = queries.enumerated().map { number, query in
            let plain = query.replacing("$__rate_interval", with: "5m").replacing("$", with: "")
            return "  - {record: 'q:\(number)', expr: '\(plain)'}\n"
        }
        let directory = try TemporaryDirectory()
        let path = directory.path + "/queries.yml"
        try "groups:\n- name: dashboard\n  rules:\n\(rules.joined())".write(
            toFile: path, atomically: true, encoding: .utf8)
        let answer = try await ChildProcess.run(Judges.promtool, ["check", "rules", path])
        #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
        let identifiers = panels.compactMap { $0["id"] as? Int }
        #expect(Set(identifiers).count == panels.count)
    }
}
