import Credentials

/// What `[Probe]`, `[Notices]` and `[Rotation]` say, in either kind of file; `nil` where it is at fault.
struct Policies {
    var probing: ProbePolicy?
    var notices: NoticePolicy?
    var rotation: RotationPolicy?

    /// Reads them; what is absent is `inherited`, or else the default.
    init(layers: inout Layers, inherited: Policies?) {
        probing = Self.probing(&layers, inherited?.probing)
        notices = Self.notices(&layers, inherited?.notices)
        rotation = Self.rotation(&layers, inherited?.rotation)
    }

    private static func probing(_ layers: inout Layers, _ inherited: ProbePolicy?) -> ProbePolicy? {
        let leadInterval = layers.value(Keys.leadInterval, inherited: inherited?.leadInterval)
        let signInInterval = layers.value(Keys.signInInterval, inherited: inherited?.signInInterval)
        let cleanup = layers.value(Keys.cleanup, inherited: inherited?.cleanup)
        guard let leadInterval, let signInInterval, let cleanup else { return nil }
        return ProbePolicy(leadInterval: leadInterval, signInInterval: signInInterval, cleanup: cleanup)
    }

    private static func notices(_ layers: inout Layers, _ inherited: NoticePolicy?) -> NoticePolicy? {
        let leadTimes = layers.value(Keys.leadTimes, inherited: inherited?.leadTimes)
        let uncheckedAfter = layers.value(Keys.uncheckedAfter, inherited: inherited?.uncheckedAfter)
        let language = layers.value(Keys.language, inherited: inherited?.language)
        let timeZone = layers.value(Keys.timeZone, inherited: inherited?.timeZone)
        guard let leadTimes, let uncheckedAfter, let language, let timeZone else { return nil }
        return NoticePolicy(leadTimes: leadTimes, uncheckedAfter: uncheckedAfter, language: language, timeZone: timeZone)
    }

    private static func rotation(_ layers: inout Layers, _ inherited: RotationPolicy?) -> RotationPolicy? {
        let mode = layers.value(Keys.mode, inherited: inherited?.mode)
        let before = layers.setting(Keys.before)
        let overlap = layers.setting(Keys.overlap)
        let lifetime = layers.value(Keys.rotationLifetime, inherited: inherited?.lifetime)
        guard let mode, let lifetime, let beforeSpan = before.or(inherited?.before ?? Keys.before.defaultValue),
            let overlapSpan = overlap.or(inherited?.overlap ?? Keys.overlap.defaultValue)
        else { return nil }
        // A secret that lives no longer than this would be replaced as soon as it is there, again and again.
        for (key, setting, span) in [(Keys.before, before, beforeSpan), (Keys.overlap, overlap, overlapSpan)]
        where span >= lifetime {
            layers.record(
                key.description, at: setting.place, found: .value(span.text),
                accepted: "less than Lifetime, which is \(lifetime.text)")
            return nil
        }
        return RotationPolicy(mode: mode, before: beforeSpan, overlap: overlapSpan, lifetime: lifetime)
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
