import TestSupport
import Testing

/// What one connection was given to store, and which of it may be in use.
struct StoredSecrets {
    private let name: String
    private let site: Site
    /// The last one that was accepted, or seen in use after a crash left open whether it was.
    private var current: String?
    /// Those that came after it, and whose fate nobody was told.
    private var doubtful: [String] = []
    private(set) var accepted = 0
    private(set) var shown = 0
    /// How many were refused when they were tried.
    private var given = 0
    /// The key ids of those that the daemon said were not stored.
    private(set) var refused: Set<String> = []

    init(of name: String, on site: Site) {
        self.name = name
        self.site = site
    }

    /// Stores one more, notes what became of it, and tells whether it was accepted.
    mutating func store(days: Int) async throws -> Bool {
        let keyID = "\(name)-\(accepted + doubtful.count + refused.count + given)-\(UInt32.random(in: 0 ... .max))"
        let secret = site.issueSecret(for: name, keyID: keyID)
        let answer = try await site.store(secret, for: name, days: days)
        if answer.exit == .code(0) {
            accepted += 1
            current = secret
            doubtful = []
        } else if answer.json.outcome.string == "on-trial" {
            doubtful.append(secret)
        } else if answer.json.outcome.string == "refused" {
            // It was tried, and it is right: something on the way said otherwise.
            given += 1
        } else if answer.complaint.contains("ended before it answered") || answer.complaint.contains("took too long") {
            doubtful.append(secret)
        } else {
            refused.insert(keyID)
        }
        return answer.exit == .code(0)
    }

    /// Holds what is shown now against what may be in use: what was accepted last, or what came later and may have
    /// been.
    mutating func check() async throws {
        let answer = try await site.shownSecret(of: name)
        switch answer.exit {
        case .code(0):
            shown += 1
            #expect(current == nil || answer.output == current || doubtful.contains(answer.output), "a secret was lost")
            if answer.output != current, let index = doubtful.firstIndex(of: answer.output) {
                current = answer.output
                doubtful.removeSubrange(...index)
            }
        case .code(1):
            #expect(current == nil, "the secret was lost: \(answer.complaint)")
        default:
            // The daemon, the worker or the keyring has just been killed: nothing can be said.
            break
        }
    }
}
