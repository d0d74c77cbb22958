package import Credentials
package import Ports

extension Engine {
    /// It begins something new at every look, and never comes to rest.
    package struct Restless: Error, CustomStringConvertible {
        package var description: String { "the engine does not come to rest" }
    }

    /// Passes until nothing begins any more at this moment of a virtual clock.
    ///
    /// Whoever has an action under way is on nobody's agenda: its end asks for another pass.
    /// - Returns: when the next thing is due; `nil` where nothing is before something changes. Throws `Restless` after
    ///   20,000 passes.
    package func passToRest(at clock: any Timekeeper) async throws(Restless) -> Instant? {
        for _ in 0..<20_000 {
            let begun = actionsBegun
            let next = await pass()
            await quiesce()
            if actionsBegun == begun, next.map({ $0 > clock.now() }) ?? true { return next }
        }
        throw Restless()
    }
}
