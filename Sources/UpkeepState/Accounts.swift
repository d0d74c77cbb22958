package import Bookkeeping
package import Credentials

/// What is tried at the accounts of passwords, by whom: all passwords of an account have one budget.
///
/// It is mended with each change of a record, so that to ask costs as much as there are credentials of the account with
/// something to tell, and not as many as share it.
package struct Accounts {
    /// What a credential has to tell whoever shares its account.
    private struct Share: Equatable {
        /// Its version on trial; `nil` where none is.
        var onTrial: SecretVersion?
        /// When that was turned down last; `nil` where it was not.
        var trialTurnedDownAt: Instant?
        /// When its version in use, or one before that, was turned down, or nobody saw what became of its trial.
        var turnedDown: [Instant] = []

        var isEmpty: Bool { onTrial == nil && trialTurnedDownAt == nil && turnedDown.isEmpty }

        init(of record: CredentialRecord?) {
            guard let record else { return }
            onTrial = record.onTrial
            if let trial = record.trial, trial.refusals > 0 { trialTurnedDownAt = trial.lastAttemptAt }
            turnedDown = record.standing.turnedDown ?? []
            if let interruption = record.interruption { turnedDown.append(interruption.lastAt) }
            if record.standing.secretDoubts > 0, let last = record.standing.lastAttemptAt { turnedDown.append(last) }
        }
    }

    /// Who signs in to an account, by the account.
    private let sharers: [String: [CredentialName]]
    private let accounts: [CredentialName: String]
    /// What those have to tell who have something, by the account.
    private var shares: [String: [CredentialName: Share]] = [:]

    /// The accounts of those credentials, at which nothing was tried.
    ///
    /// - Parameter sharers: who signs in with a password, by the account.
    package init(_ sharers: [String: [CredentialName]] = [:]) {
        self.sharers = sharers
        accounts = Dictionary(
            sharers.flatMap { account, names in names.map { ($0, account) } }, uniquingKeysWith: { first, _ in first })
    }

    /// The same accounts, at which nothing was tried.
    package var forgotten: Accounts {
        var accounts = self
        accounts.shares = [:]
        return accounts
    }

    /// Takes in what a credential's record says now.
    ///
    /// - Returns: whether that changes something for the others who share its account.
    @discardableResult
    package mutating func take(_ record: CredentialRecord?, of name: CredentialName) -> Bool {
        guard let account = accounts[name] else { return false }
        let share = Share(of: record)
        let before = shares[account]?[name]
        guard before ?? Share(of: nil) != share else { return false }
        shares[account, default: [:]][name] = share.isEmpty ? nil : share
        return true
    }

    /// All who sign in to a credential's account, itself among them; empty where it has no password.
    package func sharers(with name: CredentialName) -> [CredentialName] {
        accounts[name].flatMap { sharers[$0] } ?? []
    }

    /// What others than the version in use have tried at a credential's account; nothing where it has no password.
    package func attempts(of name: CredentialName) -> AccountAttempts {
        var attempts = AccountAttempts()
        guard let account = accounts[name], let shares = shares[account] else { return attempts }
        for (other, share) in shares {
            if let at = share.trialTurnedDownAt { attempts.turnedDown.append(at) }
            guard other != name else {
                attempts.ownTrial = share.onTrial
                continue
            }
            if let version = share.onTrial { attempts.otherTrials.append(version) }
            attempts.turnedDown += share.turnedDown
        }
        return attempts
    }
}
