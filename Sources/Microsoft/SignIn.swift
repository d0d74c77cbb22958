internal import Basics
internal import Credentials
internal import Ports
internal import Refusals
internal import SecureMemory

/// How a credential asks Entra for a token: everything but its secret.
struct SignIn: Hashable {
    /// The two grants that are in use.
    enum Grant: Hashable {
        /// Client credentials, RFC 6749 §4.4: a secret, or an assertion of RFC 7523 in its place.
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

    /// An application's.
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
        case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat:
            return nil
        }
        self.resource = resource
    }

    /// The directory where it is configured by its id; a domain cannot be compared with what an environment names.
    var directoryID: GUID? { GUID(directory) }

    /// The kind of grant, for reading refusals.
    func kind(by proof: SignInProof) -> EntraError.Grant {
        switch (grant, proof) {
        case (.clientSecret, .secret): .clientSecret
        case (.clientSecret, .certificate): .certificate
        case (.password, _): .password
        }
    }

    /// The form that asks for a token, with the secret encoded into it in locked memory.
    ///
    /// The secret is the last field, so that everything in front of it is one copy.
    func form(with secret: borrowing SecretBytes) -> SharedSecret {
        switch grant {
        case .clientSecret: form(ending: "&client_secret=", secret)
        case .password(let userName, _):
            form(ending: "&username=\(PercentEncoding.encode(userName))&password=", secret)
        }
    }

    /// The form that asks for a token with an assertion: RFC 7523 §2.2.
    func form(withAssertion assertion: borrowing SecretBytes) -> SharedSecret {
        let type = PercentEncoding.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        return form(ending: "&client_assertion_type=\(type)&client_assertion=", assertion)
    }

    private func form(ending: String, _ secret: borrowing SecretBytes) -> SharedSecret {
        let front = Array((fields + ending).utf8)
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
            return "client_id=\(application)&scope=\(scope)&grant_type=client_credentials"
        case .password(_, let client):
            return "client_id=\(client)&scope=\(scope)&grant_type=password"
        }
    }
}
