extension English {
    /// The one sentence that stands first in a notice of a rotation.
    static func rotation(_ essence: NoticePhrase.Essence, _ matter: NoticeMatter) -> String {
        let noun = noun(matter)
        return switch essence {
        case .lapsesYetReplaced:
            "leadkeeper is about to replace the \(noun) of {name} by itself, as it lapses on {moment}, in {span}; nothing is to be done yet."
        case .handOff:
            "Please have the new \(noun) of {name} entered in Partner Center and the offer published: the old one lapses on {moment}, "
                + "in {span}, and from then on new sales leads are lost."
        case .handOffOpen:
            "Please have the new \(noun) of {name} entered in Partner Center and the offer published: nobody knows when the old one "
                + "lapses, and from then on new sales leads are lost."
        case .handOffOverdue:
            matter.kind == .clientSecret
                ? "Please act now: as far as leadkeeper knows, Partner Center still has the old \(noun) of {name}, which has not "
                    + "been valid since {moment}, and leads are being lost since then."
                : "Please act now: the \(noun) of {name} was changed on {moment}, and leads are being lost since then, until Partner "
                    + "Center has the new one and the offer is live with it."
        case .storedOverdue:
            matter.kind == .clientSecret
                ? "Please act now: nobody has said that Partner Center has the new \(noun) of {name}, and the old one has not been valid "
                    + "since {moment}: if Partner Center still has the old one, leads are being lost."
                : "Please act now: a new \(noun) of {name} was stored here on {moment}, and nobody has said that Partner Center has it: if "
                    + "Partner Center still has the old one, leads are being lost."
        case .stuck:
            "Please have a look at {name}: since {moment} leadkeeper cannot get on with replacing its \(noun), because {reason}."
        default:
            "The \(noun) of {name} has been replaced, and nothing is left to do."
        }
    }

    /// What the news of a rotation means.
    static func rotation(_ meaning: NoticePhrase.Meaning, _ matter: NoticeMatter) -> String {
        let noun = noun(matter)
        return switch meaning {
        case .handOff:
            "leadkeeper has had a new \(noun) made in Microsoft Entra, and has written a validation lead with it. Microsoft's commercial "
                + "marketplace knows nothing of that yet: it uses the copy in Partner Center, which is the old one. Both are valid "
                + "until {oldEnd}. Once the old one has lapsed, no lead can be written with it, and Microsoft does not send it again: "
                + "leads of that time are lost for good."
        case .handOffOpen:
            "leadkeeper has had a new \(noun) made in Microsoft Entra, and has written a validation lead with it. Microsoft's commercial "
                + "marketplace knows nothing of that yet: it uses the copy in Partner Center, which is the old one. Once that one has "
                + "lapsed, no lead can be written with it, and Microsoft does not send it again: leads of that time are lost for good."
        case .handOffOverdue:
            matter.kind == .clientSecret
                ? "leadkeeper itself uses the new \(noun), so its own probes succeed. Microsoft's commercial marketplace uses the copy in "
                    + "Partner Center. As long as that is the old one, each lead is refused, and Microsoft does not send it again: it is "
                    + "lost for good. Each hour counts until the steps below are done."
                : "A user has only one \(noun), so the old one is of no use any more. Microsoft's commercial marketplace uses the copy in "
                    + "Partner Center. As long as that is the old one, each lead is refused, and Microsoft does not send it again: it is "
                    + "lost for good. Each hour counts until the steps below are done."
        case .stored:
            "A new \(noun) is stored in leadkeeper, and Microsoft accepts it. Microsoft's commercial marketplace uses the copy in Partner "
                + "Center, and nobody has said that it is the new one. The old one ends on {oldEnd}. If Partner Center still has it by "
                + "then, no lead can be written any more, and Microsoft does not send it again: leads of that time are lost for good."
        case .storedOpen:
            "A new \(noun) is stored in leadkeeper, and Microsoft accepts it. Microsoft's commercial marketplace uses the copy in Partner "
                + "Center, and nobody has said that it is the new one. Once the old one has ended, no lead can be written with it, and "
                + "Microsoft does not send it again: leads of that time are lost for good."
        case .storedOverdue:
            "leadkeeper itself uses the new \(noun), so its own probes succeed. Microsoft's commercial marketplace uses the copy in "
                + "Partner Center. As long as that is the old one, each lead is refused, and Microsoft does not send it again: it is "
                + "lost for good. If Partner Center has the new one already, only the word for it is missing: the last step below."
        case .stuck:
            "Leads still arrive: the marketplace uses the old \(noun), which is valid until {oldEnd}. If Partner Center has no new one "
                + "by then, no lead can be written any more, and Microsoft does not send it again: it is lost for good."
        case .stuckOpen:
            "Nothing has changed for the marketplace so far: it uses the \(noun) that stands in Partner Center. Once that one has "
                + "lapsed, no lead can be written any more, and Microsoft does not send it again: it is lost for good."
        case .stuckTooLong:
            "The old \(noun) has not been valid since {oldEnd}. If Partner Center still has it, no lead can be written, and Microsoft does not send it "
                + "again: it is lost for good. Each hour counts."
        case .stuckPassword:
            "A user has only one \(noun), and it has been changed, or may have been. As long as Partner Center does not have the one that "
                + "is in force, no lead can be written, and Microsoft does not send it again: it is lost for good. Each hour counts."
        case .stuckOwn:
            "leadkeeper goes on with the old \(noun) as long as it is valid. This one is leadkeeper's own: when it lapses, leads still "
                + "arrive, but no secret is replaced and no offer is published any more."
        case .rotated:
            switch (matter.role, matter.kind) {
            case (.leads, .clientSecret):
                "leadkeeper has made and proven the new one, Partner Center has it, and only after that the old one was removed from "
                    + "Microsoft Entra. In that order no lead is lost."
            case (.leads, _):
                "leadkeeper has changed and proven it, and Partner Center has the new one. Leads that the marketplace could not write "
                    + "between the change and the publication are lost for good."
            default: "leadkeeper has made the new one and uses it, and the old one was removed from Microsoft Entra."
            }
        case .seenByTestLead: "The marketplace itself wrote a test lead with it, on {evidence}."
        default:
            "That Partner Center has it is a person's word: leadkeeper has seen no test lead of the marketplace's. Please see now and then "
                + "that leads arrive."
        }
    }

