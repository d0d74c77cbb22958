internal import Configuration
internal import Notices

extension Portals {
    /// The portals of a cloud; of the national ones only the names, since their addresses differ from tenant to tenant.
    init(of cloud: EntraSettings.Cloud) {
        switch cloud {
        case .public: self = .publicCloud
        case .usgov, .usgovDoD, .china:
            self.init(entra: nil, microsoft365: nil, partnerCenter: Portals.publicCloud.partnerCenter)
        }
    }
}
