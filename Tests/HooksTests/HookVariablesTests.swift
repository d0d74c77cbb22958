import Credentials
import JSON
import Ports
import Testing

@testable import Hooks

/// A notice with everything in it, or with just what there always is.
func event(whole: Bool = true, subject: String = "Your leads stop on 4 December") -> CloudEvent {
    CloudEvent(
        ChannelMessage(
            id: "msg1", kind: "lapses", level: "act-now", levelWords: "ACT NOW",
            connection: whole ? "contoso" : nil, environment: whole ? "https://contoso.crm4.dynamics.com" : nil,
            fault: whole ? "mail-refused" : nil, host: "gate.contoso.example", language: "en", subject: subject,
            text: "Your leads stop.\nRenew the secret.", startBy: whole ? "Start today." : nil,
            link: whole ? "https://entra.microsoft.com/" : nil,
            expiresAt: whole ? Instant(secondsSinceEpoch: 1_796_342_400) : nil, at: Instant(secondsSinceEpoch: 0)),
        through: whole ? ChannelName("ops") : nil)
}

@Suite struct HookVariablesTests {
    private func variables(_ event: CloudEvent) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: HookVariables.entries(of: event).map { entry in
                let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), String(parts[1]))
            })
    }

    @Test func `each fact has a variable, on one line`() {
        #expect(
            variables(event()) == [
                "LEADKEEPER_CHANNEL": "ops", "LEADKEEPER_ID": "msg1", "LEADKEEPER_KIND": "lapses",
                "LEADKEEPER_LEVEL": "act-now", "LEADKEEPER_LEVEL_WORDS": "ACT NOW",
                "LEADKEEPER_SUBJECT": "Your leads stop on 4 December",
                "LEADKEEPER_TEXT": "Your leads stop. Renew the secret.", "LEADKEEPER_START_BY": "Start today.",
                "LEADKEEPER_LINK": "https://entra.microsoft.com/", "LEADKEEPER_CONNECTION": "contoso",
                "LEADKEEPER_ENVIRONMENT": "https://contoso.crm4.dynamics.com", "LEADKEEPER_FAULT": "mail-refused",
                "LEADKEEPER_EXPIRES_AT": "2026-12-04T00:00:00Z", "LEADKEEPER_AT": "1970-01-01T00:00:00Z",
                "LEADKEEPER_HOST": "gate.contoso.example", "LEADKEEPER_LANGUAGE": "en",
            ])
    }

    @Test func `what a notice lacks is empty, and there`() {
        let (whole, bare) = (variables(event()), variables(event(whole: false)))
        #expect(bare.keys.sorted() == whole.keys.sorted())
        #expect(bare.filter(\.value.isEmpty).count == 7)
    }

    @Test(arguments: [
        "a\u{0}b", "a\nLD_PRELOAD=/x", "\u{1B}]0;x\u{7}", "\u{202E}evil", String(repeating: "x", count: 1 << 20),
        "$(reboot) `reboot` ; reboot",
    ]) func `no value brings a NUL, a line's end or a control character, or is long`(subject: String) {
        for entry in HookVariables.entries(of: event(subject: subject)) {
            #expect(!entry.unicodeScalars.contains { $0.value < 32 || $0.value == 127 || $0.value == 0x202E })
            #expect(entry.unicodeScalars.count < 1_100)
        }
    }

    @Test func `a script gets what its unit has set, and nothing of the service manager's or in our name`() {
        let inherited = [
            "PATH=/opt/bin", "NTFY_TOPIC=alerts", "CREDENTIALS_DIRECTORY=/run/credentials/x", "EMPTY=", "ODD",
            "LEADKEEPER_SUBJECT=forged", "LEADKEEPER_X=1", "NOTIFY_SOCKET=/run/x", "LISTEN_FDS=1", "LISTEN_PID=2",
            "WATCHDOG_USEC=3", "JOURNAL_STREAM=1:2", "SWIFT_BACKTRACE=enable=no",
        ]
        let environment = HookVariables.environment(inheriting: inherited, for: event())
        #expect(Array(environment.prefix(5)) == Array(inherited.prefix(5)))
        #expect(environment.dropFirst(5).allSatisfy { $0.hasPrefix("LEADKEEPER_") && $0 != "LEADKEEPER_X=1" })
        #expect(environment.filter { $0.hasPrefix("LEADKEEPER_SUBJECT=") }.count == 1)
        #expect(
            HookVariables.environment(inheriting: [], for: event()).first?.hasPrefix("PATH=/usr/local/sbin:") == true)
    }

    @Test func `an event is read as it was written`() throws {
        for event in [event(), event(whole: false)] {
            #expect(try JSONCoder.decode(CloudEvent.self, from: JSONCoder.encode(event)) == event)
        }
    }
}
