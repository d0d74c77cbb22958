import Configuration
import Notices
import Testing

@testable import LeadkeeperDaemon

@Suite struct PortalsTests {
    @Test func `each cloud has portals of its own, and all share Partner Center`() throws {
        #expect(Portals(of: .public) == .publicCloud)
        let clouds = EntraSettings.Cloud.allCases.map { Portals(of: $0) }
        #expect(Set(clouds.map(\.powerPlatform)).count == clouds.count)
        #expect(Set(clouds.map(\.partnerCenter)) == [Portals.publicCloud.partnerCenter])
        for portals in clouds {
            for address in [
                portals.entra, portals.microsoft365, portals.partnerCenter, portals.users, portals.powerPlatform,
            ] {
                let address = try #require(address)
                #expect(address.hasPrefix("https://") && !address.hasSuffix("/"))
            }
        }
    }
}
