import Foundation
import TestSupport

/// `curl --parallel`, made to send the same seven requests of each probe over reused connections.
///
/// The requests stand in waves, one connection's next request 64 others behind its last, so that a host's only
/// connection is free again when it is wanted: what curl does best.
struct CurlCommand {
    /// How many requests curl has under way at once, and so how many probes.
    static let width = 64

    private let file: String
    let probes: Int

    /// Writes curl's configuration into `directory`.
    init(in directory: String, shape: CannedCloud.Shape, probes: Int, port: Int, caFile: String) throws {
        self.probes = probes
        file = "\(directory)/curl-\(shape.rawValue)"
        let waves = stride(from: 0, to: probes, by: Self.width).flatMap { first -> [String] in
            let last = min(first + Self.width, probes) - 1
            return Self.requests(of: first...last, shape, port: port).map { request in
                (request + ["cacert = \"\(caFile)\"", "http1.1", "proxy = \"\"", "output = \"/dev/null\""]).joined(
                    separator: "\n")
            }
        }
        let common = "silent\nshow-error\nparallel\nparallel-immediate\nparallel-max = \(Self.width)\n"
        try (common + waves.joined(separator: "\nnext\n")).write(toFile: file, atomically: false, encoding: .utf8)
    }

    /// Runs it and tells what it took.
    func run() async throws -> ChildProcess.Usage {
        try await ChildProcess("/usr/bin/curl", ["--disable", "--config", file], environment: [:]).usage(of: "curl")
    }

    /// One section for each step of a wave.
    private static func requests(of range: ClosedRange<Int>, _ shape: CannedCloud.Shape, port: Int) -> [[String]] {
        let (first, last) = (range.lowerBound, range.upperBound)
        let pad = { (number: Int) in String(String(number + 100_000).dropFirst()) }
        let number = "[\(pad(first))-\(pad(last))]"
        let host = shape == .oneHost ? shape.host(of: 0) : "contoso\(number).dynamics.localhost"
        // Where the host is the same for all, the number that makes a wave of it stands where the server does not look.
        let base = "https://\(host):\(port)/api/data/v9.2/"
        let wave = shape == .oneHost ? "?\(number)" : ""
        let lead = "\(base)leads(00000000-0000-4000-8000-0000000" + (shape == .oneHost ? number : pad(first)) + ")"
        let common = ["Accept: application/json", "OData-MaxVersion: 4.0", "OData-Version: 4.0", requestID]
        let signedIn = common + ["Authorization: Bearer \(CannedCloud.token)"]
        let tokenURL =
            "https://\(CannedCloud.loginHost):\(port)/\(CannedCloud.directoryID)/oauth2/v2.0/token?\(number)"
        return [
            section(base + wave, common + ["If-None-Match: null"]),
            section(
                tokenURL, ["Accept: application/json", "client-\(requestID.dropFirst(5))"],
                body:
                    "client_id=23456052-aaaa-bbbb-8662-1234df56788f&scope=https%3A%2F%2Fcontoso.dynamics.localhost%2F.default"
                    + "&grant_type=client_credentials&client_secret=kV8~Q.9-zT_benchmark"),
            section("\(base)WhoAmI\(wave)", signedIn + ["If-None-Match: null"]),
            section(
                base + CannedCloud.sources + wave.replacing("?", with: "&"), signedIn + ["If-None-Match: null"]),
            section(
                lead, signedIn + ["Content-Type: application/json", "If-None-Match: *"], method: "PATCH", body: leadBody
            ),
            section(lead + "?$select=leadid,subject", signedIn + ["If-None-Match: null"]),
            section(lead, signedIn, method: "DELETE"),
        ]
    }

    private static let requestID = "x-ms-client-request-id: 6f9619ff-8b86-4011-b42d-00c04fc964ff"
    private static let leadBody = """
        {"subject":"leadkeeper validation lead: safe to delete","lastname":"leadkeeper validation","companyname":"leadkeeper",\
        "donotemail":true,"donotbulkemail":true,"donotphone":true,"donotsendmm":true,"leadsourcecode":8,\
        "description":"Written by leadkeeper for its connection contoso at 2026-11-21T12:00:00Z to prove that leads from \
        Microsoft's commercial marketplace can be written here. It is not a customer and may be deleted."}
        """

    private static func section(_ url: String, _ headers: [String], method: String? = nil, body: String? = nil)
        -> [String]
    {
        var lines = ["url = \"\(url)\""] + headers.map { "header = \"\($0)\"" }
        if let method { lines.append("request = \(method)") }
        if let body { lines.append("data = \"\(body.replacingOccurrences(of: "\"", with: "\\\""))\"") }
        return lines
    }
}
