internal import Credentials

extension English {
    /// Why a rotation does not get on, and what to do.
    static func stuck(_ reason: Rotation.Attention.Reason, _ matter: NoticeMatter) -> FindingWords {
        switch reason {
        case .administratorMissing, .administratorRefused, .administratorForbidden: ofAdministrator(reason, matter)
        case .applicationNotFound, .policyForbids, .noRoom, .refused, .cloneSuspected, .keyring: ofMinting(reason, matter)
        case .neverWorked, .probeRefused, .passwordUncertain: ofProving(reason, matter)
        case .offerNotFound, .offerDiffers, .pendingEdits, .publicationFailed, .noEvidence: ofHandOff(reason, matter)
        }
    }

    private static func ofAdministrator(_ reason: Rotation.Attention.Reason, _ matter: NoticeMatter) -> FindingWords {
        let store = "The sysadmin of {host} stores it:\n$ leadkeeper secret set @administrator --expires DATE"
        let make =
            "Sign in to the {entra} and go to **App registrations** › the application that stands in **[Administrator]** of "
            + "leadkeeper.conf › **Certificates & secrets** › **New client secret**. Copy its **Value** at once, and bring it "
            + "to the sysadmin of {host} by a safe way, not by mail or chat."
        switch reason {
        case .administratorMissing:
            return FindingWords(
                reason: "the administrator has no secret",
                meaning:
                    "leadkeeper replaces secrets in the name of an application of its own, the administrator. Either no such "
                    + "application stands in **[Administrator]** of leadkeeper.conf, or no secret is stored for it.",
                steps: [
                    "The sysadmin of {host} sees that **DirectoryID** and **ApplicationID** stand in **[Administrator]** of "
                        + "leadkeeper.conf.",
                    make, store,
                ])
        case .administratorRefused:
            return FindingWords(
                reason: "Entra refuses the administrator",
                meaning:
                    "leadkeeper replaces secrets in the name of an application of its own, the administrator. Microsoft Entra "
                    + "does not accept its secret: it has lapsed, was removed, or the application was disabled.",
                steps: [
                    "In the {entra}, see under **App registrations** whether the administrator's application is there and "
                        + "enabled, and when its secret expires.", make, store,
                ])
        default:
            return FindingWords(
                reason: "the administrator may not do it",
                meaning:
                    "leadkeeper replaces secrets in the name of an application of its own, the administrator. It signs in, "
                    + "but lacks a permission for what it has to do next.",
                steps: permissions(matter))
        }
    }

    private static func permissions(_ matter: NoticeMatter) -> [String] {
        let graph =
            matter.kind == .clientSecret
            ? "In the {entra}, open **App registrations** › the administrator's application › **API permissions**. It needs "
                + "the application permission **Application.ReadWrite.OwnedBy** of Microsoft Graph, with consent granted."
            : "In the {entra}, open **App registrations** › the administrator's application › **API permissions**. It needs "
                + "the application permission **User-PasswordProfile.ReadWrite.All** of Microsoft Graph, with consent granted."
        let owner =
            "Make the administrator's enterprise application an owner of the application {account}; that permission counts "
            + "for its own alone:\n$ az ad app owner add --id {account} --owner-object-id OBJECT-ID"
        let partnerCenter =
            "Where leadkeeper publishes offers: in {partnerCenter}, open **Account settings** › **User management** › "
            + "**Microsoft Entra applications**, add the administrator's application, and give it the role **Manager**."
        return [graph] + (matter.kind == .clientSecret ? [owner] : []) + (matter.role == .leads ? [partnerCenter] : [])
    }

