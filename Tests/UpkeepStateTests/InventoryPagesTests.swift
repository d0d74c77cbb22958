import Credentials
import Testing

@testable import UpkeepState

@Suite struct InventoryPagesTests: ~Copyable {
    private let inventory = Inventory(
        ["b", "d", "a", "@mail", "c-1", "c"].compactMap { CredentialName($0) }.map { name in
            Credential(
                name: name, identity: .mailbox(userName: "relay"), destination: nil, contacts: [], lifetime: .never,
                probing: ProbePolicy(), notices: NoticePolicy(), rotation: RotationPolicy())
        })

    private func page(after name: String?, _ limit: Int) -> [String] {
        inventory.page(after: name.flatMap { CredentialName($0) }, limit: limit).map(\.name.description)
    }

    @Test func `a page begins behind the name, whether it is there or not, and has so many at most`() {
        let all = inventory.sorted.map(\.name.description)
        #expect(all.count == 6)
        #expect(page(after: nil, .max) == all)
        #expect(page(after: nil, 2) == Array(all[..<2]))
        #expect(page(after: all[1], 2) == Array(all[2..<4]))
        #expect(page(after: all[5], 9) == [])
        #expect(page(after: "bb", 2) == ["c", "c-1"])
        #expect(page(after: "zz", 1) == [])
        #expect(page(after: nil, 0) == [])
    }

    @Test func `the pages of any size are all of them, each once`() {
        let all = inventory.sorted.map(\.name.description)
        for size in 1...7 {
            var told: [String] = []
            while case let next = page(after: told.last, size), !next.isEmpty { told += next }
            #expect(told == all)
        }
    }
}
