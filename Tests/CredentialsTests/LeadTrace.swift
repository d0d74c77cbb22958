import Glibc
import TestBasics

/// When leads arrived at a simulated connection, over some years: weekends and nights, summers, Christmas, other
/// holidays, campaigns, trends, months that are better than others, and leads that bring others with them.
struct LeadTrace {
    /// The hours in which leads arrived, counted from the epoch, in order.
    let hours: [Int]
    /// Its first and its last hour.
    let extent: Range<Int>

    /// A Monday that is a first of January, so that its days of the week and of the year are easily told.
    private static let firstDay = 19_723

    /// A connection that gets so many leads a day on average, over the first year.
    init(leadsADay: Double, years: Int, seed: UInt64) {
        var random = Randomness(SeededGenerator(seed: seed))
        let days = Int(365.25 * Double(years))
        var pace = Self.pace(over: days, &random)
        let times = Self.timesOfDay(&random)
        let mean = pace.prefix(365).reduce(0, +) / 365
        for day in pace.indices { pace[day] *= leadsADay / mean }
        var hours: Set<Int> = []
        for day in 0..<days {
            for hour in 0..<24 where random.isAtLeastOnce(at: pace[day] * times[hour]) {
                let at = (Self.firstDay + day) * 24 + hour
                hours.insert(at)
                if random.uniform() < 0.15 { hours.insert(at + Int(random.uniform(0, 3))) }
            }
        }
        self.hours = hours.sorted()
        extent = Self.firstDay * 24..<(Self.firstDay + days) * 24
    }

    /// How good each day is.
    private static func pace(over days: Int, _ random: inout Randomness) -> [Double] {
        let weekend = random.one(of: [0.05, 0.05, 0.15, 0.15, 0.35, 0.8])
        let summer = (begin: random.uniform(175, 195), length: random.uniform(35, 65), pace: random.uniform(0.4, 0.9))
        let christmas = (begin: random.uniform(353, 357), end: random.uniform(2, 7), pace: random.uniform(0.03, 0.3))
        let holidays = Set((0..<8).map { _ in Int(random.uniform(0, 365)) })
        let easter = random.uniform(85, 110)
        let holiday = random.uniform(0.05, 0.3)
        let trend = random.uniform(0.65, 1.5)
        let unevenness = random.uniform(0.1, 0.35)
        var week = 0.0
        var pace: [Double] = []
        for day in 0..<days {
            if day % 7 == 0 { week = 0.7 * week + 0.714 * unevenness * random.normal() }
            let ofYear = Double(day).truncatingRemainder(dividingBy: 365.25)
            var value = day % 7 < 5 ? 1 : weekend
            if ofYear > summer.begin, ofYear < summer.begin + summer.length { value *= summer.pace }
            if ofYear > christmas.begin || ofYear < christmas.end { value *= christmas.pace }
            if holidays.contains(Int(ofYear)) || ofYear > easter && ofYear < easter + 4 { value *= holiday }
            pace.append(value * pow(trend, Double(day) / 365.25) * exp(week))
        }
        for year in 0..<days / 365 {
            for _ in 0..<Int(random.uniform(0, 8)) {
                let begin = year * 365 + Int(random.uniform(0, 365))
                let strength = random.uniform(2, 8)
                for day in begin..<min(days, begin + Int(random.uniform(2, 11))) { pace[day] *= strength }
            }
        }
        return pace
    }

    /// How the leads of a day are spread over it, for customers in one time zone or in many.
    private static func timesOfDay(_ random: inout Randomness) -> [Double] {
        let night = random.one(of: [0.02, 0.1, 0.4])
        let zone = Int(random.uniform(0, 24))
        var times = Array(repeating: night, count: 24)
        for hour in 8..<18 { times[(hour + zone) % 24] = hour == 12 ? 0.7 : 1 }
        let sum = times.reduce(0, +)
        return times.map { $0 / sum }
    }
}

/// Random numbers of the kinds that a trace needs.
struct Randomness {
    private var generator: SeededGenerator

    init(_ generator: SeededGenerator) { self.generator = generator }

    mutating func uniform(_ low: Double = 0, _ high: Double = 1) -> Double {
        low + (high - low) * Double(generator.next() >> 11) / Double(1 << 53)
    }

    mutating func one<Value>(of values: [Value]) -> Value { values[Int(uniform() * Double(values.count))] }

    /// Of the normal distribution, as the sum of twelve.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }

    /// Whether something happens in an hour at that pace, as Poisson has it.
    mutating func isAtLeastOnce(at pace: Double) -> Bool { uniform() < 1 - exp(-pace) }
}
