import Foundation
import TestSupport
import Testing

/// A Debian with nothing in it but a systemd, as `make bare` makes it, with what the package depends on in apt's cache.
enum BareDebian: Int, CaseIterable, CustomTestStringConvertible {
    case bookworm = 12
    case trixie = 13

    /// Its root directory, which a machine leaves as it is.
    var tree: String { "\(Repository.root.path)/.build/bare/\(self)/tree" }

    /// Whether it is there, whole.
    var isMade: Bool { FileManager.default.fileExists(atPath: "\(tree)/../key") }

    /// Why it is not there.
    var want: String {
        "there is no bare Debian \(rawValue): `make bare` was not run, or failed for want of root, mmdebstrap or a network"
    }

    var testDescription: String { "Debian \(rawValue)" }

    /// The versions that it is to have: what the package's behaviour may depend on.
    var systemd: String {
        switch self {
        case .bookworm: "252"
        case .trixie: "257"
        }
    }

    /// The release of its gnome-keyring.
    var gnomeKeyring: String {
        switch self {
        case .bookworm: "42"
        case .trixie: "48"
        }
    }

    /// Ends this case of a test, as one that was skipped, where this Debian is not there.
    func orSkip() throws {
        if !isMade { try Test.cancel("\(want)") }
    }
}
