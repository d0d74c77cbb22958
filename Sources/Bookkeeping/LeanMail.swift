internal import Basics

/// A mail in the form that packs well: what stands in it in Base64 (RFC 2045, 6.8) stands there as it is.
///
/// Base64 says the same in other letters wherever something before it is longer or shorter, so that nothing in it is
/// found again in another mail.
enum LeanMail {
    /// The first byte: how the rest is to be read.
    private enum Form {
        static let asItIs: UInt8 = 0
        static let blocks: UInt8 = 1
    }

    /// What begins a block, which no mail has in it; four bytes follow that say how long it is, and the block.
    private static let mark: UInt8 = 0
    private static let lineLength = 76
    private static let lineEnd: [UInt8] = [13, 10]

    /// The lean form, from which `whole` makes the very bytes again.
    static func lean(_ mail: [UInt8]) -> [UInt8] {
        let lean = mail.contains(mark) ? [] : withBlocks(mail)
        return whole(lean) == mail ? lean : [Form.asItIs] + mail
    }

    /// The mail; `nil` where that is no lean form.
    static func whole(_ lean: [UInt8]) -> [UInt8]? {
        switch lean.first {
        case Form.asItIs: return Array(lean.dropFirst())
        case Form.blocks: break
        case nil, .some: return nil
        }
        var mail: [UInt8] = []
        var rest = lean.dropFirst()
        while let place = rest.firstIndex(of: mark) {
            mail += rest[..<place]
            let size = rest[(place + 1)...].prefix(4)
            let count = size.reduce(0) { $0 << 8 | Int($1) }
            let block = rest[(place + 1)...].dropFirst(4).prefix(count)
            guard size.count == 4, block.count == count else { return nil }
            let text = Base64.encodedBytes(Array(block))
            for start in stride(from: 0, to: text.count, by: lineLength) {
                mail += text[start..<min(start + lineLength, text.count)] + lineEnd
            }
            rest = rest[block.endIndex...]
        }
        return mail + rest
    }

    private static func withBlocks(_ mail: [UInt8]) -> [UInt8] {
        var lean = [Form.blocks]
        var block: [UInt8] = []
        var place = mail.startIndex
        func end() {
            defer { block = [] }
            // A line alone may be anything; it is no loss.
            guard block.count > lineLength, let bytes = Base64.decode(block) else {
                for start in stride(from: 0, to: block.count, by: lineLength) {
                    lean += block[start..<min(start + lineLength, block.count)] + lineEnd
                }
                return
            }
            lean.append(mark)
            lean += (0..<4).reversed().map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
            lean += bytes
        }
        while place < mail.endIndex {
            let stop = mail[place...].firstIndex(of: 10).map { $0 + 1 } ?? mail.endIndex
            let line = mail[place..<stop]
            place = stop
            let text = line.dropLast(2)
            let isPart =
                line.suffix(2).elementsEqual(lineEnd) && !text.isEmpty && text.count <= lineLength
                && text.allSatisfy(isBase64)
            guard isPart, text.count == lineLength || !block.isEmpty else {
                end()
                lean += line
                continue
            }
            block += text
            // A shorter line is the last.
            if text.count < lineLength { end() }
        }
        end()
        return lean
    }

    private static func isBase64(_ byte: UInt8) -> Bool { Base64.value(of: byte) != nil || byte == UInt8(ascii: "=") }
}
