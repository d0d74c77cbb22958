internal import Credentials
internal import Ports

/// A mailer that shows a secret to nobody but whom it belongs to.
///
/// During a reload the engine may know the new account before it has the new mailer, or the other way round; what is
/// sent in between waits.
struct OwnMailer: Mailer {
    /// Who sends.
    let mailer: any Mailer
    /// Who signs in; `nil` where nobody does.
    let account: Identity?

    func deliver(_ message: [UInt8], to recipient: String, secret: MailSecret?) async -> Delivery {
        guard let owner = secret?.owner, owner != account else {
            return await mailer.deliver(message, to: recipient, secret: secret)
        }
        return .postponed(code: nil, text: "the configuration is being read again")
    }

    var setting: String { mailer.setting }

    func prove(to recipient: String, secret: MailSecret?) async -> WayProof {
        guard let owner = secret?.owner, owner != account else {
            return await mailer.prove(to: recipient, secret: secret)
        }
        return .untold("the configuration is being read again")
    }

    func signIn(with secret: MailSecret) async -> MailSignIn {
        guard let owner = secret.owner, owner != account else { return await mailer.signIn(with: secret) }
        return .unknown(code: nil, text: "the configuration is being read again")
    }
}
