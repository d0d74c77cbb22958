public import Credentials
public import Ports

/// Performs what a rotation does to the world outside of the ledger.
public protocol RotationPerforming: Sendable {
    /// Performs one effect, once, and tells what it brought; where that was not seen it is `Setback(.uncertain)`.
    ///
    /// It never throws and does not block its caller's thread.
    func perform(_ effect: RotationEffect, in context: RotationContext) async -> RotationOutcome
}

/// Performs a rotation's effects through the ports; it knows no ledger.
public struct RotationPerformer: RotationPerforming {
    let issuer: any Issuer
    let marketplace: any Marketplace
    let testLeads: any TestLeadFinder
    let signIns: any SignInReports
    let prober: any CredentialProber
    let keyring: any Keyring
    let mailer: any Mailer

    /// Performs them through these ports.
    public init(
        issuer: any Issuer, marketplace: any Marketplace, testLeads: any TestLeadFinder,
        signIns: any SignInReports, prober: any CredentialProber, keyring: any Keyring, mailer: any Mailer
    ) {
        self.issuer = issuer
        self.marketplace = marketplace
        self.testLeads = testLeads
        self.signIns = signIns
        self.prober = prober
        self.keyring = keyring
        self.mailer = mailer
    }

    /// Performs one effect through them.
    public func perform(_ effect: RotationEffect, in context: RotationContext) async -> RotationOutcome {
        do {
            return switch effect {
            case .listKeys: .keys(try await keys(context))
            case .readAllowance: .allowance(try await allowance(context))
            case .rehearse: await rehearse(context)
            case .addKey: try await addKey(context)
            case .makeKey: await makeKey(context)
            case .addCertificate: try await addCertificate(context)
            case .makePassword: await makePassword(context)
            case .changePassword: try await changePassword(context)
            case .removeStray: try await remove(context.rotation.strays.first, context)
            case .removeOld: try await remove(context.rotation.old?.keyID, context)
            case .tryNew: try await tryNew(context)
            case .tryOld: try await tryOld(context)
            case .prove: try await prove(context)
            case .readOffer: .offer(try await offer(context))
            case .configureLeads: .job(try await configureLeads(context))
            case .publishPreview: .job(try await publish(.preview, context))
            case .publishLive: .job(try await publish(.live, context))
            case .askJob: .jobState(try await jobState(context))
            case .findTestLead: try await findTestLead(context)
            case .readSignIns: try await readSignIns(context)
            }
        } catch {
            return .setback(error)
        }
    }
}
