import Testing

@testable import leadkeeper

@Suite struct ArrayStreamTests {
    /// The elements and the rest, where the text comes in pieces of that many bytes.
    private func parts(_ text: String, pieces: Int) -> (elements: [String], rest: String) {
        var stream = ArrayStream(member: "all")
        var elements: [String] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            stream.take(bytes[start..<min(bytes.count, start + pieces)]) {
                elements.append(String(decoding: $0, as: UTF8.self))
            }
        }
        return (elements, String(decoding: stream.rest, as: UTF8.self))
    }

    @Test(arguments: [1, 2, 7, 1_000])
    func `hands out each element once, whatever the pieces are, and keeps the rest`(pieces: Int) {
        let text = #"{"before":[1,[2]],"all":[{"a":"],[\"}"},{"b":[1,{"all":[9]}]}, null ],"é":"all","x":{"all":[3]}}"#
        let (elements, rest) = parts(text, pieces: pieces)
        #expect(elements == [#"{"a":"],[\"}"}"#, #"{"b":[1,{"all":[9]}]}"#, " null "])
        #expect(rest == #"{"before":[1,[2]],"all":[],"é":"all","x":{"all":[3]}}"#)
    }

    @Test func `an empty array, none, and null have no elements`() {
        for text in [#"{"all":[]}"#, #"{"all": [ ] }"#, #"{"all":null}"#, "{}", "[1,2]", #"{"a\"all":[1]}"#] {
            let (elements, rest) = parts(text, pieces: 3)
            #expect(elements.isEmpty && rest.filter { $0 != " " } == text.filter { $0 != " " }, "\(text)")
        }
    }
}