    /// The first step of a hand-off, whoever has brought the new secret.
    private static let showing =
        "The sysadmin of {host} prints what belongs in Partner Center, and brings it by a safe way, not by mail or chat, to whoever "
        + "enters it there. That it was shown is recorded:\n$ leadkeeper handoff {name} show"
    /// The word that it is done.
    private static let confirming =
        "When the offer is live, the sysadmin of {host} says so, which ends these reminders:\n$ leadkeeper handoff {name} confirm"

    /// The numbered steps by which a new secret reaches Partner Center, from its showing to the word that it is done.
    static func handOff(_ matter: NoticeMatter, _ needs: ReplacementNeeds) -> [String] {
        let noun = noun(matter)
        let keep =
            "Leave the old \(noun) in Microsoft Entra as it is. leadkeeper removes it by itself, {overlap} after it is certain that the "
            + "new one is in use."
        return [showing] + partnerCenter(matter, needs) + [confirming] + (matter.kind == .clientSecret ? [keep] : [])
    }

    /// The numbered steps by which a secret that a person stored reaches Partner Center, from its showing to the word that it is done.
    static func storedHandOff(_ matter: NoticeMatter, _ needs: ReplacementNeeds) -> [String] {
        let keep =
            "Leave the old \(noun(matter)) in Microsoft Entra as it is until the offer is live and leads have arrived with the new one. "
            + "Only then remove it under **Certificates & secrets**."
        return [showing] + partnerCenter(matter, needs) + (matter.kind == .clientSecret ? [keep] : []) + [confirming]
    }

    /// The numbered steps in Partner Center alone, with every value but the secret.
    static func partnerCenter(_ matter: NoticeMatter, _ needs: ReplacementNeeds) -> [String] {
        let fields =
            matter.kind == .clientSecret
            ? "Select **Azure Active Directory**, see that **Application (client) ID** is {account} and **Directory ID** is {directory}, "
                + "and paste the new secret as **Client secret**."
            : "Select **Office 365**, see that **User name** is {account}, and paste the new password as **Password**."
        return [
            "Sign in to {partnerCenter}, open \(offer(needs)) and go to **Offer setup** › **Customer leads** › **Connect**.",
            "Choose **Dynamics 365 Customer Engagement** as the lead destination, and see that **URL** is {environment}.", fields,
            "Leave the addresses under **Contact email** as they are: Microsoft tells them of each new lead. Select **OK**.",
            "Select **Validate**. It must succeed; it writes a test lead into Dynamics 365.",
            "Publish the offer, and see it through until it is live. Microsoft uses what you entered only then.",
            otherOffers,
        ]
    }
}
