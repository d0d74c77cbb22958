import Control
import Foundation
import Metrics
import TestBasics
import Testing

/// Debian's node_exporter, with its textfile collector alone.
@Suite(.enabled(if: Judges.hasNodeExporter, "needs Debian's prometheus-node-exporter"))
struct NodeExporterTests {
    @Test func `the textfile collector exports the file as it is, through a link too`() async throws {
        let directory = try TemporaryDirectory()
        let ours = ServiceMetrics(ServiceMetricsTests.world, process: ServiceMetricsTests.process)
        let file = directory.path + "/metrics.prom"
        try Data(ours.encoded(as: .text)).write(to: URL(filePath: file))
        let watched = directory.path + "/watched"
        try FileManager.default.createDirectory(atPath: watched, withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: watched + "/leadkeeper.prom", withDestinationPath: file)
        let exporter = try ChildProcess(
            Judges.nodeExporter,
            [
                "--collector.disable-defaults", "--collector.textfile", "--collector.textfile.directory=\(watched)",
                "--web.listen-address=127.0.0.1:0",
            ], environment: [:])
        #expect(await exporter.writes("TLS is disabled"))
        let address = try #require(exporter.output.matches(of: /address=(127\.0\.0\.1:[1-9][0-9]*)/).last?.1)
        let answer = try await ChildProcess.run("/usr/bin/curl", ["--silent", "--fail", "http://\(address)/metrics"])
        await exporter.stop()
        #expect(answer.output.contains("\nnode_textfile_scrape_error 0\n"))
        for family in ours.families {
            #expect(answer.output.contains("# HELP \(family.name) \(family.help)\n"), "\(family.name)")
            let count = answer.output.split(separator: "\n").count {
                $0.hasPrefix("\(family.name){") || $0.hasPrefix("\(family.name) ")
            }
            #expect(count == family.samples.count, "\(family.name)")
        }
    }
}
