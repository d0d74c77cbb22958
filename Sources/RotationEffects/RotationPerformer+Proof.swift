internal import Credentials
internal import Ports
internal import SecureMemory

/// A user's password.
extension RotationPerformer {
    func changePassword(_ context: RotationContext) async throws(Setback) -> RotationOutcome {
        guard let credential = context.credential, case .office365(let userName, _, _) = credential.identity,
            let new = context.newSecret
        else { throw Setback(.refused, message: "it is no user's password any more") }
        if let who = context.administrator,
            let facts = try? await issuer.passwordFacts(of: userName, as: who.application, proof: who.proof),
            facts.isSynchronised
        {
            throw Setback(
                .refused,
                message:
                    "the user belongs to a directory on the organisation's own premises, where the password is changed")
        }
        if let old = context.oldSecret, !context.isOldRefused {
            try await issuer.changePassword(of: credential.identity, from: old, to: new)
        } else {
            let who = try context.who
            try await issuer.resetPassword(of: userName, to: new, as: who.application, proof: who.proof)
        }
        return .done
    }
}

/// Whether a secret works.
extension RotationPerformer {
    func tryNew(_ context: RotationContext) async throws(Setback) -> RotationOutcome {
        guard context.rotation.method.isOnApplication else { return try await probe(with: context.newSecret, context) }
        try await issuer.signIn(as: try context.application, proof: try context.newProof)
        return .done
    }

    func tryOld(_ context: RotationContext) async throws(Setback) -> RotationOutcome {
        try await probe(with: context.oldSecret, context)
    }

    func prove(_ context: RotationContext) async throws(Setback) -> RotationOutcome {
        let credential = try context.configured
        guard !credential.sendsMail else {
            // What it is there for is to send mail.
            let version = context.rotation.new?.version ?? ""
            let finding = await mailer.signIn(
                with: MailSecret(
                    try context.newProof, version: version, age: context.now - context.rotation.stepAt)
            ).finding
            return .report(ProbeReport(ofSignIn: finding, at: context.now, durationMilliseconds: 0))
        }
        guard credential.isProbed else {
            // The administrator's own: what it is there for is to ask this.
            let application = try context.application
            _ = try await issuer.keys(of: application, as: application, proof: try context.newProof)
            return .done
        }
        return try await probe(with: context.newSecret, context)
    }

    private func probe(with secret: SharedSecret?, _ context: RotationContext) async throws(Setback) -> RotationOutcome
    {
        let credential = try context.configured
        guard let secret else { throw Setback.keyringLacks }
        return .report(
            await prober.probe(
                credential, secret: secret, plan: context.plan, at: context.now,
                secretAge: context.now - context.rotation.stepAt))
    }
}
