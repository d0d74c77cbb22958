public import Credentials
internal import FoundationEssentials

/// A moment as JSON has it: RFC 3339 in UTC with whole seconds, such as `2026-12-20T00:00:00Z`.
///
/// `Instant` itself is a number where it is stored; this is the form for people and programs outside.
public struct Timestamp: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The moment.
    public var instant: Instant

    /// That moment.
    public init(_ instant: Instant) {
        self.instant = instant
    }

    /// Reads RFC 3339; anything else is corrupt data.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time")
        }
        self.instant = instant
    }

    /// Writes RFC 3339.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(instant.rfc3339)
    }

    /// The RFC 3339 form.
    public var description: String { instant.rfc3339 }
}

extension Instant {
    // FoundationEssentials counts by the Julian calendar before October 1582; RFC 3339 knows the Gregorian alone.
    private static let firstPrintable = Instant(secondsSinceEpoch: -11_676_096_000)  // 1600-01-01T00:00:00Z
    private static let lastPrintable = Instant(secondsSinceEpoch: 253_402_300_799)  // 9999-12-31T23:59:59Z

    /// The moment as `2026-12-20T00:00:00Z`; one outside the years 1600 to 9999 shows as the nearest within.
    public var rfc3339: String {
        let printable = min(max(self, Self.firstPrintable), Self.lastPrintable)
        return Date(timeIntervalSince1970: Double(printable.secondsSinceEpoch)).formatted(.iso8601)
    }

    /// Reads `2026-12-20T00:00:00Z` or the same with an offset such as `+01:00`; `nil` for anything else.
    ///
    /// Fractions of a second are refused, since none could be kept; so are leap seconds. RFC 3339 §5.6.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20 || bytes.count == 25, Self.fits(bytes[..<19], "dddd-dd-ddTdd:dd:dd") else { return nil }
        let local = String(decoding: bytes[..<19], as: UTF8.self) + "Z"
        guard let date = try? Date.ISO8601FormatStyle.iso8601.parse(local) else { return nil }
        let instant = Instant(secondsSinceEpoch: Int64(date.timeIntervalSince1970.rounded()))
        // The parser lets 30 February pass as 2 March.
        guard instant.rfc3339 == local, let offset = Self.offset(bytes[19...]) else { return nil }
        self = instant - offset
    }

    private static func offset(_ bytes: ArraySlice<UInt8>) -> Span? {
        if fits(bytes, "Z") { return .seconds(0) }
        guard fits(bytes, "+dd:dd") || fits(bytes, "-dd:dd") else { return nil }
        let digits = bytes.compactMap { (0x30...0x39).contains($0) ? Int64($0 - 0x30) : nil }
        let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hours < 24, minutes < 60 else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        return .seconds(bytes.first == UInt8(ascii: "-") ? -seconds : seconds)
    }

    /// Whether every byte is the pattern's, where `d` stands for a digit.
    private static func fits(_ bytes: ArraySlice<UInt8>, _ pattern: String) -> Bool {
        bytes.count == pattern.utf8.count
            && zip(bytes, pattern.utf8).allSatisfy { byte, wanted in
                wanted == UInt8(ascii: "d") ? (0x30...0x39).contains(byte) : byte == wanted
            }
    }
}
