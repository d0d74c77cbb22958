package import Credentials
package import Ports
package import Upkeep

/// Passes until nothing begins any more at this moment.
///
/// Whoever has an action under way is on nobody's agenda: its end wakes the daemon for another pass.
/// - Returns: when the next thing is due; `nil` when nothing is before something changes.
package func passToRest(
    _ engine: Engine, _ clock: any Timekeeper, isolation: isolated (any Actor)? = #isolation
) async throws -> Instant? {
    for _ in 0..<20_000 {
        let begun = await engine.actionsBegun
        let next = await engine.pass()
        await engine.quiesce()
        if await engine.actionsBegun == begun, next.map({ $0 > clock.now() }) ?? true { return next }
    }
    throw RotationSite.Failure(text: "it does not come to rest")
}
