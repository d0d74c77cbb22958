internal import Basics
internal import Credentials
internal import Curl
internal import JSON
internal import Refusals

extension TableProbe {
    /// How many answers are read: the service looks through the table bit by bit, and each may be empty.
    private static let pageLimit = 100
    /// What the marketplace's test leads begin with, and what comes right after all that do.
    private static let mark = (first: "MSFT_TEST_", behind: "MSFT_TEST`")

    /// When the newest of the marketplace's test leads was written into the table; `nil` where there is none after
    /// `earliest`, or no table.
    ///
    /// What is asked for has the mark in its source or its description, and of neither is anything kept: nothing of
    /// customers is read. https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities
    func newestTestLead(after earliest: Instant) async throws(ExchangeFailure) -> Instant? {
        var course = ProbeCourse([], plan, beginning: beginning)
        var newest: Instant?
        var next = ""
        for _ in 0..<Self.pageLimit {
            let response = try await send(
                .get, "/\(table)()", query: "?\(Self.query(after: earliest))\(next)", &course)
            guard response.status == 200 else {
                if Self.error(in: response)?.saysNoTable == true { return nil }
                throw refusal(response, course)
            }
            do throws(JSONFault) {
                let found = try Self.times(in: response.body.span).filter { $0 > earliest }
                newest = (found + [newest].compactMap(\.self)).max()
            } catch {
                throw .stranger(response.status, service: "the storage account's")
            }
            guard let partition = response.header("x-ms-continuation-NextPartitionKey") else { return newest }
            next = "&NextPartitionKey=\(PercentEncoding.encode(partition))"
            if let row = response.header("x-ms-continuation-NextRowKey") {
                next += "&NextRowKey=\(PercentEncoding.encode(row))"
            }
        }
        return newest
    }

    private static func query(after earliest: Instant) -> String {
        let marked = ["LeadSource", "Description"].map { "(\($0) ge '\(mark.first)' and \($0) lt '\(mark.behind)')" }
        let filter = "(\(marked.joined(separator: " or "))) and Timestamp gt datetime'\(earliest.rfc3339)'"
        return "$select=Timestamp&$filter=\(PercentEncoding.encode(filter))"
    }

    /// When each entity of an answer was written.
    private static func times(in text: JSONText) throws(JSONFault) -> [Instant] {
        guard let entities = try JSONObject(text).objects("value", limit: 5_000, in: text) else { throw .wrongType }
        var times: [Instant] = []
        for entity in entities {
            guard let time = try entity.string("Timestamp", in: text).flatMap(Instant.init(believed:)) else {
                throw .wrongType
            }
            times.append(time)
        }
        return times
    }
}
