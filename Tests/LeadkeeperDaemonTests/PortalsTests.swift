import Configuration
import Notices
import Testing

@testable import LeadkeeperDaemon

@Suite struct PortalsTests {
    @Test func `the portals of a national cloud are named without an address`() {
        #expect(Portals(of: .public) == .publicCloud)
        for cloud in [EntraSettings.Cloud.usgov, .usgovDoD, .china] {
            #expect(Portals(of: cloud).entra == nil)
        }
    }
}
