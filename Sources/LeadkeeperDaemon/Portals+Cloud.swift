internal import Configuration
internal import Notices

extension Portals {
    /// The portals of a cloud.
    ///
    /// Partner Center has one address for all of them. How sure the others are: of the US government's clouds, those of
    /// Entra, Microsoft 365 and the Power Platform stand in Microsoft's documents (`powerapps-us-government`, the volume
    /// licensing pages for `portal.office365.us` and `portal.apps.mil`), and their pages of users are those of the
    /// public cloud under these addresses. Of China's, that of Microsoft 365 and its page of users stand in Microsoft's
    /// documents; those of Entra and the Power Platform are what its customers use.
    init(of cloud: EntraSettings.Cloud) {
        let partnerCenter = Portals.publicCloud.partnerCenter
        switch cloud {
        case .public: self = .publicCloud
        case .usgov:
            self.init(
                entra: "https://entra.microsoft.us", microsoft365: "https://portal.office365.us/adminportal/home",
                partnerCenter: partnerCenter, users: "https://portal.office365.us/adminportal/home#/users",
                powerPlatform: "https://high.admin.powerplatform.microsoft.us")
        case .usgovDoD:
            self.init(
                entra: "https://entra.microsoft.us", microsoft365: "https://portal.apps.mil/adminportal/home",
                partnerCenter: partnerCenter, users: "https://portal.apps.mil/adminportal/home#/users",
                powerPlatform: "https://admin.appsplatform.us")
        case .china:
            self.init(
                entra: "https://entra.microsoftonline.cn",
                microsoft365: "https://portal.partner.microsoftonline.cn/adminportal", partnerCenter: partnerCenter,
                users: "https://portal.partner.microsoftonline.cn/AdminPortal/Home?ref=users",
                powerPlatform: "https://admin.powerplatform.partner.microsoftonline.cn")
        }
    }
}
