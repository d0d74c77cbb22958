extension English {
    static func text(_ label: NoticePhrase.Label, _ matter: NoticeMatter) -> String {
        switch label {
        case .connection: matter.role == .leads ? "Connection" : "Credential"
        case .environment: "Dynamics 365"
        case .method: "Signs in as"
        case .account: matter.kind == .clientSecret ? "Application (client) ID" : "User name"
        case .directory: "Directory (tenant)"
        case .offer: "Offer in Partner Center"
        case .secretID: "Secret ID in Entra"
        case .oldLapses: "The old one lapses"
        case .handOffBy: "To be entered before"
        case .rotation: "Rotation"
        case .obstacle: "In the way"
        case .lapses: "Lapses"
        case .lapsed: "Lapsed"
        case .origin: "Date known from"
        case .proof: "Last proven"
        case .lastCheck: "Last check"
        case .finding: "For the sysadmin"
        case .host: "Watched by"
        case .timeZone: "Times shown in"
        }
    }

    static func text(_ value: NoticePhrase.Value, _ matter: NoticeMatter) -> String {
        let noun = noun(matter)
        return switch value {
        case .connection:
            switch matter.role {
            case .leads: "{name}"
            case .mail: "{name}: with it leadkeeper sends mail"
            case .administration: "{name}: with it leadkeeper rotates secrets and publishes offers"
            }
        case .environment: "{environment}"
        case .method:
            switch matter.kind {
            case .clientSecret: "an application in Microsoft Entra, with a client secret (azure-ad)"
            case .userPassword: "an Office 365 user, with a password (office365)"
            case .mailPassword: "a mailbox, with a password (smtp)"
            }
        case .account: "{account}"
        case .directory: "{directory}"
        case .offer: "{offer}"
        case .secretID: "{secretID}"
        case .lapses: "{end}"
        case .never: "never, as entered by the operator"
        case .unknown: "not known: please have the sysadmin of {host} enter the date"
        case .originOperator: "entered by the operator of leadkeeper"
        case .originPolicy:
            "the password policy: {lifetime} from the day the password was issued, as configured; your organisation's real policy "
                + "may differ"
        case .originGraph: "Microsoft, asked through Microsoft Graph"
        case .originRefusal: "Microsoft, which has refused it as expired since then; it may have lapsed earlier"
        case .proofAt: "{proof}, by writing a validation lead"
        case .proofOfPrevious: "not yet with this secret; with an earlier one {proof}, by writing a validation lead"
        case .proofNone: "not yet: no validation lead has been written so far"
        case .checkOK: "{attempt}: it worked"
        case .checkFailed: "{attempt}: it failed, because {checkReason}"
        case .checkUnknown: "{attempt}: it could not be told, because {checkReason}"
        case .finding: "class {class}"
        case .findingWithStep: "class {class}, at step {step}"
        case .findingWithCode: "class {class}, Microsoft's code {code}"
        case .findingWithStepAndCode: "class {class}, at step {step}, Microsoft's code {code}"
        case .findingWithOtherCode: "class {class}, code {code}"
        case .findingWithStepAndOtherCode: "class {class}, at step {step}, code {code}"
        case .host: "leadkeeper on {host}"
        case .timeZone: "{timeZone}, and UTC"
        case .oldLapses: "{oldEnd}"
        case .handOffBy: "{handOffBy}, since publishing takes days"
        case .rotation: "has come as far as {rotationStep}"
        case .obstacle: "{obstacle}"
        case .obstacleWithCode: "{obstacle} ({obstacleCode})"
        case .howToCheck:
            matter.role == .leads
                ? "The sysadmin of {host} sees how things stand with the first command, and tries the \(noun) at once with the second:\n"
                    + "$ leadkeeper status {name}\n$ leadkeeper probe {name}"
                : "The sysadmin of {host} sees how things stand:\n$ leadkeeper status {name}"
        case .footer:
            "Sent by leadkeeper on {host}, written {now}. This mail was made by a program; it holds no secret, and nobody who asks you "
                + "for one by mail is to be trusted."
        }
    }
}
