internal import Foundation
internal import Microhttpd

/// A request, as the services look at it.
struct Call {
    let method: String
    let host: String
    /// The host with the port that the client wrote.
    let authority: String
    let path: String
    let query: ServerFields
    let headers: ServerFields
    let body: [UInt8]
    let step: String

    init(_ request: ServerRequest, step: (_ method: String, _ host: String, _ path: String) -> String) {
        method = request.method
        authority = request.headers["Host"] ?? ""
        host = authority.split(separator: ":").first.map { $0.lowercased() } ?? ""
        path = request.path
        query = request.query
        headers = request.headers
        body = request.bodyBytes
        self.step = step(method, host, path)
    }

    /// The port part of the authority, colon included.
    var port: String { authority.firstIndex(of: ":").map { String(authority[$0...]) } ?? "" }

    /// The body as application/x-www-form-urlencoded.
    var form: [String: String] {
        var form: [String: String] = [:]
        for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { $0.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? "" }
            form[decoded[0]] = decoded.count > 1 ? decoded[1] : ""
        }
        return form
    }
}

/// What a service answers, and what the history is to say about it.
struct Reply {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var json: JSON?
    var html: String?
    var outcome = "ok"
    var identity: String?
    var secretWasRight: Bool?
    var keyID: String?
}
