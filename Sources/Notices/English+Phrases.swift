extension English {
    static func phrase(_ phrase: NoticePhrase, _ matter: NoticeMatter) -> String {
        switch phrase {
        case .subject(let subject): text(subject, matter)
        case .essence(let essence): text(essence, matter)
        case .meaning(let meaning): text(meaning, matter)
        case .advice(let advice): text(advice, matter)
        case .heading(let heading): text(heading)
        case .label(let label): text(label, matter)
        case .value(let value): text(value, matter)
        }
    }

    private static func text(_ subject: NoticePhrase.Subject, _ matter: NoticeMatter) -> String {
        let noun = noun(matter)
        return switch subject {
        case .lapses: "{name}: \(noun) lapses in {span}"
        case .lapsesSoon: "{name}: \(noun) lapses soon"
        case .lapsed: "{name}: \(noun) has lapsed"
        case .lapsedAgo: "{name}: \(noun) lapsed {span} ago"
        case .lapsedYetWorks: "{name}: \(noun) should have lapsed, yet still works"
        case .refused: "{name}: {reason}"
        case .refusedReminder: "{name}: {reason}, for {span} now"
        case .unchecked: "{name}: could not be checked for {span}"
        case .worksAgain: "{name}: works again"
        case .lapsedUnproven: "{name}: \(noun) has expired by its date, not proven"
        case .falseAlarm: "{name}: correction, \(noun) still works"
        case .worksNow: "{name}: works now"
        case .handOff: "{name}: enter the new \(noun) in Partner Center"
        case .handOffOverdue: "{name}: Partner Center has no valid \(noun)"
        case .stuck: "{name}: rotation stuck: {reason}"
        case .stuckReminder: "{name}: rotation stuck for {span}: {reason}"
        case .rotated: "{name}: \(noun) has been replaced"
        case .test: "TEST {name}: a test of notices, nothing to do"
        }
    }

    private static func text(_ essence: NoticePhrase.Essence, _ matter: NoticeMatter) -> String {
        let noun = noun(matter)
        let loss =
            switch matter.role {
            case .leads: "new sales leads are lost"
            case .mail: "leadkeeper cannot warn anybody by mail"
            case .administration: "leadkeeper can neither rotate secrets nor publish offers"
            }
        return switch essence {
        case .lapses:
            "Please have the \(noun) of {name} replaced before {moment}: it lapses in {span}, and from then on \(loss)."
        case .lapsesSoon:
            "Please have the \(noun) of {name} replaced: it lapses soon, and from then on \(loss)."
        case .lapsed:
            "Please act now: the \(noun) of {name} lapsed on {moment}, and since then \(lossNow(matter))."
        case .lapsedYetWorks, .lapsedYetWorksByGraph, .lapsedUnproven, .falseAlarm, .falseAlarmInDoubt, .neverWorked, .worksNow:
            end(essence, matter)
        case .refused:
            "Please act now: {name} has not worked since {moment} because {reason}, and \(lossNow(matter))."
        case .secretMissing:
            "Since {moment} {name} cannot be checked because {reason}: please have the \(noun) stored again."
        case .unchecked:
            "Since {moment} leadkeeper could not check whether {name} works; that does not mean that anything is wrong with its \(noun)."
        case .worksAgain:
            matter.role == .leads
                ? "{name} works again since {accepted}; please make sure that Partner Center has the same \(noun)."
                : "{name} works again since {accepted}."
        case .lapsesYetReplaced, .handOff, .handOffOpen, .handOffOverdue, .storedOverdue, .stuck, .rotated:
            rotation(essence, matter)
        case .test:
            "TEST: this is only a test of leadkeeper's notices for {name}, and you need not do anything."
        }
    }

    private static func lossNow(_ matter: NoticeMatter) -> String {
        switch matter.role {
        case .leads: "new sales leads are most likely being lost"
        case .mail: "leadkeeper can most likely warn nobody by mail"
        case .administration: "leadkeeper can most likely neither rotate secrets nor publish offers"
        }
    }

    private static func text(_ meaning: NoticePhrase.Meaning, _ matter: NoticeMatter) -> String {
        let noun = noun(matter)
        return switch meaning {
        case .lapses:
            switch matter.role {
            case .leads:
                "With this \(noun) Microsoft's commercial marketplace (AppSource and Azure Marketplace) writes new sales leads into "
                    + "your Dynamics 365. Once it has lapsed, no lead can be written, and Microsoft does not send it again: leads "
                    + "of that time are lost for good."
            case .mail:
                "With this \(noun) leadkeeper sends its mail. Once it has lapsed, nobody is told any more when the access of a "
                    + "connection is about to lapse, and new sales leads may be lost without a word."
            case .administration:
                "With this \(noun) leadkeeper makes new secrets in Microsoft Entra and publishes offers in Partner Center. Once "
                    + "it has lapsed, all of that is left to people, and secrets that nobody replaces lapse in their turn."
            }
        case .lapsed:
            switch matter.role {
            case .leads:
                "With this \(noun) Microsoft's commercial marketplace (AppSource and Azure Marketplace) writes new sales leads into "
                    + "your Dynamics 365. A lapsed one is refused, and Microsoft does not send a refused lead again: it is lost for "
                    + "good. Each hour counts until the steps below are done."
            case .mail:
                "With this \(noun) leadkeeper sends its mail. A lapsed one is refused, so nobody may be told any more when the "
                    + "access of a connection is about to lapse. If you read this, the mail server still took it."
            case .administration:
                "With this \(noun) leadkeeper makes new secrets in Microsoft Entra and publishes offers in Partner Center. Until "
                    + "it is replaced, all of that is left to people, and secrets that nobody replaces lapse in their turn."
            }
        case .lapsedYetWorks, .lapsedYetWorksByGraph, .lapsedUnproven, .falseAlarm, .falseAlarmInDoubt, .notProven, .neverWorked,
            .worksNow:
            end(meaning, matter)
        case .refused:
            switch matter.role {
            case .leads:
                "leadkeeper tests with the \(noun) that it keeps; the marketplace uses the copy in Partner Center. As long as both are "
                    + "the same, as they should be, no new lead can be written now, and Microsoft does not send it again: it is lost for good."
            case .mail, .administration:
                "Until this is put right, \(matter.role == .mail ? "mail may not leave" : "rotations and publishing wait")."
            }
        case .refusedSetUp:
            matter.role == .leads
                ? "The \(noun) itself is not to blame, and a new one would not help. As long as Partner Center has the same "
                    + "settings, most likely no new lead can be written now, and Microsoft does not send it again: it is lost for good."
                : "The \(noun) itself is not to blame, and a new one would not help."
        case .secretMissing:
            "Microsoft has refused nothing. The marketplace uses the copy in Partner Center, so new leads may well be arriving; but "
                + "as long as the \(noun) is missing here, nobody notices when they stop, and Microsoft does not send lost leads again."
        case .unchecked:
            "New leads may or may not be arriving; leadkeeper cannot tell at the moment. It goes on trying by itself, and writes "
                + "again when it works. There is no need to replace the \(noun) because of this notice. If leads are indeed refused "
                + "meanwhile, they are lost for good: Microsoft does not send them again."
        case .uncheckedCause: "The last attempt, on {attempt}, gave no answer, because {reason}."
        case .worksAgain:
            switch matter.role {
            case .leads:
                "leadkeeper has written a validation lead into Dynamics 365 with the \(noun) that it keeps. The trouble began on "
                    + "{moment}. If Microsoft could not write leads in that time, they are lost for good: it does not send them again."
            case .mail, .administration:
                "The \(noun) was accepted. The trouble began on {moment}."
            }
        case .wasWrong: "What was reported: {reason}."
        case .wasLapsed: "What was reported: the \(noun) has lapsed."
        case .wasUnchecked: "What was reported: leadkeeper could not check the connection."
        case .handOff, .handOffOpen, .handOffOverdue, .stored, .storedOpen, .storedOverdue, .stuck, .stuckOpen, .stuckTooLong,
            .stuckPassword, .stuckOwn, .rotated, .seenByTestLead, .seenByWord:
            rotation(meaning, matter)
        case .publishingTakesDays:
            "Begin in good time, and at once if only days are left: a change in Partner Center counts only once the offer has been published again and is live, "
                + "which can take several days."
        case .test:
            "leadkeeper watches over the access by which Microsoft's commercial marketplace writes new sales leads into your "
                + "Dynamics 365. Were this not a test, it would say here what lapses, by when, what stops if nothing is done, and "
                + "what to do, step by step."
        }
    }

    private static func text(_ advice: NoticePhrase.Advice, _ matter: NoticeMatter) -> String {
        let noun = noun(matter)
        return switch advice {
        case .forward:
            switch matter.role {
            case .leads:
                "If this is not your task, please forward this mail now to those who look after \(portals(matter)) and Partner "
                    + "Center, and to the sysadmin of {host}."
            case .mail, .administration:
                "If this is not your task, please forward this mail now to the sysadmin of {host}."
            }
        case .notAContact:
            "You are not among the contacts of {name}; you get this notice because one of them could not be reached by mail."
        case .operatorOfSetUp:
            "You get this notice as an operator of leadkeeper; the contacts of {name} are not told before the connection has worked once."
        case .onlyContact: "You are the only contact who gets this notice."
        case .otherContact: "One other contact gets this notice too; please agree on who acts."
        case .otherContacts: "{others} other contacts get this notice too; please agree on who acts."
        case .nextReminder: "The next reminder comes {nextSpan} before the end, unless a new \(noun) has been stored by then."
        case .nextReminderAtEnd: "The next reminder comes when it has lapsed, unless a new \(noun) has been stored by then."
        case .reminders: "leadkeeper reminds you every day for a week, and then every week, until this is over."
        case .replacedByItself:
            "You need not do anything now. leadkeeper writes again when the new one is in place, and before that if a person has to act: "
                + (matter.role == .leads
                    ? "to enter it in Partner Center, or to clear what is in the way." : "to clear what is in the way.")
        case .handOffReminders:
            "leadkeeper reminds you until the sysadmin of {host} has confirmed it, more often as the end comes nearer."
        case .rotationGoesOn:
            "leadkeeper tries again by itself every hour, and goes on where it stopped once nothing is in the way any more. As long as "
                + "Partner Center does not have the new secret, the sysadmin of {host} can also call the rotation off, which leaves "
                + "the old one in use:\n$ leadkeeper rotate {name} --abort"
        case .rotationGoesOnLater:
            "leadkeeper tries again by itself within a day, and goes on where it stopped once nothing is in the way any more. As long as "
                + "Partner Center does not have the new secret, the sysadmin of {host} can also call the rotation off, which leaves "
                + "the old one in use:\n$ leadkeeper rotate {name} --abort"
        case .rotationUpToPerson:
            "leadkeeper does not try again by itself: a \(noun) that is refused too often locks the account. Once nothing is in the way "
                + "any more, the sysadmin of {host} has it tried again:\n$ leadkeeper rotate {name}"
        case .migrate:
            "The way out of passwords: an application in Microsoft Entra signs in without a user, and can have two secrets at a time, so "
                + "that no lead is lost while one is replaced. This guides the sysadmin of {host} through the move, step by step, "
                + "while the password stays in use:\n$ leadkeeper migrate {name}"
        case .nothingToDo: "You need not do anything."
        case .testSettings:
            "If you did not expect this mail, or should not be told, please tell the sysadmin of {host}: your address stands among "
                + "the contacts of {name}."
        case .checkDate:
            switch matter.kind {
            case .clientSecret:
                "Look the date up: the {entra}, **App registrations** › the app {account} › **Certificates & secrets**, column "
                    + "**Expires**. If it is later, have the sysadmin of {host} store the same secret again with that date, and "
                    + "go no further:\n$ leadkeeper secret set {name} --expires DATE"
            case .userPassword, .mailPassword:
                "Find out whether the passwords of your organisation expire at all, and when this one was set. If it does not "
                    + "expire yet, have the sysadmin of {host} store the same password again with the right date, or with never, and "
                    + "go no further:\n$ leadkeeper secret set {name} --expires DATE|never"
            }
        case .probe:
            "Have the sysadmin of {host} see whether it works again; leadkeeper also finds out by itself:\n$ leadkeeper probe {name}"
        case .validate:
            "If the \(noun) was replaced meanwhile, make sure that Partner Center has the same one: {partnerCenter}, the offer › "
                + "**Offer setup** › **Customer leads** › **Validate**."
        case .uncheckedSteps:
            "As a contact you need do nothing but pass this mail on to the sysadmin of {host}, who may look at this:"
        }
    }

    private static func portals(_ matter: NoticeMatter) -> String {
        matter.kind == .clientSecret ? "Microsoft Entra" : "Microsoft 365"
    }

    private static func text(_ heading: NoticePhrase.Heading) -> String {
        switch heading {
        case .meaning: "What this means"
        case .stops: "What stops if nothing is done"
        case .toDo: "What to do"
        case .facts: "The facts"
        case .howToCheck: "How to check"
        }
    }
}
