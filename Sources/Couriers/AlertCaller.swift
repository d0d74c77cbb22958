internal import Credentials
internal import Hooks
public import Ports

/// Has the script of leadkeeper-alert@.service run when nothing else reaches anybody, and when that is over.
public struct AlertCaller: AlarmCaller {
    private let caller: HookCaller
    private let host: String

    /// Through that caller; `host` is what this host is called.
    public init(_ caller: HookCaller, host: String) { (self.caller, self.host) = (caller, host) }

    /// Makes one attempt.
    public func call(_ alarm: Alarm) async -> Delivery {
        await caller.call(.alert, with: CloudEvent(ChannelMessage(alarm, host: host)))
    }
}

extension ChannelMessage {
    /// What the script is told; in English, as the operators' mails are.
    init(_ alarm: Alarm, host: String) {
        self.init(
            // Of what is told again each day, each is another.
            id: "alert-\(alarm.since.secondsSinceEpoch)-\(alarm.at.secondsSinceEpoch)",
            kind: alarm.isOver ? "restored" : "impaired", level: alarm.isOver ? "works-again" : "act-now",
            levelWords: alarm.isOver ? "WORKS AGAIN" : "ACT NOW", fault: "alert-path", host: host, language: "en",
            subject: alarm.isOver
                ? "leadkeeper on \(host) can notify people again" : "leadkeeper on \(host) cannot notify anybody",
            text: alarm.sentence, at: alarm.at)
    }
}
