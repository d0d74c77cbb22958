import Control
import Credentials
import Doctor

extension Samples {
    /// What the doctor has found about a connection; about `healthy` nothing, and about `dim` nothing but gaps.
    static func examination(_ name: String) -> Examination? {
        let found: [CheckFinding] =
            switch name {
            case "healthy": Check.allCases.map { CheckFinding($0, .ok, "it is so") }
            case "dim":
                [CheckFinding(.leadWriterRole, .unknown, "whoever asked may not read it", missingRight: "prvReadRole")]
            case _:
                [
                    CheckFinding(.environmentHosted, .ok, "it answers"),
                    CheckFinding(
                        .secretExpiry, .warning, "it expires on 2026-12-20",
                        steps: ["Make a new one:\n$ leadkeeper rotate \(name) --dry-run"]),
                    CheckFinding(
                        .leadWriterRole, .fault, "assigned is no role",
                        steps: ["Assign the role.", "Ask an administrator."]),
                    CheckFinding(
                        .privilegeLeadCreate, .unknown, "cannot be told before lead-writer-role is mended",
                        cause: .leadWriterRole),
                    CheckFinding(.servicePrincipal, .unknown, "not permitted", missingRight: "Application.Read.All"),
                ]
            }
        return CredentialName(name).map { Examination(name: $0, at: now, findings: found) }
    }

    static func doctor(_ name: String) -> DoctorReport {
        DoctorReport(connections: examination(name).map { [DoctorReport.Connection($0)] } ?? [])
    }
}
