import Foundation
import TestSupport
import Testing

@Suite struct HardeningTests {
    static let hasAnalyzer = FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")

    /// The highest score that each unit may have, in tenths; what it has is printed.
    @Test(
        .enabled(if: hasAnalyzer, "there is no systemd-analyze"),
        arguments: [
            ("leadkeeper", 10), ("leadkeeper-keyring", 4), ("leadkeeper-secrets", 4), ("leadkeeper-bus", 4),
            ("leadkeeper-hook@", 12), ("leadkeeper-alert@", 12),
        ])
    func `no unit is more exposed than before`(unit: String, highest: Int) async throws {
        let path = "\(Repository.root.path)/systemd/\(unit).service"
        let analysis = try await ChildProcess.run(
            "/usr/bin/systemd-analyze", ["security", "--no-pager", "--offline=true", "--threshold=\(highest)", path],
            environment: ["PATH": "/usr/bin:/bin"])
        let overall = analysis.output.split(separator: "\n").last { $0.contains("Overall exposure level") }
        print(overall ?? "\(unit): no score")
        #expect(overall != nil)
        #expect(analysis.status == 0, "\(analysis.output)")
    }
}
