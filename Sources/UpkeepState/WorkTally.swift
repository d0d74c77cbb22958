/// How much of the inventory and of the records was read, for tests that count work instead of time.
///
/// A walk counts as many as it may meet. It belongs to one engine.
package final class WorkTally {
    /// How often a credential was read, or walked over.
    package internal(set) var credentials = 0
    /// How often a record was read, or walked over.
    package internal(set) var records = 0
    /// How many credentials were looked at.
    package internal(set) var looks = 0

    /// Nothing was read yet.
    package init() {}

    /// A credential is looked at.
    package func countLook() { looks += 1 }
}
