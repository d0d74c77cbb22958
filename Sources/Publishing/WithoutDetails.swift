public import Control
internal import Credentials

extension ConnectionList {
    /// The same without what names a host, a person or an address, and without any sentence that may: what is left is
    /// names of connections and channels, dates, numbers, and words of fixed lists.
    ///
    /// What is kept is named here, and nothing else is, so that a member that is new is left out until somebody has
    /// thought about it. In the place of a sentence there is the word for it.
    public var withoutDetails: ConnectionList {
        ConnectionList(
            connections: connections.map(\.withoutDetails), health: health?.withoutDetails,
            hold: hold.map { hold in
                var hold = hold
                hold.person = ""
                return hold
            })
    }
}

extension ConnectionStatus {
    fileprivate var withoutDetails: ConnectionStatus {
        ConnectionStatus(
            name: name, url: nil, method: method, identity: "", contacts: [], secret: secret.withoutDetails,
            window: window.withoutDetails, probe: probe.withoutDetails, rotation: rotation.withoutDetails,
            handOff: handOff.withoutDetails, conditions: conditions.map(\.withoutDetails), next: next,
            decision: DecisionStatus(reason: decision.reason, message: decision.reason.rawValue),
            trial: trial?.withoutDetails, startBy: startBy, doctor: doctor, attention: attention, told: told,
            probing: probing)
    }
}

extension SecretStatus {
    fileprivate var withoutDetails: SecretStatus {
        SecretStatus(stored: stored, kind: kind, issuedAt: issuedAt, changedElsewhereAt: changedElsewhereAt)
    }
}

extension WindowStatus {
    fileprivate var withoutDetails: WindowStatus {
        WindowStatus(
            state: state, expiresAt: expiresAt, remainingSeconds: remainingSeconds, origin: origin, givenAt: givenAt,
            noticeAt: noticeAt)
    }
}

extension TrialStatus {
    fileprivate var withoutDetails: TrialStatus {
        TrialStatus(
            kind: kind, version: "", storedAt: storedAt, issuedAt: issuedAt, keyID: nil, window: window.withoutDetails,
            probe: probe.withoutDetails, nextAttemptAt: nextAttemptAt)
    }
}

extension ProbeStatus {
    fileprivate var withoutDetails: ProbeStatus {
        var probe = ProbeStatus(nil)
        (probe.result, probe.extent, probe.class, probe.step) = (result, extent, `class`, step)
        (probe.answeredBy, probe.at, probe.durationMilliseconds) = (answeredBy, at, durationMilliseconds)
        probe.steps = steps.map {
            Step(name: $0.name, result: $0.result, durationMilliseconds: $0.durationMilliseconds)
        }
        return probe
    }
}

extension RotationStatus {
    fileprivate var withoutDetails: RotationStatus {
        var rotation = RotationStatus(mode: mode)
        (rotation.beginsAt, rotation.step, rotation.needsAttention) = (beginsAt, step, needsAttention)
        (rotation.waitingFor, rotation.since, rotation.deadline) = (waitingFor, since, deadline)
        rotation.attention = attention.map { attention in
            var bare = attention
            (bare.code, bare.message) = (nil, attention.reason.rawValue)
            return bare
        }
        rotation.last = last.map { last in
            var last = last
            last.id = ""
            return last
        }
        return rotation
    }
}

extension HandOffRecord {
    fileprivate var withoutDetails: HandOffRecord {
        var record = HandOffRecord()
        (record.state, record.dueSince, record.deadline) = (state, dueSince, deadline)
        (record.confirmedAt, record.publishedAt, record.vouchedAt) = (confirmedAt, publishedAt, vouchedAt)
        (record.testLeadAt, record.signInAt) = (testLeadAt, signInAt)
        return record
    }
}

extension ConditionStatus {
    fileprivate var withoutDetails: ConditionStatus {
        ConditionStatus(Condition(type, status, reason, reason, since: since?.instant))
    }
}

extension HealthStatus {
    fileprivate var withoutDetails: HealthStatus {
        var health = HealthStatus(Health(HealthFacts()), service: service)
        health.needsAttention = needsAttention
        (health.mail, health.keyring, health.clock) = (
            mail.withoutDetails, KeyringHealth(keyring.part.withoutDetails, nil), clock.withoutDetails
        )
        (health.configuration, health.ledger) = (configuration.withoutDetails, ledger.withoutDetails)
        health.disk = disk.withoutDetails
        health.publishing = publishing?.withoutDetails
        health.heartbeat = heartbeat.map { heartbeat in
            var bare = heartbeat
            (bare.host, bare.message) = (nil, heartbeat.reason)
            return bare
        }
        health.alertPaths = alertPaths.map { paths in
            paths.map { path in
                var bare = path
                bare.message = path.reason
                return bare
            }
        }
        return health
    }
}

extension HealthStatus.Part {
    fileprivate var withoutDetails: HealthStatus.Part {
        HealthStatus.Part(
            status: status, reason: reason, message: reason, needsAttention: needsAttention, since: since)
    }
}
