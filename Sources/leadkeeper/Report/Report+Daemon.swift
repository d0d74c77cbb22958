internal import Control
internal import Credentials
internal import Doctor

/// What of the daemon's answers comes into a report.
extension Report.Daemon {
    init(_ list: ConnectionList, _ events: EventList, _ notices: NoticeList, _ names: ReportNames) {
        health = list.health.map { Self.health($0, names) } ?? []
        connections = list.connections.compactMap { Report.Connection($0, names) }
        self.events = events.events.map { event in
            Report.Event(
                number: event.id, at: event.at, event: ReportTerm(event.type, of: EventKind.allCases.map(\.word)),
                connection: names.connection(event.connection), class: event.class)
        }
        self.notices = notices.notices.map { notice in
            Report.Notice(
                number: notice.id, at: notice.createdAt, connection: names.connection(notice.connection),
                recipient: names.recipient(notice.recipient), way: names.way(notice.channel), state: notice.state,
                attempts: notice.attempts, replyCode: notice.lastReply?.code)
        }
    }

    private static func health(_ health: HealthStatus, _ names: ReportNames) -> [Report.Part] {
        let parts: [(DaemonFault.Part, HealthStatus.Part)] = [
            (.mail, health.mail), (.keyring, health.keyring.part), (.clock, health.clock),
            (.configuration, health.configuration), (.ledger, health.ledger), (.disk, health.disk),
        ]
        var all = parts.map { part, known in
            Report.Part(
                part: ReportTerm(part), status: known.status, reason: ReportTerm(reason: known.reason),
                needsAttention: known.needsAttention, since: known.since)
        }
        for way in health.alertPaths ?? [] {
            all.append(
                Report.Part(
                    name: names.way(way.name), status: way.status, reason: ReportTerm(reason: way.reason),
                    needsAttention: way.needsAttention, since: way.since))
        }
        if let heartbeat = health.heartbeat {
            all.append(
                Report.Part(
                    part: ReportTerm("heartbeat", of: ["heartbeat"]), status: heartbeat.status,
                    reason: ReportTerm(reason: heartbeat.reason)))
        }
        return all
    }
}

extension Report.Connection {
    fileprivate init?(_ status: ConnectionStatus, _ names: ReportNames) {
        guard let name = names.connection(status.name) else { return nil }
        self.init(
            name: name, host: names.host(status.url),
            method: ReportTerm(status.method, of: SignInMethod.allCases.map(\.rawValue) + ["smtp"]),
            identity: names.identity(status.identity), contacts: status.contacts.compactMap(names.recipient),
            secretIsStored: status.secret.stored, secretIsOnTrial: status.trial != nil,
            issuedAt: status.secret.issuedAt, window: status.window.state, expiresAt: status.window.expiresAt,
            expiryOrigin: status.window.origin, probe: Report.Probe(status.probe), rotationMode: status.rotation.mode,
            rotationStep: status.rotation.step, rotationNeedsAttention: status.rotation.needsAttention,
            handOff: status.handOff.state,
            conditions: status.conditions.map { condition in
                Report.Part(
                    part: ReportTerm(condition.type), status: condition.status,
                    reason: ReportTerm(reason: condition.reason), since: condition.since)
            },
            checks: status.doctor?.checks.map { ReportTerm($0) } ?? [],
            decision: ReportTerm(status.decision.reason), next: status.next.map { ReportTerm($0.action) },
            nextAt: status.next?.at)
    }
}

extension Report.Probe {
    fileprivate init(_ probe: ProbeStatus) {
        self.init(
            result: probe.result, class: probe.class, step: probe.step, code: ReportTerm(code: probe.code),
            at: probe.at, milliseconds: probe.durationMilliseconds,
            steps: probe.steps.map { ReportTerm($0.result) })
    }
}
