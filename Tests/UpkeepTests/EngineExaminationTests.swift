import Credentials
import Doctor
import Ports
import SecureMemory
import Simulation
import Testing
import UpkeepState

@testable import Upkeep

/// Microsoft, which answers the doctor only when it is let.
private actor HeldExaminer: ConnectionExaminer {
    /// Who is asked about, in the order of the asking.
    private(set) var asked: [CredentialName] = []
    private(set) var most = 0
    private var held: [CheckedContinuation<Void, Never>] = []
    private var isOpen = false
    private var watcher: (count: Int, continuation: CheckedContinuation<Void, Never>)?

    nonisolated func hosts(of credential: Credential, at instant: Instant) async -> [HostAnswer] {
        await hold(credential.name)
        return []
    }

    nonisolated func place(of credential: Credential, secret: SharedSecret?, at instant: Instant) async -> PlaceFacts {
        PlaceFacts(notAsked: "nobody looks")
    }

    nonisolated func environment(
        of credential: Credential, secret: SharedSecret?, isAddressProven: Bool, at instant: Instant,
        secretAge: TimeSpan
    ) async -> EnvironmentFacts { EnvironmentFacts(notAsked: "nobody looks") }

    nonisolated func directory(
        of credential: Credential, as application: EntraApplication, proof: SignInProof
    ) async -> DirectoryFacts { DirectoryFacts(notAsked: "nobody looks") }

    private func hold(_ name: CredentialName) async {
        asked.append(name)
        if let (count, continuation) = watcher, asked.count >= count {
            watcher = nil
            continuation.resume()
        }
        guard !isOpen else { return }
        await withCheckedContinuation {
            held.append($0)
            most = max(most, held.count)
        }
    }

    /// Waits until so many were asked about.
    func isAsked(_ count: Int) async {
        guard asked.count < count else { return }
        await withCheckedContinuation { watcher = (count, $0) }
    }

    /// Lets the one go on that waits longest.
    func release() { held.removeFirst().resume() }

    /// Lets all go on, and whoever comes.
    func open() {
        isOpen = true
        for continuation in held { continuation.resume() }
        held = []
    }
}

/// How many examinations are made at once, and what becomes of those that wait.
@Suite struct EngineExaminationTests {
    private let simulation: Simulation
    private let names: [CredentialName]
    private let credentials: [Credential]
    private let examiner = HeldExaminer()

    init() async throws {
        credentials = try (1...Examinations.limit + 3).map { try Credential.sample("connection-\($0)") }
        names = credentials.map(\.name)
        simulation = try await Simulation(credentials)
        await simulation.engine.use(
            prober: simulation.prober, issuer: simulation.cloud, marketplace: simulation.cloud,
            testLeads: simulation.cloud, signIns: simulation.cloud, mailer: simulation.mailer,
            noticeWriter: KeyWriter(), examiner: examiner)
    }

    private typealias Outcome = Result<Examination, EngineError>

    private func begin(_ name: CredentialName) -> Task<Outcome, Never> {
        Task {
            do throws(EngineError) {
                return .success(try await simulation.engine.examine(name))
            } catch {
                return .failure(error)
            }
        }
    }

    /// Begins as many as there is room for, and then the others, one after the other.
    private func fill() async -> [Task<Outcome, Never>] {
        var tasks: [Task<Outcome, Never>] = []
        for (index, name) in names.enumerated() {
            tasks.append(begin(name))
            if index < Examinations.limit {
                await examiner.isAsked(index + 1)
            } else {
                await isWaiting(index + 1 - Examinations.limit)
            }
        }
        return tasks
    }

    private func isWaiting(_ count: Int) async {
        while await simulation.engine.examinationCounts.waiting != count { await Task.yield() }
    }

    @Test func `so many are examined at once as there is room for, and the others in the order in which they came`()
        async throws
    {
        let tasks = await fill()
        #expect(await examiner.asked == Array(names.prefix(Examinations.limit)))
        for count in Examinations.limit + 1...names.count {
            await examiner.release()
            await examiner.isAsked(count)
        }
        #expect(await examiner.asked == names)
        await examiner.open()
        for (task, name) in zip(tasks, names) { #expect(try await task.value.get().name == name) }
        #expect(await examiner.most == Examinations.limit)
    }

    @Test func `who gives up while waiting is let go at once, and keeps nobody waiting`() async throws {
        let tasks = await fill()
        let second = tasks[Examinations.limit + 1]
        second.cancel()
        guard case .failure = await second.value else {
            Issue.record("it was examined")
            return
        }
        await isWaiting(2)
        await examiner.open()
        for task in tasks where task != second { _ = try await task.value.get() }
        #expect(await !examiner.asked.contains(names[Examinations.limit + 1]))
        try await expectRoom()
    }

    @Test func `who gives up in the moment of the turn leaves the place to others`() async throws {
        let tasks = await fill()
        for task in tasks.dropFirst(Examinations.limit) { task.cancel() }
        await examiner.open()
        for task in tasks { _ = await task.value }
        try await expectRoom()
    }

    @Test func `a connection that goes while it waits says so, and its place goes on to the next`() async throws {
        let tasks = await fill()
        let gone = names[Examinations.limit]
        try await simulation.engine.load(credentials.filter { $0.name != gone }, operators: [])
        await examiner.open()
        for (task, name) in zip(tasks, names) {
            switch await task.value {
            case .success(let examination): #expect(examination.name == name && name != gone)
            case .failure(let error): #expect(error.code == .unknownCredential && name == gone)
            }
        }
        try await expectRoom()
    }

    /// No place is lost.
    private func expectRoom() async throws {
        let counts = await simulation.engine.examinationCounts
        #expect(counts.underWay == 0 && counts.waiting == 0)
    }
}
