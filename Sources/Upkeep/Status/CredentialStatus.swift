public import Bookkeeping
public import Credentials
public import Doctor
internal import UpkeepState

/// What a person is shown of one credential.
public struct CredentialStatus: Sendable {
    /// What the configuration says.
    public var credential: Credential
    /// The version in use; `nil` where no secret is stored.
    public var current: SecretVersion?
    /// The version that is tried before it takes the place of that, and its trial; `nil` where none is.
    public var trial: (version: SecretVersion, trial: Trial)?
    /// When that is tried next; `nil` where nothing is, or only a person has it tried again.
    public var nextTrialAt: Instant?
    /// The version's window; `nil` where no secret is stored.
    public var window: Window?
    /// What is remembered of it.
    public var standing: Standing
    /// What is due and what comes next.
    public var decision: Decision
    /// The rotation that is under way; `nil` where none is.
    public var rotation: Rotation?
    /// What it waits for; `nil` while it works.
    public var rotationWait: RotationWait?
    /// The last rotation that has ended; `nil` where there was none.
    public var lastRotation: Rotation?
    /// What is known of who signs in with its keys; `nil` where nothing is.
    public var signIns: SignInSight?
    /// What is known of the leads that the marketplace writes; `nil` where nothing is.
    public var leads: LeadSight?
    /// By when a person should have entered the secret in use in Partner Center; `nil` where nobody is asked to.
    public var handOffDeadline: Instant?
    /// By when people have to begin to replace the secret in use; `nil` where nobody knows.
    public var startBy: Instant?
    /// Who was told last of what asks for somebody; `nil` where nothing does, or nobody was told.
    public var told: LastTold?
    /// When leadkeeper begins to replace it by itself, for the end of its window; `nil` where it does not.
    public var rotationBeginsAt: Instant?
    /// What people have answered to notices about it, as far as that still counts.
    public var answers: Answers
    /// The aspects of its health, in the order of `Condition.Kind`.
    public var conditions: [Condition]
    /// What the doctor has found last; `nil` before it has looked.
    public var examination: Examination?
    /// What asks for somebody; `nil` where nothing does.
    public var attention: Attention? { conditions.lazy.compactMap(\.attention).first }
    /// The moment that all of it is seen from.
    public var at: Instant
}
