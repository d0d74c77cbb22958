/// In which hours leads arrived, as far back as matters: what a connection's usual pace is reckoned from.
///
/// An hour counts once, however many leads it brought, so that a connection costs a bit for each hour of 400 days,
/// 1.6 KB at most, whatever its pace is.
public struct LeadHours: Hashable, Sendable {
    /// How far back it goes: a year, so that its holidays are known, and a month beside.
    public static let keptFor = TimeSpan.days(400)

    /// The first day, in days since the epoch, UTC.
    private var firstDay = 0
    /// The hours of each day from then on, the first one in the lowest bit.
    private var days: [UInt32] = []

    /// No lead has arrived.
    public init() {}

    /// Whether none has.
    public var isEmpty: Bool { days.isEmpty }

    /// The number of a moment's hour, counted from the epoch.
    static func hour(of instant: Instant) -> Int { Int(instant.secondsSinceEpoch / 3_600) }

    /// The moment at which an hour begins.
    static func start(of hour: Int) -> Instant { Instant(secondsSinceEpoch: Int64(hour) * 3_600) }

    /// Those hours, counted from the epoch, in order.
    var hours: [Int] {
        var hours: [Int] = []
        for (index, day) in days.enumerated() {
            var left = day
            while left != 0 {
                hours.append((firstDay + index) * 24 + left.trailingZeroBitCount)
                left &= left - 1
            }
        }
        return hours
    }

    /// Takes in when leads arrived, and forgets what is too old at `now`; what is said to lie ahead, or is too old
    /// itself, is left out.
    public mutating func take(_ arrivals: some Sequence<Instant>, at now: Instant) {
        let oldest = Self.hour(of: now - Self.keptFor) / 24
        if !days.isEmpty, firstDay < oldest {
            days.removeFirst(min(days.count, oldest - firstDay))
            firstDay = oldest
        }
        for arrival in arrivals where arrival <= now + Self.tolerance {
            let (day, hour) = Self.hour(of: arrival).quotientAndRemainder(dividingBy: 24)
            if day >= oldest { set(day, hour) }
        }
        trim()
    }

    /// By how much a server's clock may be ahead of ours.
    private static let tolerance = TimeSpan.hours(1)

    private mutating func set(_ day: Int, _ hour: Int) {
        if days.isEmpty { firstDay = day }
        if day < firstDay {
            days.insert(contentsOf: Array(repeating: 0, count: firstDay - day), at: 0)
            firstDay = day
        }
        if day - firstDay >= days.count {
            days += Array(repeating: 0, count: day - firstDay - days.count + 1)
        }
        days[day - firstDay] |= 1 << UInt32(hour)
    }

    /// Lets it begin and end with a day on which something arrived.
    private mutating func trim() {
        let lead = days.firstIndex { $0 != 0 } ?? days.endIndex
        days.removeFirst(lead)
        firstDay = days.isEmpty ? 0 : firstDay + lead
        while days.last == 0 { days.removeLast() }
    }
}

extension LeadHours: Codable {
    private enum CodingKeys: String, CodingKey {
        case firstDay, days
    }

    /// Reads what `encode` writes; throws where it is something else.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        firstDay = try container.decode(Int.self, forKey: .firstDay)
        let text = try container.decode(String.self, forKey: .days)
        let parts = text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false)
        days = try parts.map { part in
            guard let bits = part.isEmpty ? 0 : UInt32(part, radix: 16), bits < 1 << 24 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .days, in: container, debugDescription: "it is not the hours of days")
            }
            return bits
        }
        guard (0...1_000_000).contains(firstDay), days.count <= 2 * Int(Self.keptFor.seconds / 86_400) else {
            throw DecodingError.dataCorruptedError(
                forKey: .firstDay, in: container, debugDescription: "it is not a day of this age")
        }
        trim()
    }

    /// Writes the hours of each day in hexadecimal digits, nothing for a day without a lead: 2.8 KB at most.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(firstDay, forKey: .firstDay)
        let text = days.map { $0 == 0 ? "" : String($0, radix: 16) }.joined(separator: ",")
        try container.encode(text, forKey: .days)
    }
}
