internal import Credentials

/// The texts that Partner Center shows to publishers when the test lead of a publication could not be written, and what
/// they mean.
///
/// https://learn.microsoft.com/partner-center/marketplace-offers/lead-management-faq. They are known by parts of a
/// sentence, since they are cut and wrapped wherever they are copied from; Entra's own sentences, which some of them
/// repeat, are known with them.
enum PartnerCenterText: CaseIterable {
    case noSignIn
    case noLicense
    case tenantNotFound
    case applicationNotFound
    case secretWrong
    case secretExpired
    case noRole
    case column
    case tooSlow

    /// Letters and digits of parts of its sentences, each enough by itself; `…` stands for up to eighty of any.
    var parts: [String] {
        switch self {
        case .noSignIn:
            ["unabletosignintodynamicscrm", "unabletologintodynamicscrm", "checkthedynamicscrmaccountsettings"]
        case .noLicense: ["hasaccesstodynamics365andhasalicenseassigned"]
        case .tenantNotFound:
            [
                "exceptiontenantnotfound", "noactivesubscriptionsforthetenant", "requestedtenantidentifierisnotvalid",
                "notvalidexternaldomainformat",
            ]
        case .applicationNotFound: ["applicationwithidentifier…wasnotfoundinthedirectory"]
        case .secretWrong: ["invalidclientsecretisprovided", "invalidclientsecretprovided"]
        case .secretExpired: ["providedclientsecretkeys…areexpired"]
        case .noRole: ["norolesareassignedtouser", "retrieveprivilegeforuserfailed"]
        case .column: ["usersdonothave…permissionsforthe", "userdoesnothavecreatepermissionsforthe"]
        case .tooSlow: ["requestchanneltimedoutwhilewaiting", "requestchanneltimedout…000200"]
        }
    }

    /// What it means.
    var diagnosis: Diagnosis {
        switch self {
        case .noSignIn:
            Diagnosis(
                .class(.unrecognised), from: .partnerCenter,
                "Microsoft could not sign in to Dynamics 365 with what Partner Center has: an id, the secret or the password is wrong, or the user has no access"
            )
        case .noLicense:
            Diagnosis(.class(.userDisabled), from: .partnerCenter, "the user has no license for the environment")
        case .tenantNotFound:
            Diagnosis(
                .class(.tenantNotFound), from: .partnerCenter,
                "the directory ID in Partner Center is none that Entra knows")
        case .applicationNotFound:
            Diagnosis(.class(.appNotFound), from: .partnerCenter, "the directory has no application with this id")
        case .secretWrong:
            Diagnosis(.class(.secretWrong), from: .partnerCenter, "Entra refused the client secret as wrong")
        case .secretExpired:
            Diagnosis(.class(.secretExpired), from: .partnerCenter, "the client secret has expired")
        case .noRole:
            Diagnosis(.class(.noRole), from: .partnerCenter, "the user has no security role in the environment")
        case .column:
            Diagnosis(
                .class(.privilegeMissing), from: .partnerCenter,
                "the user may not set a secured column of leads, such as leadsourcecode, in a new lead")
        case .tooSlow:
            Diagnosis(
                .class(.tooSlow), from: .partnerCenter,
                "Microsoft waited two minutes for the environment to take the lead, and gave up")
        }
    }
}
