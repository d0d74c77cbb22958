import Control
import Credentials

@testable import ControlTestSupport

/// Connections as a page may have them: some of each kind, as many as are asked for.
enum Fleet {
    static let now = Samples.now

    static func list(of count: Int) -> ConnectionList {
        var connections = (0..<count).map { connection($0) }
        connections.append(connection(-1))
        return ConnectionList(connections: connections, health: Samples.health(mailIsRefused: count > 5))
    }

    private static func connection(_ number: Int) -> ConnectionStatus {
        var connection = Samples.connection(
            number < 0 ? "@mail" : number == 2 ? "a-connection-with-a-name-as-long-as-people-make-them" : "c\(number)")
        connection.rotation = RotationStatus()
        connection.handOff = HandOffRecord()
        connection.attention = nil
        connection.told = nil
        connection.probe = ProbeStatus(Samples.report(nil))
        connection.window = WindowStatus(
            state: .open, expiresAt: Timestamp(now + .days(Int64(20 + (number * 7) % 170))), origin: .graph)
        connection.startBy = connection.window.expiresAt.map { Timestamp($0.instant - .days(5)) }
        switch number % 23 {
        case 0:
            connection.attention = .lapsed
            connection.window = WindowStatus(
                state: .lapsed, expiresAt: Timestamp(now - .days(2)), origin: .operator)
            connection.told = ToldStatus(people: 3, at: Timestamp(now - .hours(3)))
            connection.startBy = Timestamp(now - .days(7))
        case 1:
            connection.attention = .renewalDue
            connection.window.expiresAt = Timestamp(now + .days(6))
            connection.startBy = Timestamp(now + .days(1))
            connection.acknowledgement = Samples.answers?.acknowledgement
        case 2:
            connection.attention = .handOff
            connection.handOff = HandOffRecord(Samples.due, deadline: now + .days(3))
            connection.told = ToldStatus(people: 1, at: Timestamp(now - .days(1)))
        case 3: connection.probe = ProbeStatus(Samples.report(.network))
        case 4: connection.window = WindowStatus(state: .never)
        case 5:
            connection.attention = .refused
            connection.probe = ProbeStatus(Samples.failedReport)
        default: break
        }
        return connection
    }
}
