/// What of an answer's header matters: its status, and how long the body is.
struct ControlAnswerHead: Equatable {
    var status: Int
    /// `nil` where the header does not state it, or not as one number.
    var contentLength: Int?
    /// Whether no other request can be sent over the connection.
    var closes = false

    /// Understands the lines of a header, without the empty one at its end.
    init(of lines: [String]) throws(ControlExchange.Failure) {
        let words = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3, let status = UInt16(words[1]),
            status >= 100
        else { throw .illegible }
        self.status = Int(status)
        closes = lines.dropFirst().contains { line in
            let line = line.lowercased()
            return line.hasPrefix("connection:") && line.hasSuffix("close")
        }
        let lengths = lines.dropFirst().compactMap { line -> Substring? in
            let sides = line.split(separator: ":", maxSplits: 1)
            guard sides.count == 2, sides[0].lowercased() == "content-length" else { return nil }
            return sides[1].drop { $0 == " " }
        }
        guard lengths.count == 1, let length = UInt32(lengths[0]) else { return }
        contentLength = Int(length)
    }

    /// The head of the final answer in what has come, and where its body begins; `nil` until all of it has.
    static func found(in bytes: [UInt8]) throws(ControlExchange.Failure) -> (answer: ControlAnswerHead, bodyStart: Int)?
    {
        var start = 0
        while let end = end(of: bytes, from: start) {
            let text = String(decoding: bytes[start..<end], as: UTF8.self)
            let head = try ControlAnswerHead(of: text.split(separator: "\r\n").map(String.init))
            // An interim answer has no body, and another one follows it.
            start = end + 4
            if head.status >= 200 { return (head, start) }
        }
        guard bytes.count - start <= ControlExchange.headLimit else { throw .illegible }
        return nil
    }

    /// Where the empty line begins that ends a header; `nil` where it has not come.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + 4 <= bytes.count {
            if bytes[index] == 13, bytes[index + 1] == 10, bytes[index + 2] == 13, bytes[index + 3] == 10 {
                return index
            }
            index += 1
        }
        return nil
    }
}
