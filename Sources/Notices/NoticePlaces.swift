internal import Credentials
internal import Wording

/// The values that follow from the configuration alone: whose credential it is, and where people go to see to it.
struct NoticePlaces {
    let credential: Credential
    let host: String
    let portals: Portals
    let catalog: Catalog
    let operators: [EmailAddress]

    /// A value as it is shown, stripped and cut; `nil` for one that does not follow from the configuration.
    func value(of value: NoticeValue) -> String? {
        switch value {
        case .name: credential.name.description.displayable()
        case .account: credential.identity.account.displayable()
        case .directory: directory.displayable()
        case .environment: (credential.destination?.address ?? "").displayable()
        case .offer: (credential.offer ?? "").displayable()
        case .environmentHost: (environmentHost ?? credential.name.description).displayable()
        case .place: (credential.offer ?? environmentHost ?? credential.name.description).displayable()
        case .operators: operatorsOrHost
        case .host: host.displayable()
        case .entra: portal("entra", portals.entra)
        case .microsoft365: portal("microsoft365", portals.microsoft365)
        case .partnerCenter: portal("partnerCenter", portals.partnerCenter)
        case .secretID, .lifetime, .moment, .span, .nextSpan, .end, .now, .proof, .accepted, .attempt, .code, .class,
            .step,
            .reason, .checkReason, .others, .oldEnd, .overlap, .rotationStep, .evidence,
            .obstacleCode,
            .advice, .startBy, .startByShort, .endShort, .publishingTime, .otherPeople, .people, .leadTimes,
            .momentShort, .recipient, .count, .unreachable, .answer, .helper, .helpSince, .escalatedTo, .contacts,
            .usualPause, .cause, .check:
            nil
        }
    }

    /// The address of a link; `nil` for one that does not follow from the configuration, and where it is not known.
    func address(of link: NoticeLink) -> String? {
        let application = credential.identity.application?.id.description
        return switch link {
        case .secretsPage: application.flatMap(portals.secrets)
        case .permissionsPage: application.flatMap(portals.permissions)
        case .userPage: portals.users
        case .offerPage: portals.offers
        case .environmentPage: portals.environments(of: environmentHost)
        case .answer: nil
        }
    }

    /// The operators by address, or the host where there are none to name.
    private var operatorsOrHost: String {
        operators.isEmpty ? host.displayable() : catalog.list(operators.map { $0.description.displayable() })
    }

    private var environmentHost: String? {
        credential.destination?.origin.split(separator: "/").last.map(String.init)
    }

    private var directory: String {
        switch credential.identity {
        case .azureAD(let directory, _): directory.description
        case .office365(_, _, let directory): directory
        case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: ""
        }
    }

    /// A portal by the name that it has in the language, with its address where that is known.
    private func portal(_ key: String, _ address: String?) -> String {
        let name = catalog.text("portal.\(key)")
        return address.map { "\(name) (\($0.displayable()))" } ?? name
    }
}
