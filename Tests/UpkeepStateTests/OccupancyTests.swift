import Credentials
import Testing
import UpkeepState

/// Who has a credential, and who is told that it is free.
@Suite struct OccupancyTests {
    @Test func `a credential is taken once, and its end is told once`() throws {
        let name = try #require(CredentialName("contoso"))
        var busy = Occupancy()
        let isFirst = busy.insert(name)
        let isSecond = busy.insert(name)
        #expect(isFirst && !isSecond)
        #expect(busy.contains(name) && !busy.isFreed(name))
        busy.remove(name)
        #expect(!busy.contains(name) && busy.isFreed(name))
        let freed = busy.takeFreed()
        #expect(freed == [name])
        #expect(!busy.isFreed(name))
    }
}
