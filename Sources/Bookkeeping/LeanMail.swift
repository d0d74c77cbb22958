internal import Basics
internal import GLib

/// A mail with its names in the form that packs well: what stands in it in Base64 (RFC 2045, 6.8) stands there as it
/// is, and its boundaries, which follow from its `Message-ID`, as a byte each.
///
/// Base64 says the same in other letters wherever something before it is longer or shorter, so that nothing in it is
/// found again in another mail; and boundaries are like nothing else.
struct LeanMail: Hashable {
    /// What a mail is called, which its row need not say again.
    struct Names: Hashable {
        var messageID: String
        var subject: String

        fileprivate var boundaries: MailBoundaries { MailBoundaries(messageID: messageID) }
    }

    var body: [UInt8]
    /// `nil` in a form from before there were names in it.
    var names: Names?

    /// The first byte: how the rest is to be read.
    private enum Form {
        static let asItIs: UInt8 = 0
        static let blocks: UInt8 = 1
        /// Behind the names, blocks and boundaries.
        static let named: UInt8 = 2
        /// Behind the names, the mail as it is.
        static let namedAsItIs: UInt8 = 3
    }

    /// What stands for something else, and no mail has in it.
    private enum Mark {
        /// Begins a block; four bytes follow that say how long it is, and the block.
        static let block: UInt8 = 0
        static let alternative: UInt8 = 1
        static let mixed: UInt8 = 2
        static let all = block...mixed
    }

    private static let lineLength = 76
    private static let lineEnd: [UInt8] = [13, 10]
}

extension LeanMail {
    /// Reads a form; `nil` where it is none.
    init?(_ form: [UInt8]) {
        guard let first = form.first else { return nil }
        var rest = form.dropFirst()
        switch first {
        case Form.asItIs: self.init(body: Array(rest), names: nil)
        case Form.blocks:
            guard let body = Self.whole(rest, boundaries: nil) else { return nil }
            self.init(body: body, names: nil)
        case Form.named, Form.namedAsItIs:
            guard let messageID = Self.takeText(&rest), let subject = Self.takeText(&rest) else { return nil }
            let names = Names(messageID: messageID, subject: subject)
            let body = first == Form.named ? Self.whole(rest, boundaries: names.boundaries) : Array(rest)
            guard let body else { return nil }
            self.init(body: body, names: names)
        default: return nil
        }
    }

    /// The names alone, without the work of making the mail whole; `nil` where there are none.
    static func names(in form: ArraySlice<UInt8>) -> Names? {
        guard form.first == Form.named || form.first == Form.namedAsItIs else { return nil }
        var rest = form.dropFirst()
        guard let messageID = takeText(&rest), let subject = takeText(&rest) else { return nil }
        return Names(messageID: messageID, subject: subject)
    }

    /// The form, of which the very bytes are made again.
    var form: [UInt8] {
        let isPlain = !body.contains { Mark.all.contains($0) }
        guard let names else {
            let lean = isPlain ? [Form.blocks] + Self.withBlocks(body) : []
            return Self(lean)?.body == body ? lean : [Form.asItIs] + body
        }
        let head = Self.text(names.messageID) + Self.text(names.subject)
        if isPlain {
            let lean = [Form.named] + head + Self.withBlocks(Self.withMarks(body, names.boundaries))
            if Self(lean) == self { return lean }
        }
        return [Form.namedAsItIs] + head + body
    }
}

extension LeanMail {
    /// A text with how many bytes it has, in four of them.
    private static func text(_ text: String) -> [UInt8] { counted(Array(text.utf8)) }

    private static func takeText(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let bytes = takeCounted(&rest) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Takes as many bytes as the four before them say; `nil` where there are fewer.
    static func takeCounted(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard rest.count >= 4 else { return nil }
        let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(4)
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// Bytes behind four that say how many they are.
    static func counted(_ bytes: [UInt8]) -> [UInt8] {
        (0..<4).reversed().map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) } + bytes
    }

    /// What blocks and marks stand for; without boundaries, only blocks have a mark.
    private static func whole(_ form: ArraySlice<UInt8>, boundaries: MailBoundaries?) -> [UInt8]? {
        var mail: [UInt8] = []
        var rest = form
        let last = boundaries == nil ? Mark.block : Mark.mixed
        while let place = rest.firstIndex(where: { $0 <= last }) {
            mail += rest[..<place]
            let mark = rest[place]
            rest = rest[(place + 1)...]
            guard mark == Mark.block else {
                let boundary = mark == Mark.alternative ? boundaries?.alternative : boundaries?.mixed
                mail += (boundary ?? "").utf8
                continue
            }
            guard let block = takeCounted(&rest) else { return nil }
            let text = Base64.encodedBytes(Array(block))
            for start in stride(from: 0, to: text.count, by: lineLength) {
                mail += text[start..<min(start + lineLength, text.count)] + lineEnd
            }
        }
        return mail + rest
    }

    private static func withMarks(_ mail: [UInt8], _ boundaries: MailBoundaries) -> [UInt8] {
        let marks = [
            (Array(boundaries.alternative.utf8), Mark.alternative), (Array(boundaries.mixed.utf8), Mark.mixed),
        ]
        var marked: [UInt8] = []
        marked.reserveCapacity(mail.count)
        var place = mail.startIndex
        while place < mail.endIndex {
            if mail[place] == UInt8(ascii: "="),
                let found = marks.first(where: { mail[place...].starts(with: $0.0) })
            {
                marked.append(found.1)
                place += found.0.count
            } else {
                marked.append(mail[place])
                place += 1
            }
        }
        return marked
    }

    private static func withBlocks(_ mail: [UInt8]) -> [UInt8] {
        var lean: [UInt8] = []
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
            lean.append(Mark.block)
            lean += counted(bytes)
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
