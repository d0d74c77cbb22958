import Control
import Testing
import UpkeepState

@Suite struct WidthTests {
    @Test func `probe --all has as many probes under way as the daemon by itself`() {
        #expect(ProbeConnection.atOnce == EngineLimits().probes)
    }
}
