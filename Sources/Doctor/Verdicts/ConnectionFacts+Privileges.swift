internal import Credentials
internal import Ports

/// Privileges that belong together: each alternative of each is enough.
struct PrivilegeRequirement {
    /// Any of these names, the one that Microsoft's article has first.
    var alternatives: [[String]]
    /// How far they have to reach.
    var depth: PrivilegeDepth

    /// Create, Read and Write of User Entity UI Settings, which exist for the user's own rows alone.
    static let uiSettings = PrivilegeRequirement(
        alternatives: ["Create", "Read", "Write"].map { ["prv\($0)UserEntityUISettings"] }, depth: .basic)
    /// Read, Write and AppendTo of System Job; the article's picture shows Append in its place, so either counts.
    static let systemJob = PrivilegeRequirement(
        alternatives: [
            ["prvReadAsyncOperation"], ["prvWriteAsyncOperation"],
            ["prvAppendToAsyncOperation", "prvAppendAsyncOperation"],
        ], depth: .global)
    /// Create of Lead, which the solution's role brings.
    static let leadCreate = PrivilegeRequirement(alternatives: [["prvCreateLead"]], depth: .basic)

    /// All of them.
    static let all = [uiSettings, systemJob, leadCreate]
}

extension PrivilegeRequirement {
    /// The names of all privileges that are looked at.
    static var names: [String] { all.flatMap { $0.alternatives.flatMap { $0 } } }
}

extension Check {
    /// The names of all privileges that the checks look at.
    public static var privileges: [String] { PrivilegeRequirement.names }
}

/// What the role lets the credential do.
extension ConnectionFacts {
    private static let roleName = "Microsoft Marketplace Lead Writer"

    var leadWriterRole: Verdict {
        if let finding = environment.identity.finding, finding.class == .noRole { return .refused(finding) }
        return environment.roles.verdict { roles in
            if let role = roles.first(where: { $0.name == Self.roleName }) {
                return .ok(role.team.map { "it is assigned through the team \($0)" } ?? "it is assigned")
            }
            let others = roles.isEmpty ? "no role" : "only \(roles.map(\.name).sorted().joined(separator: ", "))"
            let isCovered = PrivilegeRequirement.all.allSatisfy { privilege($0).status == .ok }
            return isCovered
                ? .warning("assigned is \(others), which has all privileges that are asked for", .noRole)
                : .fault("assigned is \(others)", .noRole)
        }
    }

    func privilege(_ requirement: PrivilegeRequirement) -> Verdict {
        var missing: [String] = []
        for names in requirement.alternatives {
            let facts = names.map { environment.privileges[$0] ?? .notAsked("it was not asked for") }
            let held = facts.compactMap { $0.value ?? nil }.max()
            if let held, held >= requirement.depth { continue }
            // One that could not be told may be the one that is held.
            if let untold = facts.first(where: { $0.value == nil }) {
                return untold.verdict { _ in .unknown("it was not told") }
            }
            missing.append(held.map { "\(names[0]) (only at the level \($0.label))" } ?? names[0])
        }
        return missing.isEmpty
            ? .ok("held at the level \(requirement.depth.label)")
            : .fault("missing at the level \(requirement.depth.label): \(missing.joined(separator: ", "))")
    }

    var leadSourceColumn: Verdict {
        environment.leadSource.verdict { security in
            switch security {
            case .none: .ok("the column is not secured")
            case .secured(let mayCreate):
                mayCreate.verdict { may in
                    may
                        ? .ok("the column is secured, and the credential may set it")
                        : .fault("the column is secured, and the credential may not set it in a new lead")
                }
            }
        }
    }
}
