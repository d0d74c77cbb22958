package import Bookkeeping
package import Credentials

extension DaemonOccasion {
    /// By when word of it matters, where others wait too.
    ///
    /// That mail does not leave can only be told when it does: last, if it is not out of date by then. That it leaves
    /// again is told first: operators have had nothing of what was to be told, and are waiting for it.
    package func deadline(at now: Instant) -> Instant {
        switch self {
        case .impaired(let fault, _): fault.part == .mail ? now + .days(3_650) : now
        case .restored(let fault, _): fault.part == .mail ? now - .days(3_650) : now
        case .secretRefused, .held, .channelFails, .channelWorks, .keysChanged, .passwordChanged, .mayStop,
            .oldSecretUsed:
            now
        }
    }

    /// The event that goes into the ledger with the notices.
    package func event(_ message: String, at now: Instant) -> Event {
        switch self {
        case .impaired(let fault, _):
            Event(
                at: now, kind: .daemonImpaired, message: "the operators are told: \(fault.part.rawValue): \(message)",
                details: ["fault": fault.rawValue, "cause": message])
        case .restored(let fault, _):
            Event(
                at: now, kind: .daemonRestored,
                message: "the operators are told: \(fault.part.rawValue): the trouble is over",
                details: ["fault": fault.rawValue])
        case .secretRefused(let name, let probeClass, let version, _):
            Event(
                at: now, kind: .secretRefused, credential: name, version: version, class: probeClass,
                message: "the operators are told: \(message)")
        case .channelFails(let name, _):
            Event(
                at: now, kind: .daemonImpaired,
                message: "the operators are told: channel \(name) takes nothing: \(message)",
                details: ["channel": name.description, "cause": message])
        case .channelWorks(let name, _):
            Event(
                at: now, kind: .daemonRestored,
                message: "the operators are told: channel \(name): the trouble is over",
                details: ["channel": name.description])
        case .keysChanged(let name, _), .passwordChanged(let name, _):
            Event(
                at: now, kind: .changedElsewhere, credential: name,
                message: "the operators are told: \(message)")
        case .mayStop(let name, _):
            Event(
                at: now, kind: .passwordMayStop, credential: name, message: "the operators are told: \(message)")
        case .oldSecretUsed(let name, let version, _):
            Event(
                at: now, kind: .oldSecretUsed, credential: name, version: version,
                message: "the operators are told: \(message)")
        case .held(let count, _):
            Event(
                at: now, kind: .noticesHeld, message: "the operators are told that \(count) notices are held back",
                details: ["connections": message])
        }
    }
}
