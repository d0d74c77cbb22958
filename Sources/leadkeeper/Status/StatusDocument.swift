internal import Control
internal import Credentials
internal import JSON
internal import Triage

/// What `status --json` prints.
struct StatusDocument: Encodable {
    var connections: [ConnectionStatus]
    @Nullable var health: HealthStatus?
    @Nullable var hold: HoldStatus?

    init(connections: [ConnectionStatus], health: HealthStatus?, hold: HoldStatus?) {
        (self.connections, self.health, self.hold) = (connections, health, hold)
    }

    /// Prints all connections that are chosen, as they come: what the daemon says of each is laid out and not read, but
    /// where something has to be known of it, and kept only where they are to be put in another order.
    static func print(_ context: CommandContext, _ selection: StatusSelection) throws(Failure) {
        let operation = "list the connections"
        let now = context.times.now
        let isSorted = context.invocation.has(.sort)
        var writer = Writer(output: context.output)
        var kept: [(key: StatusSelection.SortKey, bytes: [UInt8])] = []
        try writer.append(#"{"connections":["#.utf8)
        let list = try context.client.connections(to: operation) { bytes throws(Failure) in
            guard isSorted || !selection.isEverything else { return try writer.append(element: bytes) }
            let connection = try context.client.connection(bytes, operation)
            let concern = connection.concern(at: now)
            guard selection.takes(connection, concern, at: now) else { return }
            guard isSorted else { return try writer.append(element: bytes) }
            kept.append((StatusSelection.SortKey(connection, concern), bytes))
        }
        for (_, bytes) in kept.sorted(by: { $0.key.precedes($1.key, in: selection.order) }) {
            try writer.append(element: bytes)
        }
        let rest = StatusDocument(connections: [], health: list.health, hold: list.hold)
        guard let bytes = try? JSONCoder.encode(rest), let end = bytes.firstIndex(of: UInt8(ascii: "]")) else {
            throw Failure(.internal, "failed to print the answer: it cannot be put as JSON")
        }
        try writer.append(bytes[end...])
        try writer.end()
    }

    /// Lays out what comes, and writes it when there is some.
    private struct Writer {
        private static let pieceSize = 65_536

        let output: Output
        private var layout = JSONLayout()
        private var lines: [UInt8] = []
        private var hasElements = false

        init(output: Output) { self.output = output }

        mutating func append(element: [UInt8]) throws(Failure) {
            if hasElements { try append(CollectionOfOne(UInt8(ascii: ","))) }
            hasElements = true
            try append(element)
        }

        mutating func append(_ bytes: some Collection<UInt8>) throws(Failure) {
            layout.append(bytes, to: &lines)
            guard lines.count >= Self.pieceSize else { return }
            try flush()
        }

        mutating func end() throws(Failure) {
            lines.append(UInt8(ascii: "\n"))
            try flush()
        }

        private mutating func flush() throws(Failure) {
            if !output.isQuiet { try Output.write(lines) }
            lines.removeAll(keepingCapacity: true)
        }
    }
}
