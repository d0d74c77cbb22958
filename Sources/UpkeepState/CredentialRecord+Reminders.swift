package import Bookkeeping
package import Credentials

extension CredentialRecord {
    /// The reminders that people were told last and that still hold: of the window's end, and of a hand-off that is
    /// due.
    ///
    /// - Parameter end: the end that notices count on; `nil` where none is known.
    package func remindersInForce(end: Instant?, at now: Instant) -> [Occasion] {
        var reminders: [Occasion] = []
        let leadTimes = told.filter { $0.windowEnd == end }.compactMap { told -> TimeSpan? in
            if case .lapses(let leadTime) = told.occasion { leadTime } else { nil }
        }
        if let end, end > now, let leadTime = leadTimes.min() { reminders.append(.lapses(within: leadTime)) }
        let isDue = rotation.map(\.awaitsHandOff) ?? (current?.handOff.isDue ?? false)
        let id = rotation?.id ?? current?.id
        let moments = told.compactMap { told -> Instant? in
            if case .handOff(let rotation, let dueAt) = told.occasion, rotation == id { dueAt } else { nil }
        }
        if isDue, let id, let dueAt = moments.max() { reminders.append(.handOff(rotation: id, dueAt: dueAt)) }
        return reminders
    }
}
