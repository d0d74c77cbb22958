import Foundation
import TestSupport
import Testing

/// Leads that go to an HTTPS endpoint or into an Azure table, with the real daemon, from the secret to the hand-off.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct OtherPlaceTests {
    /// A storage account and an endpoint, and what opens them, unlike anything else.
    private struct Places {
        let server: LeadPlacesServer
        let path: String
        let keys: [String]

        init() async throws {
            let rare = { UUID().uuidString.replacingOccurrences(of: "-", with: "") }
            path = "/\(rare())/invoke?api-version=2016-06-01&sig=\(rare())%2B"
            keys = (0..<2).map { _ in Data("\(rare())\(rare())".utf8).base64EncodedString() }
            var orders = LeadPlacesServer.Orders(keys: keys)
            orders.path = path
            server = try await LeadPlacesServer(orders)
        }

        var endpoint: String { "https://endpoint.localhost:\(server.port)" }
        var service: String { "https://contosoleads.table.localhost:\(server.port)" }
        var url: String { endpoint + path }

        func connection(_ key: Int) -> String {
            "DefaultEndpointsProtocol=https;AccountName=contosoleads;AccountKey=\(keys[key]);"
                + "EndpointSuffix=localhost:\(server.port)"
        }

        /// What nobody but the keyring and the place itself may have.
        var pieces: [String] {
            let parts = path.split { !$0.isLetter && !$0.isNumber }.map(String.init).filter { $0.count > 20 }
            return parts + keys
                + keys.compactMap { Data(base64Encoded: $0).map { String(decoding: $0, as: UTF8.self) } }
        }

        /// The leads that were posted, which are waited for.
        func posts(atLeast count: Int, within rounds: Int = 3_000) async throws -> [LeadPlacesServer.Request] {
            var all: [LeadPlacesServer.Request] = []
            while all.count(where: { $0.method == "POST" }) < count {
                all = try await server.requests(all.count + 1)
            }
            return all.filter { $0.method == "POST" }
        }
    }

    private func connect(_ site: Site, _ name: String, _ text: String) throws {
        try (text + "\n").write(
            toFile: "\(site.directory.path)/config/connections/\(name).conf", atomically: true, encoding: .utf8)
    }

    /// Sets both up beside an endpoint whose own file wants leads, runs the daemon, and hunts for what opens them.
    private func run(_ body: (Site, DaemonProcess, Places) async throws -> Void) async throws {
        try await Site.run(Site.Plan(connections: [])) { site in
            let places = try await Places()
            let authorities = "\(site.directory.path)/authorities.pem"
            let both =
                try String(contentsOfFile: authorities, encoding: .utf8)
                + String(contentsOfFile: places.server.certificateFile, encoding: .utf8)
            try both.write(toFile: authorities, atomically: true, encoding: .utf8)
            let endpoint = """
                [Connection]
                URL=\(places.endpoint)
                Method=https-endpoint
                Contacts=ops@hook.example
                [HTTPSEndpoint]
                AllowPrivate=yes
                """
            try connect(site, "hook", endpoint + "\n[Window]\nLifetime=30d")
            try connect(site, "asked", endpoint + "\n[Probe]\nLeadInterval=1d")
            try connect(
                site, "table",
                """
                [Connection]
                URL=\(places.service)
                Method=azure-table
                Contacts=ops@table.example
                [Window]
                Lifetime=30d
                """)
            let (daemon, worker) = try await site.startAll()
            try await body(site, daemon, places)
            let hunt = SecretHunt(for: places.pieces)
            var found = hunt.findings(under: site.directory.path) + hunt.findings(under: site.keyring.directory.path)
            found += hunt.findings(in: Data(site.everythingSaid.utf8), at: "what was said")
            found += hunt.findings(in: Data(daemon.notify.messages.joined().utf8), at: "what systemd was told")
            for process in [daemon.process, worker] { found += hunt.findings(ofProcess: process.pid) }
            if let mail = site.mailServer { found += hunt.findings(under: mail.directory.path) }
            #expect(found == [])
        }
    }

    /// Stores what opens a place, as its owner made it so many days ago.
    private func store(_ site: Site, _ secret: String, for name: String, daysAgo: Int = 0) async throws -> Answer {
        try await site.command(
            "secret", "set", name, "--issued", Site.date(inDays: -daysAgo), "--json", input: secret + "\n")
    }

    @Test func `both are stored, proven where somebody wants that, examined, reminded of by age and handed over`()
        async throws
    {
        try await run { site, daemon, places in
            #expect(daemon.status.hasPrefix("3 connections; 3 without a secret"))
            // What is for another place is not taken.
            let other = try await store(site, "https://elsewhere.localhost/invoke?sig=none", for: "hook")
            #expect(other.exit == .code(64), "\(other.complaint)")

            // By its age it was to be replaced five days ago; the table's in a week.
            let hook = try await store(site, places.url, for: "hook", daysAgo: 35)
            #expect(hook.json.window.state.string == "notice" || hook.json.connection.window.state.string == "notice")
            #expect(try await store(site, places.connection(0), for: "table", daysAgo: 24).exit == .code(0))

            // Nobody has asked for a lead at the endpoint, so that nothing shows whether it takes one.
            try await site.until { try await site.status(of: "hook").probe.class.string == "not-posted" }
            #expect(try await site.status(of: "hook").probe.result.string == "unknown")
            let asked = try await site.command("probe", "hook", "--json")
            #expect(asked.exit == .code(0), "\(asked.complaint)\(asked.output)")
            let posts = try await places.posts(atLeast: 1)
            #expect(posts.count == 1 && posts.allSatisfy { $0.path == places.path })
            let lead = try #require(
                try JSONSerialization.jsonObject(with: Data(posts[0].body.utf8)) as? [String: Any])
            #expect(lead.keys.contains("UserDetails") && lead.keys.contains("LeadSource"))
            #expect(posts[0].headers["Content-Type"] == "application/json")

            // One whose own file says how often is posted to by the daemon itself.
            #expect(try await store(site, places.url, for: "asked").exit == .code(0))
            #expect(try await places.posts(atLeast: 2).count >= 2)
            try await site.until { try await site.status(of: "asked").probe.result.string == "ok" }

            let table = try await site.command("probe", "table", "--json")
            #expect(table.exit == .code(0), "\(table.complaint)")
            #expect(
                table.json.probes[0].probe.steps.elements.compactMap(\.name.string) == [
                    "identity", "create", "read", "remove",
                ])

            // The doctor: old, and nothing else.
            for (name, wrong) in [("hook", ["secret-expiry"]), ("table", []), ("asked", [])] {
                let report = try await site.command("doctor", name, "--json")
                #expect(report.exit == .code(0), "\(name): \(report.output)")
                let findings = report.json.connections[0].findings.elements
                let amiss = findings.filter { ["fault", "warning"].contains($0.status.string) }
                #expect(amiss.compactMap(\.check.string) == wrong, "\(name): \(amiss.map(\.evidence.string))")
                #expect(!findings.contains { $0.check.string == "environment-hosted" })
                for check in ["connection", "secret-matches", "secret-accepted", "lead-written", "keyring"] {
                    #expect(findings.first { $0.check.string == check }?.status.string == "ok", "\(name): \(check)")
                }
            }

            // Both are to be replaced, and neither is said to have expired, anywhere.
            let server = try #require(site.mailServer)
            var texts: [String: String] = [:]
            while texts.count < 2 {
                for transaction in try await server.transactions(atLeast: 2) {
                    texts[transaction.to] = try await site.mail(of: transaction).text
                }
            }
            for (recipient, text) in texts { #expect(!text.contains("has expired"), "\(recipient): \(text)") }
            for name in ["hook", "table"] {
                #expect(try await site.status(of: name).window.state.string == "notice")
                #expect(
                    try await site.notices(of: name).allSatisfy { $0.occasion.string?.hasPrefix("lapses/") == true })
                #expect(try await !site.history(of: name).contains { $0.hasPrefix("credential-lapsed") })
            }

            // The account's other key takes its place, and a person says that Partner Center has it.
            #expect(try await store(site, places.connection(1), for: "table").exit == .code(0))
            try await site.until { try await site.status(of: "table").probe.result.string == "ok" }
            let sheet = try await site.command("handoff", "table", "show", "--force")
            #expect(sheet.output.contains("Azure Table") || sheet.output.contains("Azure table"), "\(sheet.output)")
            try await site.done("handoff", "table", "confirm")
            try await site.until {
                try await site.status(of: "table").conditions.elements.contains {
                    $0.type.string == "HandedOff" && $0.status.string == "True"
                }
            }
        }
    }
}
