internal import Foundation
internal import TestBasics

/// Everything that changes while the cloud runs.
struct CloudState {
    /// A token that was given out.
    struct Token {
        let identity: String
        let isApp: Bool
        let tenant: String
        let resourceHost: String
        let expires: Date
    }

    /// What Entra remembers of wrong passwords of one user.
    struct Lockout {
        var failures = 0
        var locks = 0
        var recent: [Int] = []
        var until: Date?
    }

    var world: World
    var generator: SeededGenerator
    var hostility: Double
    var faults: [Fault] = []
    var history: [HistoryEntry] = []
    var tokens: [String: Token] = [:]
    var lockouts: [String: Lockout] = [:]
    /// The times of the last five minutes' requests, by environment and member.
    var requests: [String: [Date]] = [:]
    var publications = Publications()
    var sentMails: [SentMail] = []
    var signIns: [LoggedSignIn] = []
    var signInDelay: TimeInterval = 0
    /// Where a line is written for each token that is given out.
    var tokenNotes: URL?
    /// The moment at which something happens that time has gone past, while it happens.
    var settling: Date?
    /// When the cloud was started.
    let beginning = Date()
    private var offset: TimeInterval = 0

    init(world: World, seed: UInt64, hostility: Double) {
        self.world = world
        generator = SeededGenerator(seed: seed)
        self.hostility = hostility
    }

    // MARK: The clock

    var now: Date { settling ?? Date(timeIntervalSinceNow: offset) }

    mutating func advance(by seconds: TimeInterval) {
        offset += seconds
        settle()
    }

    mutating func set(_ date: Date) {
        offset = date.timeIntervalSinceNow
        settle()
    }

    // MARK: Faults

    /// The fault that happens to a call, if any: an injected one, or one that hostility brings.
    mutating func fault(for call: Call) -> Fault? {
        for index in faults.indices where faults[index].name != .wrongCertificate && faults[index].fits(call) {
            guard faults[index].probability.map({ generator.happens($0) }) ?? true else { continue }
            return take(index)
        }
        guard generator.happens(hostility) else { return nil }
        let unkind: [Fault] = [
            Fault(.status503), Fault(.throttle, value: 1), Fault(.dropBeforeEffect), Fault(.dropAfterEffect),
            Fault(.slowDrip, value: 1),
        ]
        return unkind[generator.next(below: unkind.count)]
    }

    /// What is wrong with the certificate for a handshake with `host`.
    mutating func flaw(for host: String?) -> CertificateAuthority.Flaw {
        for index in faults.indices where faults[index].name == .wrongCertificate {
            guard faults[index].host == nil || faults[index].host?.lowercased() == host,
                faults[index].probability.map({ generator.happens($0) }) ?? true
            else { continue }
            return take(index).flaw ?? .wrongHost
        }
        return .none
    }

    private mutating func take(_ index: Int) -> Fault {
        let fault = faults[index]
        if let count = fault.count {
            faults[index].count = count - 1
            if count <= 1 { faults.remove(at: index) }
        }
        return fault
    }

    // MARK: The services

    func step(_ method: String, _ host: String, _ path: String) -> String {
        if world.loginHosts.contains(where: { $0.lowercased() == host }) { return Entra.step(path) }
        if world.isGraph(host), PartnerCenter.owns(path) { return PartnerCenter.step(method, path) }
        if world.isGraph(host) { return Graph.step(method, path) }
        return environmentIndex(host) == nil ? "other" : Dataverse.step(method, path)
    }

    func environmentIndex(_ host: String) -> Int? {
        world.environments.firstIndex { $0.host.lowercased() == host }
    }

    mutating func answer(_ call: Call, fault: Fault?) -> Reply {
        settle()
        if world.loginHosts.contains(where: { $0.lowercased() == call.host }) {
            return Entra.answer(call, propagation: fault.flatMap(\.propagation), &self)
        }
        if world.isGraph(call.host), PartnerCenter.owns(call.path) { return PartnerCenter.answer(call, &self) }
        if world.isGraph(call.host) { return Graph.answer(call, &self) }
        if let index = environmentIndex(call.host) { return Dataverse.answer(call, index, &self) }
        if world.otherHosts.contains(where: { $0.lowercased() == call.host }) {
            return Reply(
                status: 200, html: "<!DOCTYPE html><title>Welcome</title><p>This is some web site.", outcome: "other")
        }
        return Reply(status: 404, html: "<!DOCTYPE html><title>Not Found</title>", outcome: "no such host")
    }
}

extension Fault {
    fileprivate var propagation: TimeInterval? {
        name == .propagationDelay ? TimeInterval(value ?? 30) : nil
    }
}
