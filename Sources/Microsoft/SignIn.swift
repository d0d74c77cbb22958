internal import Basics
internal import Credentials
internal import SecureMemory

/// How a credential asks Entra for a token: everything but its secret.
struct SignIn: Hashable {
    /// The two grants that are in use.
    enum Grant: Hashable {
        /// Client credentials, RFC 6749 §4.4.
        case clientSecret(application: GUID)
        /// Resource owner password credentials through a public client, RFC 6749 §4.3.
        case password(userName: String, client: GUID)
    }

    /// A GUID or a domain, as it stands in the address of the token endpoint.
    var directory: String
    /// Who asks.
    var grant: Grant
    /// The origin that the token is for: an environment's address, or Microsoft Graph's.
    var resource: String

    /// An application's, by its client secret.
    init(_ application: EntraApplication, resource: String) {
        directory = application.directory.description
        grant = .clientSecret(application: application.id)
        self.resource = resource
    }

    /// `nil` for an identity that does not sign in to Entra.
    init?(_ identity: Identity, resource: String) {
        switch identity {
        case .azureAD(let directory, let application):
            self.directory = directory.description
            grant = .clientSecret(application: application)
        case .office365(let userName, let client, let directory):
            self.directory = directory
            grant = .password(userName: userName, client: client)
        case .mailbox, .channel:
            return nil
        }
        self.resource = resource
    }

    /// The directory where it is configured by its id; a domain cannot be compared with what an environment names.
    var directoryID: GUID? { GUID(directory) }

    /// The kind of grant, for reading refusals.
    var kind: EntraError.Grant {
        switch grant {
        case .clientSecret: .clientSecret
        case .password: .password
        }
    }

    /// The form that asks for a token, with the secret encoded into it in locked memory.
    ///
    /// The secret is the last field, so that everything in front of it is one copy.
    func form(with secret: borrowing SecretBytes) -> SharedSecret {
        let front = Array(fields.utf8)
        return secret.withBytes { secret in
            let form = SecretBytes(capacity: front.count + 3 * secret.count) { form in
                form.copyBytes(from: front)
                var count = front.count
                for byte in secret {
                    PercentEncoding.encode(byte) {
                        form[count] = $0
                        count += 1
                    }
                }
                return count
            }
            return SharedSecret(form)
        }
    }

    private var fields: String {
        let scope = PercentEncoding.encode(resource + "/.default")
        switch grant {
        case .clientSecret(let application):
            return "client_id=\(application)&scope=\(scope)&grant_type=client_credentials&client_secret="
        case .password(let userName, let client):
            return
                "client_id=\(client)&scope=\(scope)&grant_type=password&username=\(PercentEncoding.encode(userName))&password="
        }
    }
}