    private static func ofMinting(_ reason: Rotation.Attention.Reason, _ matter: NoticeMatter) -> FindingWords {
        switch reason {
        case .applicationNotFound:
            FindingWords(
                reason: matter.kind == .clientSecret ? "the application is not there" : "the user is not there",
                meaning: matter.kind == .clientSecret
                    ? "Microsoft Graph finds no application {account} in the directory {directory}, where leadkeeper is to "
                        + "make a secret."
                    : "Microsoft Graph finds no user {account}, whose password leadkeeper is to change.",
                steps: [
                    "Look in the {entra} whether it was deleted, renamed, or is registered in another directory. What was "
                        + "deleted less than 30 days ago can be restored.",
                    "If the IDs are wrong, have the sysadmin of {host} correct the file of {name}.",
                ])
        case .policyForbids:
            FindingWords(
                reason: "a policy forbids new secrets",
                meaning: "A policy for applications in your directory allows no client secrets, or none of this kind.",
                steps: [
                    "Have the administrator of Microsoft Entra look at **Enterprise applications** › **Application "
                        + "policies**, and exempt the application {account}: Microsoft's marketplace signs in with a client "
                        + "secret and with nothing else."
                ])
        case .noRoom:
            FindingWords(
                reason: "there is no room for a new secret",
                meaning:
                    "The application has as many client secrets as it can have. leadkeeper removes none that it has not made "
                    + "itself.",
                steps: [
                    "The sysadmin of {host} lists them, and finds out which of them nobody uses any more:\n$ leadkeeper adopt "
                        + "{name}",
                    "In the {entra}, **App registrations** › the app {account} › **Certificates & secrets**, remove those "
                        + "that have lapsed, and those that nobody uses. Do not remove the one that Partner Center has.",
                ])
        case .cloneSuspected:
            FindingWords(
                reason: "a second leadkeeper may be at work",
                meaning:
                    "There is a client secret on the application that this leadkeeper must have made and knows nothing of. "
                    + "Either a copy of its machine runs somewhere, or its ledger was put back from a backup. Two at work "
                    + "would undo each other's secrets.",
                steps: [
                    "The sysadmin of {host} finds out whether a copy of the machine runs, and stops one of the two.",
                    "If the ledger was put back from a backup, list the secrets, and remove the one that nobody uses under "
                        + "**Certificates & secrets** in the {entra}:\n$ leadkeeper adopt {name}",
                ])
        case .keyring:
            FindingWords(
                reason: "the keyring takes no new secret",
                meaning:
                    "The keyring is where leadkeeper keeps secrets on {host}. As long as it cannot keep a new one, none is "
                    + "made: its value would be lost.",
                steps: [
                    "The sysadmin of {host} looks at the keyring's units and at the free space where its files lie:\n"
                        + "$ systemctl status 'leadkeeper*'\n$ df -h /var/lib/leadkeeper-keyring"
                ])
        default:
            FindingWords(
                reason: "Microsoft refuses the request",
                meaning:
                    "Microsoft turns down what leadkeeper asks for, for a reason that is not known here; the facts below have "
                    + "its code.",
                steps: [details, "Look the code up in Microsoft's documentation, or replace the secret by hand."])
        }
    }

    private static func ofProving(_ reason: Rotation.Attention.Reason, _ matter: NoticeMatter) -> FindingWords {
        let noun = noun(matter)
        switch reason {
        case .neverWorked:
            return FindingWords(
                reason: "the new one is not accepted",
                meaning: matter.kind == .clientSecret
                    ? "Microsoft Entra has made a new client secret, and then another one, and accepts neither when "
                        + "leadkeeper signs in."
                    : "Microsoft Entra has taken the new password, and does not accept it when leadkeeper signs in.",
                steps: [
                    "Look at https://status.cloud.microsoft whether Microsoft Entra has trouble; if so, wait.",
                    "In the {entra}, look at the **Sign-in logs** of {account} for the reason.",
                ])
        case .probeRefused:
            return FindingWords(
                reason: "no lead can be written with it",
                meaning:
                    "The new \(noun) signs in, but no validation lead could be written with it. Most likely the old one "
                    + "writes none either.",
                steps: [
                    "The sysadmin of {host} sees at which step it stops, and what to do about it:\n$ leadkeeper probe {name}\n"
                        + "$ leadkeeper status {name}"
                ])
        default:
            return FindingWords(
                reason: "no known password is accepted",
                meaning:
                    "leadkeeper asked Microsoft Entra to change the password, and saw no answer. Now neither the new one nor "
                    + "the old one is accepted: somebody else may have changed it, or the account is locked.",
                steps: [
                    "In the {microsoft365}, go to **Users** › **Active users** › {account} › **Reset password**. Set a new "
                        + "password, and clear **Require this user to change their password when they first sign in**.",
                    "The sysadmin of {host} stores it, which ends this rotation:\n$ leadkeeper secret set {name} --unproven",
                    "At once, print what belongs in Partner Center, enter it there, and publish the offer:\n$ leadkeeper "
                        + "handoff {name} show",
                ])
        }
    }

