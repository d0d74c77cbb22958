import Configuration
import Credentials
import Foundation
import TestSupport
import Testing

/// `Documentation/Network.md`, which says what a firewall has to let out.
@Suite struct NetworkDocumentTests {
    private static func page() throws -> String {
        try String(contentsOf: Repository.root.appending(path: "Documentation/Network.md"), encoding: .utf8)
    }

    @Test func `each of Microsoft's clouds has the hosts that leadkeeper uses there, and no others`() throws {
        let rows = try Self.page().split(separator: "\n").filter { row in
            EntraSettings.Cloud.allCases.contains { row.hasPrefix("| `\($0.rawValue)` |") }
        }
        let expected = EntraSettings.Cloud.allCases.map { cloud in
            let hosts = [cloud.loginEndpoint, cloud.graphEndpoint].map { "\($0.host):\($0.port)" }
            let mail = cloud.mailServer.replacing("smtp://", with: "")
            return "| `\(cloud.rawValue)` | \((hosts + [mail]).joined(separator: " | ")) |"
        }
        #expect(rows.map(String.init) == expected)
    }

    @Test func `each kind of place that leads go to has its row`() throws {
        let page = try Self.page()
        for method in SignInMethod.ofLeads {
            #expect(
                page.contains(try Regex("(?m)^\\|[^|]*`\(method.rawValue)`[^|]*\\| the (host|Table service) ")),
                "\(method)")
        }
    }

    @Test func `what the sandbox keeps from the daemon is told`() throws {
        let unit = try String(
            contentsOf: Repository.root.appending(path: "systemd/leadkeeper.service"), encoding: .utf8)
        let denied = try #require(unit.firstMatch(of: /(?m)^IPAddressDeny=(.*)$/)?.1)
        for range in ["169.254.0.0/16", "fe80::/10"] {
            #expect(try denied.contains(range) && Self.page().contains(range))
        }
    }
}
