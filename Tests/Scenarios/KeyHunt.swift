import Basics
import Foundation

/// Looks for a private key where none may be: as PEM, DER, base64 of either alphabet with line breaks or without, and
/// by each of its private numbers, as bytes in both orders, in hexadecimal and in decimal.
///
/// A piece from the middle of each number is looked for, which every form that has the number has.
struct KeyHunt {
    /// The private numbers of RFC 8017 §A.1.2.
    static let names = ["d", "p", "q", "dP", "dQ", "qInv"]

    let hunt: SecretHunt

    /// A hunt for the key in these bytes: RFC 8017's structure, alone or in PKCS#8's, RFC 5958; `nil` for anything else.
    init?(der: Data) {
        guard let numbers = Self.numbers(in: der) else { return nil }
        hunt = SecretHunt(
            forPieces: zip(Self.names, numbers).flatMap { name, number in
                Self.needles(of: number).map { ("\(name), \($0.0)", $0.1) }
            })
    }

    /// The private numbers, big-endian, in the order of their names.
    static func numbers(in der: Data) -> [[UInt8]]? {
        var outer = DERReader(Array(der))
        guard var info = outer.reader(of: 0x30) else { return nil }
        var key = info
        if info.content(of: 0x02) != nil, info.content(of: 0x30) != nil, var inner = info.reader(of: 0x04),
            let wrapped = inner.reader(of: 0x30)
        {
            key = wrapped
        }
        var numbers: [[UInt8]] = []
        while let number = key.content(of: 0x02) { numbers.append(number.drop { $0 == 0 }.map(\.self)) }
        // Version, modulus and public exponent come first, and are no secret.
        guard numbers.count == 9 else { return nil }
        return Array(numbers.dropFirst(3))
    }

    private static func needles(of number: [UInt8]) -> [(String, [UInt8])] {
        let middle = Array(number[(number.count / 2)..<(number.count / 2 + 24)])
        let digits = decimal(number)
        let hex = middle.map { $0.hexadecimal() }
        var needles: [(String, [UInt8])] = [
            ("big-endian", middle), ("little-endian", middle.reversed()),
            ("hexadecimal", Array(hex.joined().utf8)), ("hexadecimal", Array(hex.joined().uppercased().utf8)),
            // As OpenSSL prints it, in lines of fifteen bytes.
            ("hexadecimal with colons", Array(hex.prefix(7).joined(separator: ":").utf8)),
            ("hexadecimal with colons", Array(hex.dropFirst(7).prefix(7).joined(separator: ":").utf8)),
            ("hexadecimal with colons", Array(hex.dropFirst(14).prefix(7).joined(separator: ":").utf8)),
            ("decimal", Array(digits.dropFirst(digits.count / 2).prefix(40))),
        ]
        // Wherever in a text they begin, and wherever its lines break: of several pieces in a row one is on one line.
        for start in (number.count / 2)..<(number.count / 2 + 3) {
            for piece in 0..<3 {
                let bytes = Data(number[(start + 15 * piece)..<(start + 15 * piece + 15)])
                let text = bytes.base64EncodedString()
                needles.append(("base64", Array(text.utf8)))
                let other = text.replacing("+", with: "-").replacing("/", with: "_")
                if other != text { needles.append(("base64url", Array(other.utf8))) }
            }
        }
        return needles
    }

    /// The number in decimal digits.
    static func decimal(_ number: [UInt8]) -> [UInt8] {
        // Limbs of nine digits, the lowest first.
        var limbs: [UInt64] = [0]
        for byte in number {
            var carry = UInt64(byte)
            for index in limbs.indices {
                let value = limbs[index] * 256 + carry
                (limbs[index], carry) = (value % 1_000_000_000, value / 1_000_000_000)
            }
            if carry > 0 { limbs.append(carry) }
        }
        let text = limbs.reversed().enumerated().map { index, limb in
            let digits = String(limb)
            return index == 0 ? digits : String(repeating: "0", count: 9 - digits.count) + digits
        }
        return Array(text.joined().utf8)
    }
}

/// The elements of a DER structure one after the other, X.690.
private struct DERReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// What is in the next element, where it has that tag.
    mutating func content(of tag: UInt8) -> [UInt8]? {
        guard place + 2 <= bytes.count, bytes[place] == tag else { return nil }
        var (length, start) = (Int(bytes[place + 1]), place + 2)
        if length >= 0x80 {
            let count = length - 0x80
            guard count <= 3, start + count <= bytes.count else { return nil }
            length = bytes[start..<(start + count)].reduce(0) { $0 << 8 | Int($1) }
            start += count
        }
        guard start + length <= bytes.count else { return nil }
        place = start + length
        return Array(bytes[start..<place])
    }

    mutating func reader(of tag: UInt8) -> DERReader? { content(of: tag).map(DERReader.init) }
}
