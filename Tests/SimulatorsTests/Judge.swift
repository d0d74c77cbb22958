import TestSupport

/// Microsoft's own client library for Python.
enum Judge {
    private static let python = PythonJudge(
        "msal_judge.py", in: "judge", requirements: ["msal==1.39.0", "requests==2.34.2"])

    static var isReady: Bool {
        get async { await python.isReady }
    }

    /// Gives the judge its orders and answers what it found, one object for each.
    static func run(port: UInt16, caFile: String, _ orders: [[String: Any]]) async throws -> [[String: Any]] {
        try await python.run(["\(port)", caFile], orders)
    }
}
