package import Bookkeeping
package import Credentials

/// The keys on applications that something known belongs to, by their ids, so that nobody searches all records for one.
package struct KeyIndex {
    /// How many versions, and how many rotations under way, have a key.
    private var versions: [GUID: Int] = [:]
    private var rotations: [GUID: Int] = [:]

    /// Whether a version of any credential has that key.
    package func isOfVersion(_ key: GUID) -> Bool { versions[key] != nil }

    /// Whether a version, or the old or the new side of a rotation under way, has that key.
    package func isKept(_ key: GUID) -> Bool { isOfVersion(key) || rotations[key] != nil }

    /// A record has changed, come or gone.
    package mutating func replace(_ old: CredentialRecord?, by new: CredentialRecord?) {
        if old?.versions != new?.versions {
            Self.count(old?.keysOfVersions, by: -1, in: &versions)
            Self.count(new?.keysOfVersions, by: 1, in: &versions)
        }
        if old?.$rotation != new?.$rotation {
            Self.count(old?.keysOfRotation, by: -1, in: &rotations)
            Self.count(new?.keysOfRotation, by: 1, in: &rotations)
        }
    }

    private static func count(_ keys: [GUID]?, by change: Int, in counts: inout [GUID: Int]) {
        for key in keys ?? [] {
            let count = counts[key, default: 0] + change
            counts[key] = count == 0 ? nil : count
        }
    }
}

extension CredentialRecord {
    fileprivate var keysOfVersions: [GUID] { versions.compactMap { $0.keyID.flatMap { GUID($0) } } }
    fileprivate var keysOfRotation: [GUID] { [rotation?.old?.keyID, rotation?.new?.keyID].compactMap(\.self) }
}
