import BenchFigures
import Credentials
import Foundation
import Simulation
import TestBasics
import TestSupport

/// What the engine does in years on a virtual clock, with the world simulated: `leadkeeper-simulate`, in small.
enum Years {
    /// How many connections the engine's speed is measured with.
    static let sizes = [100, 1_000]
    /// How long they live, whatever their number, so that all sizes have the same to do.
    ///
    /// Until each secret was rotated once, those of people who are late too. A third of the time is before that: the
    /// first secrets end after 60 days, and are replaced 30 days before.
    private static let days: Int64 = 100

    /// Actions of the engine in a processor second, with so many connections whose secrets are rotated.
    static func actionsASecond(of connections: Int) async throws -> Double {
        let years = try await RotationYears(
            seed: 20_261_128, connections: connections, habits: .init(mishaps: 0, forgetfulness: 20))
        let end = years.now + .days(Self.days)
        try await years.live(until: end)
        guard years.violations.isEmpty else {
            throw ChildProcess.Failure(description: "violated: \(years.violations.sorted())")
        }
        return Double(await years.site.actions) / years.site.processorSeconds
    }
}
