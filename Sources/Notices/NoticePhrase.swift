/// The sentences of notices, by where they stand; the words are in the catalogues, under the key that each has there.
enum NoticePhrase: Hashable, Sendable {
    /// What the subject says behind the name and a colon, or, of a test, before them.
    enum Subject: String, CaseIterable {
        case lapses, lapsesSoon, lapsed, lapsedAgo, lapsedYetWorks, refused, refusedReminder, unchecked, worksAgain,
            test
        case lapsedUnproven, falseAlarm, worksNow
        case handOff, handOffOverdue, stuck, stuckReminder, rotated, nothingLeft
    }

    /// The one sentence that stands first: what to do, by when, and why.
    enum Essence: String, CaseIterable {
        case lapses, lapsesSoon, lapsed, lapsedYetWorks, refused, secretMissing, unchecked, worksAgain, test
        /// An end by a date that is Microsoft's own, one of which nothing is proven, and an alarm that was none.
        case lapsedYetWorksByGraph, lapsedUnproven, falseAlarm, falseAlarmInDoubt
        /// A connection that has never worked, and that works at last.
        case neverWorked, worksNow
        case lapsesYetReplaced, handOff, handOffOpen, handOffOverdue, storedOverdue, stuck, rotated, nothingLeft
    }

    /// What the news means.
    enum Meaning: String, CaseIterable {
        case lapses, lapsed, lapsedYetWorks, refused, refusedSetUp, secretMissing, unchecked, worksAgain, test
        case lapsedYetWorksByGraph, lapsedUnproven, falseAlarm, falseAlarmInDoubt, neverWorked, worksNow
        /// That no lead was ever written, in a reminder.
        case notProven
        /// Why the last attempt could not tell.
        case uncheckedCause
        /// What a "works again" ends.
        case wasWrong, wasLapsed, wasUnchecked
        case publishingTakesDays
        /// What a hand-off is about: by that moment, by none that is known, and once it is too late.
        case handOff, handOffOpen, handOffOverdue
        /// The same of a secret that a person stored.
        case stored, storedOpen, storedOverdue
        /// What a rotation that is stuck means, by what becomes of the old secret.
        case stuck, stuckOpen, stuckTooLong, stuckPassword, stuckOwn
        /// How a rotation ended, and how it is known that the marketplace uses the new secret.
        case rotated, seenByTestLead, seenByWord
    }

    /// Who is to act, what beside the steps of findings and replacements, and when the next notice comes.
    enum Advice: String, CaseIterable {
        case forward, notAContact, operatorOfSetUp, onlyContact, otherContacts
        case nextReminder, nextReminderAtEnd, reminders
        case nothingToDo, testSettings
        case checkDate, probe, validate, uncheckedSteps
        case replacedByItself, handOffReminders, rotationGoesOn, rotationGoesOnLater, rotationUpToPerson, migrate
        case unreachable
    }

    /// What people have answered, and who else is told.
    enum Answer: String, CaseIterable {
        /// Who is on it.
        case acknowledged
        /// Why somebody is told who is no contact, and to the contacts that others are told.
        case escalated, escalatedToo
    }

    /// The headings.
    enum Heading: String, CaseIterable {
        case meaning, stops, toDo, facts, howToCheck
    }

    /// What stands before a fact.
    enum Label: String, CaseIterable {
        case connection, environment, method, account, directory, offer, secretID
        case lapses, lapsed, origin, proof, lastCheck, finding, host, timeZone
        case oldLapses, handOffBy, rotation, obstacle
    }

    /// The facts, and the end.
    enum Value: String, CaseIterable {
        case connection, environment, method, account, directory, offer, secretID
        case lapses, never, unknown
        case originOperator, originPolicy, originGraph, originRefusal
        case proofAt, proofOfPrevious, proofNone
        case checkOK, checkFailed, checkUnknown
        case finding, findingWithStep, findingWithCode, findingWithStepAndCode, findingWithOtherCode,
            findingWithStepAndOtherCode
        case host, timeZone
        case howToCheck, footer
        case oldLapses, handOffBy, rotation, obstacle, obstacleWithCode
    }

    case subject(Subject)
    case essence(Essence)
    case meaning(Meaning)
    case advice(Advice)
    case answer(Answer)
    case heading(Heading)
    case label(Label)
    case value(Value)

    /// The key in the catalogues, to which a variant may be added.
    var key: String {
        switch self {
        case .subject(let subject): "subject.\(subject.rawValue)"
        case .essence(let essence): "essence.\(essence.rawValue)"
        case .meaning(let meaning): "meaning.\(meaning.rawValue)"
        case .advice(let advice): "advice.\(advice.rawValue)"
        case .answer(let answer): "answer.\(answer.rawValue)"
        case .heading(let heading): "heading.\(heading.rawValue)"
        case .label(let label): "label.\(label.rawValue)"
        case .value(let value): "fact.\(value.rawValue)"
        }
    }
}
