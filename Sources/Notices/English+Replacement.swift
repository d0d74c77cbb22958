extension English {
    /// The numbered steps by which a secret is replaced.
    static func replacement(_ matter: NoticeMatter, _ needs: ReplacementNeeds) -> [String] {
        switch (matter.role, matter.kind) {
        case (.leads, .clientSecret): newClientSecret(matter, needs) + clientSecretToPartnerCenter(matter, needs)
        case (.leads, .userPassword), (.leads, .mailPassword): newPassword(needs)
        case (.mail, .clientSecret), (.administration, .clientSecret):
            newClientSecret(matter, needs) + [trial(matter), removal(matter, needs)]
        case (.mail, _), (.administration, _): newMailPassword(matter)
        }
    }

    private static func newClientSecret(_ matter: NoticeMatter, _ needs: ReplacementNeeds) -> [String] {
        let keep = needs.isOldValid ? " Leave the old secret as it is for now." : ""
        return [
            "Sign in to the {entra} and go to **App registrations** › **All applications** › the app {account} › **Certificates & "
                + "secrets** › **New client secret**. Note its expiry date, and copy its **Value** (not its **Secret ID**) at once: it is "
                + "shown only this once.\(keep)",
            "Bring the new secret to the sysadmin of {host} by a safe way, not by mail or chat. "
                + (matter.role == .leads
                    ? "The sysadmin stores it with its expiry date, and sees whether Microsoft accepts it:\n"
                        + "$ leadkeeper secret set {name} --expires DATE\n$ leadkeeper probe {name}"
                    : "The sysadmin stores it with its expiry date:\n$ leadkeeper secret set {name} --expires DATE"),
        ]
    }

    private static func clientSecretToPartnerCenter(_ matter: NoticeMatter, _ needs: ReplacementNeeds) -> [String] {
        [
            "Sign in to {partnerCenter}, open \(offer(needs)) and go to **Offer setup** › **Customer leads** › **Connect**. Choose "
                + "**Dynamics 365 Customer Engagement** and **Azure Active Directory**, and paste the new secret as **Client "
                + "secret**. The other fields stay as they are.",
            "Select **Validate**. It must succeed; it writes a test lead into Dynamics 365.",
            "Publish the offer, and see it through until it is live. \(onlyWhenLive)",
            otherOffers,
            removal(matter, needs),
        ]
    }

    private static func removal(_ matter: NoticeMatter, _ needs: ReplacementNeeds) -> String {
        switch (needs.isOldValid, matter.role) {
        case (true, .leads):
            "Only when everything above is done and live, remove the old secret under **Certificates & secrets**. Removing it "
                + "earlier stops the leads."
        case (true, _): "Only when everything above is done, remove the old secret under **Certificates & secrets**."
        case (false, _): "When everything above is done, remove the old secret under **Certificates & secrets**."
        }
    }

    private static func newPassword(_ needs: ReplacementNeeds) -> [String] {
        [
            needs.isOldValid
                ? "Read all steps first. A user has only one password, so from the change until the offer is live again no lead "
                    + "arrives. Choose a quiet time, and have everybody ready who is needed."
                : "Read all steps first, and have everybody ready who is needed: leads arrive again only once the offer is live "
                    + "with the new password.",
            "Sign in to the {microsoft365} and go to **Users** › **Active users** › {account} › **Reset password**. Set a new "
                + "password, and clear **Require this user to change their password when they first sign in**.",
            "Bring the new password to the sysadmin of {host} by a safe way, not by mail or chat. The sysadmin stores it, and sees "
                + "whether Microsoft accepts it:\n$ leadkeeper secret set {name}\n$ leadkeeper probe {name}",
            "At once, sign in to {partnerCenter}, open \(offer(needs)) and go to **Offer setup** › **Customer leads** › "
                + "**Connect**. Choose **Dynamics 365 Customer Engagement** and **Office 365**, and enter the new **Password**. The "
                + "other fields stay as they are.",
            "Select **Validate**. It must succeed; it writes a test lead into Dynamics 365.",
            "Publish the offer at once, and see it through until it is live. \(onlyWhenLive)",
            otherOffers,
        ]
    }

    private static func newMailPassword(_ matter: NoticeMatter) -> [String] {
        [
            "Set a new password for {account} with those who run the mail server.",
            "The sysadmin of {host} stores it:\n$ leadkeeper secret set {name}",
            trial(matter),
        ]
    }

    private static func trial(_ matter: NoticeMatter) -> String {
        matter.role == .mail
            ? "The sysadmin sends a test notice to the contacts of any connection, to see that mail leaves:\n"
                + "$ leadkeeper notices test CONNECTION"
            : "The sysadmin has the client secrets of any connection's application listed, to see that Microsoft accepts the new one:\n"
                + "$ leadkeeper adopt CONNECTION"
    }

    static func offer(_ needs: ReplacementNeeds) -> String {
        needs.isOfferKnown ? "the offer {offer}" : "the offer"
    }

    private static let onlyWhenLive =
        "Only then does Microsoft use what you entered: storing it in leadkeeper ends these reminders, but does not change Partner "
        + "Center."
    static let otherOffers = "Do the same for each other offer whose leads go to this Dynamics 365."
}
