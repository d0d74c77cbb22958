/// What is asked of Microsoft Graph about a connection, by the right that it takes.
///
/// That one may not be asked says nothing of the others. A new question is a case.
package enum GraphQuestion: Hashable, Sendable, CaseIterable {
    /// The client secrets on its application: `Application.Read.All`, or ownership with
    /// `Application.ReadWrite.OwnedBy`.
    case keys
    /// Its user's password: `User.Read.All`, and `Domain.Read.All` for the domain.
    case password
    /// Who did what in its directory: `AuditLog.Read.All`.
    case audits
    /// Which keys sign in, and from where: `AuditLog.Read.All`, and a licence.
    case signIns
    /// What the directory demands of its sign-ins and its application: `Policy.Read.All`.
    case policies
}
