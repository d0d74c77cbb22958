extension English {
    /// The one sentence that stands first in a notice of an end that nothing has confirmed, or of a connection that never worked.
    static func end(_ essence: NoticePhrase.Essence, _ matter: NoticeMatter) -> String {
        let noun = noun(matter)
        return switch essence {
        case .lapsedYetWorks:
            "Please find out which is right, and reset nothing until you know: by its date the \(noun) of {name} expired on {moment}, "
                + "yet Microsoft still accepted it on {accepted}."
        case .lapsedYetWorksByGraph:
            "Please have the \(noun) of {name} replaced now: by Microsoft's own date it expired on {moment}, yet it was still accepted on "
                + "{accepted}."
        case .lapsedUnproven:
            "Please find out whether the \(noun) of {name} still works: by its date it expired on {moment}, and leadkeeper could not "
                + "prove since then that Microsoft accepts it or refuses it."
        case .falseAlarm:
            "Our notice of {moment} was wrong: the \(noun) of {name} has not expired, and Microsoft accepted it on {accepted}."
        case .falseAlarmInDoubt:
            "Our notice of {moment} was wrong: Microsoft still accepted the \(noun) of {name} on {accepted}, so please reset nothing, and "
                + "find out when it really expires."
        case .neverWorked: "{name} has not worked so far, because {reason}."
        case .worksNow: "{name} works now: a validation lead was written for the first time."
        default: ""
        }
    }

    /// What the news of such an end, or of such a connection, means.
    static func end(_ meaning: NoticePhrase.Meaning, _ matter: NoticeMatter) -> String {
        let noun = noun(matter)
        return switch meaning {
        case .lapsedYetWorks:
            "Microsoft accepted this \(noun) after that date, so new leads still arrive as far as leadkeeper can tell. The date does not "
                + "come from Microsoft, and most likely it is wrong: then it only needs to be corrected in leadkeeper. Do not reset or "
                + "replace anything yet: the copy in Partner Center would stop working, and new leads would be lost until it is replaced, too."
        case .lapsedYetWorksByGraph:
            "Microsoft accepted this \(noun) after that date, so new leads still arrive as far as leadkeeper can tell. The date is what "
                + "Microsoft itself has on record, so that this can end at any moment. Once the \(noun) is refused, no lead can be written "
                + "any more, and Microsoft does not send a refused lead again: it is lost for good."
        case .lapsedUnproven:
            "leadkeeper tries the \(noun) before it writes such a notice, and this time there was no answer that tells. New leads may or "
                + "may not be arriving. If Microsoft refuses the \(noun), no lead can be written, and Microsoft does not send it again: it "
                + "is lost for good. leadkeeper goes on trying, and writes again when it knows more."
        case .falseAlarm:
            "leadkeeper had said that the \(noun) had expired. Since then it has written a validation lead with that same \(noun), and "
                + "the date in leadkeeper has been corrected. Leads that Microsoft could not write in the meantime, if there were any, "
                + "are lost: it does not send them again."
        case .falseAlarmInDoubt:
            "leadkeeper had said that the \(noun) had expired. Since then it has written a validation lead with that same \(noun), so the "
                + "date in leadkeeper is most likely wrong and only needs to be corrected. Do not reset or replace anything: the copy in "
                + "Partner Center would stop working, and new leads would be lost until it is replaced, too."
        case .notProven:
            "Nothing has been proven yet: leadkeeper has not written a validation lead with this connection so far."
        case .neverWorked:
            "leadkeeper has never written a validation lead with this connection. As long as that is so, it tells the operators of "
                + "leadkeeper what is wrong, and not the contacts of {name}. Until it works, new leads may be lost."
        case .worksNow:
            "leadkeeper has written a validation lead into Dynamics 365 with the \(noun) that it keeps. If Partner Center has used it "
                + "before, leads that Microsoft could not write until now are lost: it does not send them again. From now on the "
                + "contacts of {name} are told when something is wrong."
        default: ""
        }
    }
}
