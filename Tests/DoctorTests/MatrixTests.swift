import Credentials
import Doctor
import Foundation
import TestSupport
import Testing

/// One thing wrong at a time, and two, in the simulated cloud.
@Suite(.serialized)
struct MatrixTests {
    static let methods = SignInMethod.ofLeads

    @Test(arguments: methods)
    func `every check has a world in which it alone is wrong`(method: SignInMethod) async throws {
        let credential = try Patient(method, at: "https://contoso.localhost", now: Instant(secondsSinceEpoch: 0))
            .credential()
        let made = Check.allCases.filter { $0.isMade(for: credential) }
        #expect(Ailment.all(method).map(\.check) == made)
    }

    @Test func `every check is made for one of the ways to sign in`() {
        #expect(Set(Self.methods.flatMap { Ailment.all($0).map(\.check) }) == Set(Check.allCases))
    }

    @Test(arguments: methods)
    func `where everything is right, everything is found right`(method: SignInMethod) async throws {
        try await Clinic.open { clinic in
            let findings = try await clinic.examine(clinic.patient(method)).findings
            #expect(findings.filter { $0.status != .ok } == [])
            #expect(findings.allSatisfy { !$0.evidence.isEmpty && $0.steps.isEmpty })
        }
    }

    @Test(arguments: methods)
    func `without a single right but to write leads, nothing is found wrong and each gap says why`(
        method: SignInMethod
    ) async throws {
        try await Clinic.open { clinic in
            let findings = try await clinic.examine(clinic.patient(method).bare()).findings
            #expect(findings.filter { $0.status == .fault || $0.status == .warning } == [])
            let isDynamics = !method.secretOpensPlace
            #expect(findings.contains { $0.missingRight == "prvReadUser" } == isDynamics)
            #expect(findings.allSatisfy { !$0.evidence.isEmpty })
            if isDynamics { #expect(findings.first { $0.check == .privilegeSystemJob }?.status == .ok) }
        }
    }

    @Test func `a table that nobody has written into yet is not missed, and no lead is said to have been written`()
        async throws
    {
        try await Clinic.open { clinic in
            var patient = clinic.patient(.azureTable)
            patient.hasWritten = false
            patient.places.tables = []
            let findings = try await clinic.examine(patient).findings
            #expect(findings.filter { $0.status == .fault || $0.status == .warning } == [])
            #expect(findings.first { $0.check == .storageTable }?.status == .ok)
            #expect(findings.first { $0.check == .leadWritten }?.status == .unknown)
        }
    }

    @Test(arguments: methods)
    func `what alone is wrong is the one thing found, with steps that mend it`(method: SignInMethod) async throws {
        try await Clinic.open { clinic in
            for ailment in Ailment.all(method, strange: clinic.strange) {
                var patient = clinic.patient(method)
                ailment.change(&patient)
                let examination = try await clinic.examine(patient)
                let amiss = examination.amiss
                #expect(amiss.map(\.check) == [ailment.check], "\(method): \(ailment)")
                #expect(amiss.first?.status == ailment.status, "\(method): \(ailment)")
                #expect(amiss.first?.steps.isEmpty == false, "\(method): \(ailment)")
                expectOrder(examination, "\(method): \(ailment)")
                let untold = examination.findings.filter { $0.status == .unknown && $0.cause != ailment.check }
                #expect(ailment.status != .fault || untold == [], "\(method): \(ailment)")
            }
        }
    }

    @Test(arguments: methods)
    func `a credential without rights is never said to have another fault than its own`(method: SignInMethod)
        async throws
    {
        try await Clinic.open { clinic in
            for ailment in Ailment.all(method, strange: clinic.strange) {
                var patient = clinic.patient(method).bare()
                ailment.change(&patient)
                let examination = try await clinic.examine(patient)
                let wrong = examination.findings.filter { $0.status == .fault }.map(\.check)
                // Without the role nothing else shows than that the privileges are missing.
                let others = wrong.filter { $0 != ailment.check }
                #expect(
                    others.isEmpty
                        || examination.findings.contains { $0.check == ailment.check && $0.status == .unknown },
                    "\(method): \(ailment) is taken for \(others)")
                expectOrder(examination, "\(method): \(ailment)")
            }
        }
    }

    /// Both cannot be: an application for one directory alone is none for personal accounts; and of what stands on the way
    /// the first alone is met.
    private static let impossible: Set<Set<Check>> = [
        [.applicationMultiTenant, .secretRoom],
        // Nobody gets as far as the second of them.
        [.proxy, .nameResolution], [.proxy, .tls], [.proxy, .connection], [.nameResolution, .tls],
        [.nameResolution, .connection], [.tls, .connection],
        // Without a table there is nothing to write into before Microsoft makes one.
        [.storageTable, .leadWritten],
    ]

    /// Of how many pairs one is tried, another one in each run; `make prove` tries all.
    private static let share = ProcessInfo.processInfo.environment["LEADKEEPER_PAIRS"].flatMap { Int($0) } ?? 5

    @Test(arguments: methods)
    func `of two things that are wrong both are found, the cause before what it hides`(method: SignInMethod)
        async throws
    {
        try await Clinic.open { clinic in
            let all = Ailment.all(method, strange: clinic.strange)
            // What is about leadkeeper alone changes no answer of anybody's, so those need not be asked for anew.
            var known: [Check: ConnectionFacts] = [:]
            var turn = Int.random(in: 0..<max(Self.share, 1))
            for (index, first) in all.enumerated() {
                for second in all[(index + 1)...] where !Self.impossible.contains([first.check, second.check]) {
                    turn += 1
                    guard turn.isMultiple(of: max(Self.share, 1)) else { continue }
                    var patient = clinic.patient(method)
                    first.change(&patient)
                    second.change(&patient)
                    var facts: ConnectionFacts
                    if first.isOwn, let kept = known[second.check] {
                        facts = kept
                    } else {
                        facts = try await clinic.facts(of: patient)
                        if first.isOwn { known[second.check] = facts }
                    }
                    patient.lay(into: &facts)
                    let examination = Examination(of: facts)
                    let pair = "\(method): \(first) and \(second)"
                    let both = [first.check, second.check]
                    #expect(
                        !examination.amiss.isEmpty && examination.amiss.allSatisfy { both.contains($0.check) },
                        "\(pair)")
                    for check in both {
                        let finding = try #require(examination.findings.first { $0.check == check })
                        let isHidden = finding.cause.map { $0 != check && both.contains($0) } ?? false
                        #expect(
                            finding.status == .fault || finding.status == .warning || isHidden, "\(pair): \(finding)")
                    }
                    expectOrder(examination, pair)
                }
            }
        }
    }

    /// A cause stands before what it hides.
    private func expectOrder(_ examination: Examination, _ what: String) {
        for (index, finding) in examination.findings.enumerated() {
            guard let cause = finding.cause else { continue }
            let place = examination.findings.firstIndex { $0.check == cause }
            #expect(place.map { $0 < index } == true, "\(what): \(finding.check.rawValue)")
        }
    }
}

extension Examination {
    /// What is wrong.
    fileprivate var amiss: [CheckFinding] { findings.filter { $0.status == .fault || $0.status == .warning } }
}
