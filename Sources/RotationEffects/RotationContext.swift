public import Credentials
public import Ports
public import SecureMemory

/// The application that rotates and publishes, with what it proves itself by: in its name Microsoft is asked.
public struct Administrator: Sendable {
    /// The application.
    public var application: EntraApplication
    /// Its client secret, or its certificate's key.
    public var proof: SignInProof

    /// The application that asks, and what it proves itself by.
    public init(application: EntraApplication, proof: SignInProof) {
        self.application = application
        self.proof = proof
    }
}

/// What an effect of a rotation needs beside the effect itself; `RotationEffect.needs` says which secrets are there.
public struct RotationContext: Sendable {
    /// The rotation, with the effect written down as under way.
    public var rotation: Rotation
    /// The credential that is rotated.
    public var name: CredentialName
    /// What the configuration says of it; `nil` where it is no longer configured.
    public var credential: Credential?
    /// This installation's id.
    public var install: GUID
    /// Who asks; `nil` where nobody needs to, or nobody can.
    public var administrator: Administrator?
    /// The secret that takes the old one's place.
    public var newSecret: SharedSecret?
    /// The holder of the key that takes the old one's place, where it is one.
    public var newKey: KeyHolder?
    /// The holder of the key that is in use, where it is one.
    public var possession: KeyHolder?
    /// The secret that is replaced.
    public var oldSecret: SharedSecret?
    /// What the keyring's item is called.
    public var label: String
    /// What a probe is to do.
    public var plan = ProbePlan(lead: nil)
    /// Whether the issuer refuses the old password, so that only an administrator can set a new one.
    public var isOldRefused: Bool
    /// Since when single sign-ins are read.
    public var signInsSince: Instant
    /// The wall clock.
    public var now: Instant

    /// What is at hand before any secret is read.
    public init(
        rotation: Rotation, name: CredentialName, credential: Credential?, install: GUID, label: String,
        isOldRefused: Bool,
        now: Instant
    ) {
        self.rotation = rotation
        self.name = name
        self.credential = credential
        self.install = install
        self.label = label
        self.isOldRefused = isOldRefused
        self.now = now
        signInsSince = now
    }
}

extension RotationContext {
    /// The application whose keys it is about.
    var application: EntraApplication {
        get throws(Setback) {
            guard let application = rotation.application else {
                throw Setback(.refused, message: "it has no application")
            }
            return application
        }
    }

    /// Whoever asks.
    var who: Administrator {
        get throws(Setback) {
            guard let administrator else { throw Setback(.transient, message: "there is no secret of @administrator") }
            return administrator
        }
    }

    /// The credential as it is configured.
    var configured: Credential {
        get throws(Setback) {
            guard let credential else { throw Setback(.transient, message: "it is not configured") }
            return credential
        }
    }

    /// The new secret.
    var new: SharedSecret {
        get throws(Setback) {
            guard let newSecret else { throw Setback.keyringLacks }
            return newSecret
        }
    }

    /// What the application signs in with from now on.
    var newProof: SignInProof {
        get throws(Setback) {
            if let newKey { return .certificate(newKey) }
            return .secret(try new)
        }
    }

    /// The holder of the key in use, whose possession Microsoft wants to see proven.
    var holder: KeyHolder {
        get throws(Setback) {
            guard let possession else {
                throw Setback(.refused, message: "it does not sign in with a certificate any more")
            }
            return possession
        }
    }
}

extension Setback {
    static let keyringLacks = Setback(.transient, message: "the keyring does not give the secret")
}
