/// The sentences of notices, by where they stand; the words are in the catalogues, under the key that each has there.
enum NoticePhrase: Hashable, Sendable {
    /// What the subject says: what stops, of which offer or environment, and by when to begin.
    enum Subject: String, CaseIterable {
        case lapses, lapsesBeginToday, lapsesSoon, lapsesYetReplaced, lapsesByOwnDate, due
        case lapsed, lapsedYetWorks, lapsedYetWorksByGraph, lapsedUnproven, falseAlarm
        case refused, refusedReminder, neverWorked, secretMissing, unchecked, worksAgain, worksNow
        case handOffOpen, handOffOverdue, storedOverdue, stuck, stuckReminder, rotated, nothingLeft, silent, test
    }

    /// What the mail is about, in a few words.
    enum Headline: String, CaseIterable {
        case lapses, lapsesYetReplaced, lapsesByOwnDate, escalated
        case lapsed, lapsedYetWorks, lapsedUnproven, falseAlarm, falseAlarmInDoubt
        case refused, neverWorked, secretMissing, unchecked, worksAgain, worksNow
        case handOff, stuck, rotated, nothingLeft, silent, test
    }

    /// What happens and when; stands first.
    enum Essence: String, CaseIterable {
        case lapses, lapsesSoon, lapsesByOwnDate, lapsesByOwnDateOnly, due, lapsed, lapsedYetWorks, refused,
            secretMissing, unchecked, worksAgain, test
        /// An end by a date that is Microsoft's own, one of which nothing is proven, and an alarm that was none.
        case lapsedYetWorksByGraph, lapsedUnproven, falseAlarm, falseAlarmInDoubt
        /// A connection that has never worked, and that works at last.
        case neverWorked, worksNow
        case lapsesYetReplaced, handOff, handOffOpen, handOffOverdue, storedOverdue, rotated, nothingLeft, silent
        /// A rotation that is stuck, by what becomes of the leads.
        case stuck, stuckEnds, stuckTooLong
    }

    /// By when to begin.
    enum StartBy: String, CaseIterable {
        /// By a day that is still to come; today, since publishing takes days; today, since something is broken; today,
        /// since nobody knows whether it is.
        case by, today, now, check
    }

    /// Who acts.
    enum Who: String, CaseIterable {
        case contact, onlyContact, contactAndOperator, onlyYou
        case sysadmin, operatorOfSetUp, others
    }

    /// What the news means: why it matters, and what is known of the cause.
    enum Meaning: String, CaseIterable {
        case lapses, due, lapsedYetWorks, lapsedYetWorksByGraph, lapsedUnproven, falseAlarm, falseAlarmInDoubt
        case refused, refusedSetUp, secretMissing, unchecked, neverWorked, worksAgain, worksNow
        /// The one sentence about leads that could not be written.
        case lost
        /// Why the last attempt could not tell.
        case uncheckedCause
        /// What a "works again" ends.
        case wasWrong, wasLapsed, wasUnchecked
        /// What a hand-off is about, before it is too late and after.
        case handOff, handOffOverdue, stored, storedOverdue
        /// What a rotation that is stuck means, by what becomes of the old secret.
        case stuck, stuckOpen, stuckTooLong, stuckPassword, stuckOwn
        /// How a rotation ended, and how it is known that the marketplace uses the new secret.
        case rotated, seenByTestLead, seenBySignIn, seenByWord
        /// What a silence means, by whether something was found amiss.
        case silent, silentUnexplained
        /// Who would get which mail.
        case testReminders, testTrouble, testOperators
    }

    /// What stands around the steps, and when the next notice comes.
    enum Advice: String, CaseIterable {
        case forward, answer
        case nextReminder, nextReminderAtEnd, nextReminderOnTheDay, reminders, handOffReminders
        case nothingToDo, testSettings
        case checkDate, probe, validate
        case replacedByItself, rotationGoesOn, rotationGoesOnLater, rotationUpToPerson, migrate
        case unreachable
        /// What to look at when no leads come: what the doctor found, and what it cannot see.
        case silentCause, silentOffer, silentAssignment, silentDoctor, toldOnce
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
        case meaning, matters, toDo, facts, whoIsTold
    }

    /// What stands before a fact.
    enum Label: String, CaseIterable {
        case connection, environment, account, offer, secretID
        case lapses, lapsed, due, origin, proof, lastCheck, finding
        case oldLapses, rotation, obstacle
        case lastLead, usualPause
    }

    /// The facts, and the end.
    enum Value: String, CaseIterable {
        case connection, environment, account, offer, secretID
        case lapses, never, neverByGraph, unknown
        case originOperator, originPolicy, originGraph, originCertificate, originRefusal, originAge
        case proofAt, proofOfPrevious, proofNone
        case checkFailed, checkUnknown
        case finding, findingWithStep, findingWithCode, findingWithStepAndCode, findingWithOtherCode,
            findingWithStepAndOtherCode
        case howToCheck, footer
        case oldLapses, rotation, obstacle
        case lastLead, usualPause
    }

    case subject(Subject)
    case headline(Headline)
    case essence(Essence)
    case startBy(StartBy)
    case who(Who)
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
        case .headline(let headline): "headline.\(headline.rawValue)"
        case .essence(let essence): "essence.\(essence.rawValue)"
        case .startBy(let startBy): "startBy.\(startBy.rawValue)"
        case .who(let who): "who.\(who.rawValue)"
        case .meaning(let meaning): "meaning.\(meaning.rawValue)"
        case .advice(let advice): "advice.\(advice.rawValue)"
        case .answer(let answer): "answer.\(answer.rawValue)"
        case .heading(let heading): "heading.\(heading.rawValue)"
        case .label(let label): "label.\(label.rawValue)"
        case .value(let value): "fact.\(value.rawValue)"
        }
    }
}
