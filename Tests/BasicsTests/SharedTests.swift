import Testing

@testable import Basics

@Suite struct SharedTests {
    private struct Holder: Hashable {
        @SharedIfAny var text: String?
        @SharedIfAny var number: Int? = nil
        @Shared var list: [Int] = []
    }

    @Test(arguments: [nil, "", "contoso", "a name that is longer than fifteen bytes"] as [String?])
    func `a copy shares the value, and a change of one leaves the others as they are`(text: String?) {
        var holder = Holder(text: text)
        let copy = holder
        #expect(holder.$text == copy.$text && copy.text == text)
        holder.text = "changed"
        #expect(holder.text == "changed" && copy.text == text && holder != copy)
        holder.text = text
        #expect(holder == copy && holder.hashValue == copy.hashValue)
    }

    @Test func `a value can be taken away, given again, and shared with somebody else`() {
        var holder = Holder(text: "contoso", number: 7)
        (holder.text, holder.number) = (nil, nil)
        #expect(holder == Holder(text: nil))
        holder.text = "fabrikam"
        var other = Holder(text: "contoso")
        other.$text = holder.$text
        #expect(other.text == "fabrikam" && other == holder)
        other.text?.append(" and more")
        #expect(other.text == "fabrikam and more" && holder.text == "fabrikam")
    }

    @Test func `a value that is absent takes no room`() {
        let holder = Holder(text: nil)
        #expect(holder.$text.box == nil && holder.$number.box == nil)
        #expect(MemoryLayout<SharedIfAny<String>>.size == MemoryLayout<Int>.size)
    }
}
