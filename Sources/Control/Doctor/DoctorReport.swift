public import Credentials
public import Doctor

/// What the doctor has found.
public struct DoctorReport: Codable, Hashable, Sendable {
    /// About one connection.
    public struct Connection: Codable, Hashable, Sendable {
        /// Its name.
        public var name: String
        /// When it was looked at.
        public var at: Timestamp
        /// One for each check that is made for it; a cause stands before what it hides.
        public var findings: [FindingRecord]

        /// An examination as JSON has it.
        public init(_ examination: Examination) {
            name = examination.name.description
            at = Timestamp(examination.at)
            findings = examination.findings.map(FindingRecord.init)
        }
    }

    /// One element for each connection that was asked for.
    public var connections: [Connection]

    /// What was found about those.
    public init(connections: [Connection]) { self.connections = connections }
}

extension DoctorReport: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What the doctor has found.", ["connections": .array(.reference(Connection.self))])
}

extension DoctorReport.Connection: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What the doctor has found about a connection.",
        [
            "name": .string("The connection.", example: "contoso"), "at": .time("When it was looked at."),
            "findings": .array(.reference(FindingRecord.self)),
        ])
}

/// What the doctor has found last about a connection, in numbers.
public struct DoctorSummary: Codable, Hashable, Sendable {
    /// When.
    public var at: Timestamp
    /// How many checks have found a fault.
    public var faults: Int
    /// How many warn.
    public var warnings: Int
    /// How many could not be told.
    public var untold: Int
    /// Which have found a fault, or warn; the faults first.
    public var checks: [Check]

    /// An examination in numbers.
    public init(_ examination: Examination) {
        at = Timestamp(examination.at)
        faults = examination.count(.fault)
        warnings = examination.count(.warning)
        untold = examination.count(.unknown)
        let wrong = { (status: CheckFinding.Status) in
            examination.findings.filter { $0.status == status }.map(\.check)
        }
        checks = wrong(.fault) + wrong(.warning)
    }
}

extension DoctorSummary: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What the doctor has found last, in numbers.",
        [
            "at": .time("When."), "faults": .integer("How many checks have found a fault.", example: 1),
            "warnings": .integer("How many warn.", example: 0),
            "untold": .integer("How many could not be told.", example: 4),
            "checks": .array(.choice("A check that has found a fault, or warns; the faults first.", Check.allCases)),
        ])
}
