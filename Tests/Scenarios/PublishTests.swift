import Foundation
import TestSupport
import Testing

/// What can be scraped and read as files, with the built program.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct PublishTests {
    private static let promtool = "/usr/bin/promtool"

    private func curl(_ site: Site, accepting type: String) async throws -> (head: String, body: String) {
        let answer = try await ChildProcess.run(
            "/usr/bin/curl",
            [
                "--silent", "--include", "--unix-socket", "\(site.directory.path)/run/control.sock", "--header",
                "Accept: \(type)", "http://localhost/metrics",
            ])
        let parts = answer.output.split(separator: "\r\n\r\n", maxSplits: 1).map(String.init)
        return (parts.first ?? "", parts.last ?? "")
    }

    /// The hunt at the end of the scenario looks into the published files as well.
    @Test func `the daemon publishes how things are, without hosts until it is told to, and never a secret`()
        async throws
    {
        try await Site.run { site in
            let folder = "\(site.directory.path)/published"
            let text = { (name: String) in try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }
            try site.override("[Publish]\nDirectory=\(folder)")
            let (daemon, _) = try await site.startAll()
            try await site.until { text("deadlines.ics") != nil }
            #expect(text("status.json")?.contains("contoso") == true)
            try await site.until {
                try await site.store(site.issueSecret(for: "contoso"), for: "contoso").exit == .code(0)
            }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }

            let (head, body) = try await curl(site, accepting: "application/openmetrics-text;version=1.0.0, */*;q=0.1")
            #expect(head.contains("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8"))
            #expect(body.hasSuffix("# EOF\n"))
            let plain = try await curl(site, accepting: "*/*")
            #expect(plain.head.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8"))
            for line in [
                "leadkeeper_connection_ready{connection=\"contoso\",condition=\"True\"} 1", "leadkeeper_publish_up 1",
                "leadkeeper_part_up{part=\"keyring\"} 1", "leadkeeper_probe_failure", "leadkeeper_process_open_fds ",
                "leadkeeper_credential_issued_timestamp_seconds{connection=\"contoso\"} ",
            ] {
                #expect(plain.body.contains(line) == (line != "leadkeeper_probe_failure"), "\(line)")
            }
            if FileManager.default.isExecutableFile(atPath: Self.promtool) {
                let judged = try await ChildProcess.run(Self.promtool, ["check", "metrics"], input: .text(plain.body))
                #expect(judged.status == 0, "\(judged.output)\(judged.errors)")
            }

            // What is written from now on is an edition of its own, at once.
            try site.override("[Publish]\nDirectory=\(folder)\nDetails=yes")
            daemon.process.send(SIGHUP)
            try await daemon.ready(times: 2)
            try await site.until { text("status.json")?.contains("contoso.localhost") == true }
            #expect(text("status.json")?.contains("ops@contoso.example") == true)
            #expect(text("metrics.prom")?.contains("contoso.localhost") == false)
            try await site.until {
                try await site.done("status", "--json").json.health.publishing.status.string == "True"
            }
        }
    }

    @Test func `without a directory nothing is written, and one that cannot be written is said once`() async throws {
        try await Site.run { site in
            let (daemon, _) = try await site.startAll()
            #expect(try await site.done("status", "--json").json.health.publishing.value is NSNull)
            let file = "\(site.directory.path)/a-file"
            try Data().write(to: URL(filePath: file))
            try site.override("[Publish]\nDirectory=\(file)")
            daemon.process.send(SIGHUP)
            try await daemon.ready(times: 2)
            try await daemon.logs("failed to write the publish directory, trying again: failed to")
            #expect(try await site.done("status", "--json").json.health.publishing.status.string == "False")
            #expect(try await site.done("status", "--json").json.health.needsAttention.bool == false)
        }
    }
}
