package import Credentials

/// What a look at one credential has shown: what is to be done for it now, and when to look again.
package struct Look {
    package let name: CredentialName
    /// The notice, by the moment when it fell due, that waits from now on for the credential to be tried; `nil` where
    /// none does.
    package var beginsTrialOf: Instant?
    /// What people are to be told.
    package var occasions: [Occasion] = []
    /// Whether what people have answered has ended, and is to be taken off the record.
    package var hasEndedAnswers = false
    /// Whether something is to be taken out of people's calendars that nothing else takes out.
    package var takesEntriesOut = false
    /// How far it is to be probed; `nil` where it is not.
    package var extent: ProbeReport.Extent?
    /// What is to be done for its rotation, or its application.
    package var turn: RotationTurn
    /// The whole for the agenda.
    package var entry = Agenda.Entry()

    /// A look that has shown nothing yet.
    package init(name: CredentialName) {
        self.name = name
        turn = RotationTurn(name: name)
    }

    /// The entry of one whose turn waits until nobody works on the application any more.
    package func parked(until application: EntraApplication?) -> Agenda.Entry {
        var entry = entry
        (entry.turn, entry.awaited) = (nil, application)
        return entry
    }
}
