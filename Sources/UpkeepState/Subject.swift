package import Bookkeeping
package import Credentials

/// A credential as it is configured and as the ledger knows it, read once for all that is decided about it.
package struct Subject {
    /// Which.
    package let name: CredentialName
    /// As it is configured; `nil` where it is not.
    package let credential: Credential?
    /// What the ledger knows of it; `nil` where that is nothing.
    package let record: CredentialRecord?

    /// That credential.
    package init(_ name: CredentialName, _ credential: Credential?, _ record: CredentialRecord?) {
        self.name = name
        self.credential = credential
        self.record = record
    }

    /// The application that a turn for it works on; `nil` where none is.
    package var application: EntraApplication? { record?.rotation?.application ?? credential?.identity.application }
}
