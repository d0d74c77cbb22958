import Credentials

/// What `[Probe]`, `[Notices]`, `[Rotation]` and, of both files, `[PartnerCenter]` say; `nil` where it is at fault.
struct Policies {
    var probing: ProbePolicy?
    var notices: NoticePolicy?
    var rotation: RotationPolicy?
    /// How long publishing takes; absent where neither file says so.
    var publishingTime: Layers.Setting<TimeSpan>

    /// Reads them; what is absent is `inherited`, or else the default.
    init(layers: inout Layers, inherited: Policies?) {
        probing = Self.probing(&layers, inherited?.probing)
        notices = Self.notices(&layers, inherited?.notices)
        if let probing, let notices { Self.compare(&layers, probing, notices) }
        rotation = Self.rotation(&layers, inherited?.rotation)
        publishingTime = layers.setting(Keys.publishingTime)
        if case .absent = publishingTime, let inherited { publishingTime = inherited.publishingTime }
    }

    private static func probing(_ layers: inout Layers, _ inherited: ProbePolicy?) -> ProbePolicy? {
        let leadInterval = layers.value(Keys.leadInterval, inherited: inherited?.leadInterval)
        let signInInterval = layers.value(Keys.signInInterval, inherited: inherited?.signInInterval)
        let cleanup = layers.value(Keys.cleanup, inherited: inherited?.cleanup)
        let silence = layers.value(Keys.silence, inherited: inherited?.watchesSilence)
        guard let leadInterval, let signInInterval, let cleanup, let silence else { return nil }
        return ProbePolicy(
            leadInterval: leadInterval, signInInterval: signInInterval, cleanup: cleanup,
            watchesSilence: silence ? nil : false)
    }

    private static func notices(_ layers: inout Layers, _ inherited: NoticePolicy?) -> NoticePolicy? {
        let leadTimes = layers.value(Keys.leadTimes, inherited: inherited?.leadTimes)
        let uncheckedAfter = layers.value(Keys.uncheckedAfter, inherited: inherited?.uncheckedAfter)
        let language = layers.value(Keys.language, inherited: inherited?.language)
        let timeZone = layers.value(Keys.timeZone, inherited: inherited?.timeZone)
        let calendar = layers.value(Keys.calendar, inherited: inherited?.calendar)
        let escalation = layers.setting(Keys.escalation)
        let others = layers.setting(Keys.escalateTo)
        guard let leadTimes, let uncheckedAfter, let language, let timeZone, let calendar,
            let spans = escalation.or(inherited?.escalation ?? []),
            let recipients = others.or(Recipients(addresses: inherited?.escalateTo ?? []))
        else { return nil }
        return NoticePolicy(
            leadTimes: leadTimes, uncheckedAfter: uncheckedAfter, language: language,
            languages: (inherited?.languages ?? [:]).merging(recipients.languages) { _, own in own },
            timeZone: timeZone, calendar: calendar, escalation: spans, escalateTo: recipients.addresses)
    }

    /// When others are told, and who they are, are of use together alone.
    static func examineEscalation(_ layers: inout Layers, _ notices: NoticePolicy) {
        if case .given(let spans, let place) = layers.setting(Keys.escalation), notices.escalateTo.isEmpty {
            layers.warn(
                Keys.escalation.description, at: place, found: spans.map(\.text).joined(separator: ";"),
                accepted: "EscalateTo beside it", hint: "nobody else is told, since EscalateTo does not say whom")
        }
        if case .given(let others, let place) = layers.setting(Keys.escalateTo), notices.escalation.isEmpty {
            layers.warn(
                Keys.escalateTo.description, at: place,
                found: others.addresses.map(\.description).joined(separator: ";"),
                accepted: "Escalation beside it", hint: "nobody else is told, since Escalation does not say when")
        }
    }

    private static func rotation(_ layers: inout Layers, _ inherited: RotationPolicy?) -> RotationPolicy? {
        let mode = layers.value(Keys.mode, inherited: inherited?.mode)
        let before = layers.setting(Keys.before)
        let overlap = layers.setting(Keys.overlap)
        let lifetime = layers.value(Keys.rotationLifetime, inherited: inherited?.lifetime)
        guard let mode, let lifetime, let beforeSpan = before.or(inherited?.before ?? Keys.before.defaultValue),
            var overlapSpan = overlap.or(inherited?.overlap ?? Keys.overlap.defaultValue)
        else { return nil }
        if overlapSpan < Rotation.leastOverlap {
            if let place = overlap.place {
                layers.warn(
                    Keys.overlap.description, at: place, found: overlapSpan.text,
                    accepted: Keys.overlap.parser.accepted,
                    hint: "leadkeeper uses \(Rotation.leastOverlap.text)")
            }
            overlapSpan = Rotation.leastOverlap
        }
        // A secret that lives no longer than this would be replaced as soon as it is there, again and again.
        for (key, setting, span) in [(Keys.before, before, beforeSpan), (Keys.overlap, overlap, overlapSpan)]
        where span >= lifetime {
            layers.record(
                key.description, at: setting.place, found: .value(span.text),
                accepted: "less than Lifetime, which is \(lifetime.text)")
            return nil
        }
        // Else the next rotation is due before the last one has ended. Where nothing of it is given here, that is told
        // elsewhere.
        guard beforeSpan + overlapSpan > lifetime else {
            return RotationPolicy(mode: mode, before: beforeSpan, overlap: overlapSpan, lifetime: lifetime)
        }
        let nearest = max(Rotation.leastOverlap, lifetime - beforeSpan)
        layers.warn(
            firstOf: [
                (Keys.overlap.description, overlap.place, overlapSpan),
                (Keys.before.description, before.place, beforeSpan),
                (Keys.rotationLifetime.description, layers.setting(Keys.rotationLifetime).place, lifetime),
            ],
            accepted:
                "Before and Overlap that make no more than Lifetime, here \(beforeSpan.text), \(overlapSpan.text) and "
                + "\(lifetime.text)",
            hint:
                "a rotation would begin before the last one has ended; leadkeeper uses Overlap=\(nearest.text)"
        )
        return RotationPolicy(mode: mode, before: beforeSpan, overlap: nearest, lifetime: lifetime)
    }

    /// Nobody can be told within a time in which nothing is tried.
    private static func compare(_ layers: inout Layers, _ probing: ProbePolicy, _ notices: NoticePolicy) {
        let interval = min(probing.leadInterval, probing.signInInterval)
        guard interval > notices.uncheckedAfter else { return }
        layers.warn(
            firstOf: [
                (Keys.uncheckedAfter.description, layers.setting(Keys.uncheckedAfter).place, notices.uncheckedAfter),
                (Keys.signInInterval.description, layers.setting(Keys.signInInterval).place, probing.signInInterval),
                (Keys.leadInterval.description, layers.setting(Keys.leadInterval).place, probing.leadInterval),
            ],
            accepted:
                "an UncheckedAfter of at least the time between two checks, here \(notices.uncheckedAfter.text) and "
                + "\(interval.text)",
            hint: "leadkeeper cannot notify anybody before a check has failed")
    }
}

extension Layers.Setting {
    /// The value that is given, or `absence` where there is none; `nil` where what is given is refused.
    func or(_ absence: Value?) -> Value? {
        switch self {
        case .absent: absence
        case .refused: nil
        case .given(let value, _): value
        }
    }
}