    private static func ofHandOff(_ reason: Rotation.Attention.Reason, _ matter: NoticeMatter) -> FindingWords {
        let noun = noun(matter)
        let byHand =
            "Or do it by hand: print what belongs in Partner Center, enter it there, publish the offer, and say so:\n"
            + "$ leadkeeper handoff {name} show\n$ leadkeeper handoff {name} confirm"
        switch reason {
        case .offerNotFound:
            return FindingWords(
                reason: "the offer is not there",
                meaning:
                    "Partner Center's API finds no offer {offer}. Its ID is another one, or it is of a kind that the API does "
                    + "not have, such as a Dynamics 365 app or a consulting service.",
                steps: [
                    "Compare **Offer** in the file of {name} with the offer's ID in {partnerCenter}.", byHand,
                ])
        case .offerDiffers:
            return FindingWords(
                reason: "the offer's leads go elsewhere",
                meaning:
                    "In Partner Center, the leads of the offer {offer} do not go by {account}: somebody has chosen another "
                    + "destination, or another application. leadkeeper does not overwrite that.",
                steps: [
                    "In {partnerCenter}, look at the offer › **Offer setup** › **Customer leads**, and find out which of the "
                        + "two is right.",
                    "If leadkeeper's is, enter it there once by hand:\n$ leadkeeper handoff {name} show\n$ leadkeeper handoff "
                        + "{name} confirm",
                    "If Partner Center's is, have the sysadmin of {host} correct the file of {name}.",
                ])
        case .pendingEdits:
            return FindingWords(
                reason: "somebody has edits pending",
                meaning:
                    "Publishing the offer {offer} would carry along edits that somebody has made in it and not published. "
                    + "leadkeeper does not publish what it does not know.",
                steps: [
                    "In {partnerCenter}, have whoever made those edits publish or undo them. leadkeeper then goes on by itself.",
                    "If they may go live as they are, the sysadmin of {host} has them published along:\n"
                        + "$ leadkeeper rotate {name} --publish-edits",
                    byHand,
                ])
        case .publicationFailed:
            return FindingWords(
                reason: "the offer was not published",
                meaning: "Partner Center has not published the offer {offer}: a certification failed, or it was cancelled.",
                steps: [
                    "In {partnerCenter}, look at the offer's overview for the reason, and clear it. leadkeeper then goes on "
                        + "by itself.",
                    byHand,
                ])
        default:
            return FindingWords(
                reason: "no test lead has been seen",
                meaning:
                    "The new \(noun) is in Partner Center as far as is known, but the marketplace has not been seen to use "
                    + "it: no test lead of its own has come since. Until then leadkeeper leaves the old one valid.",
                steps: [
                    "In {partnerCenter}, open \(offer(ReplacementNeeds(isOldValid: true, isOfferKnown: false))) › **Offer "
                        + "setup** › **Customer leads** and select **Validate**: it writes a test lead. See that the offer is "
                        + "live.",
                    "If leadkeeper cannot see test leads, because its role may not read leads, see for yourself that leads arrive "
                        + "with the new \(noun). Then the sysadmin of {host} vouches for it, a day or more after the hand-off:\n"
                        + "$ leadkeeper handoff {name} vouch",
                ])
        }
    }
}
