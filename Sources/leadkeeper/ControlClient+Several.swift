internal import Control
internal import Glibc

extension ControlClient {
    /// Asks several things at once, and hands out the answers in the order of the requests.
    ///
    /// - Parameters:
    ///   - width: how many are asked at once.
    ///   - operation: what a request is for, as in "failed to <operation>".
    ///   - began: is told of each request when it is sent.
    ///   - take: takes an answer, or why there is none, once all before it are taken; what it throws ends all of it,
    ///     and nothing more is asked.
    func ask<Request: ControlRequest>(
        _ requests: [Request], atOnce width: Int, to operation: (Request) -> String, began: (Int) -> Void,
        take: (Int, Result<Request.Answer, Failure>) throws(Failure) -> Void
    ) throws(Failure) {
        let lanes = (0..<min(width, requests.count)).map { _ in ControlLane(to: socket) }
        var asked: [Int?] = lanes.map { _ in nil }
        var answers: [Int: Result<Request.Answer, Failure>] = [:]
        var (next, taken) = (0, 0)
        // Whoever takes the answers ends all of it once it is the turn of one that has failed for good.
        var hasFailed = false
        func note(_ answer: Result<Request.Answer, Failure>, of index: Int) {
            if case .failure(let failure) = answer, failure.code != .temporary { hasFailed = true }
            answers[index] = answer
        }
        while taken < requests.count {
            // What waits for the answer of an earlier one is kept in memory, so nothing is asked far ahead.
            for place in lanes.indices where asked[place] == nil {
                guard !hasFailed, next < min(requests.count, taken + width * Self.lead) else { break }
                let index = next
                next += 1
                began(index)
                if let failure = begin(requests[index], on: lanes[place], to: operation(requests[index])) {
                    note(.failure(failure), of: index)
                } else {
                    asked[place] = index
                }
            }
            while let answer = answers.removeValue(forKey: taken) {
                try take(taken, answer)
                taken += 1
                hasFailed = false
            }
            let busy = lanes.indices.filter { asked[$0] != nil }
            for place in Self.ready(busy, of: lanes) {
                guard let index = asked[place],
                    let answer = proceed(with: requests[index], on: lanes[place], to: operation(requests[index]))
                else { continue }
                asked[place] = nil
                note(answer, of: index)
            }
        }
    }

    /// How many times as many requests as are under way may have been answered before an earlier one.
    private static let lead = 16

    /// Begins a request; answers why it cannot be asked, or `nil`.
    private func begin<Request: ControlRequest>(
        _ request: Request, on lane: ControlLane, to operation: String
    ) -> Failure? {
        do throws(ControlExchange.Failure) {
            try lane.begin(head(of: request), within: time(for: Request.route))
            return nil
        } catch {
            return failure(error, operation)
        }
    }

    /// Goes on with a request; `nil` until it is answered or has failed.
    private func proceed<Request: ControlRequest>(
        with request: Request, on lane: ControlLane, to operation: String
    ) -> Result<Request.Answer, Failure>? {
        do throws(ControlExchange.Failure) {
            guard let answer = try lane.proceed() else { return nil }
            guard answer.status == 200 else { return .failure(failure(answer, operation)) }
            guard let read = try? Request.Answer.read(.bytes(answer.body)) else {
                return .failure(illegible(operation))
            }
            return .success(read)
        } catch {
            return .failure(failure(error, operation))
        }
    }

    /// Waits until some of them can go on, or the time of one is over, and answers which; poll(2).
    private static func ready(_ places: [Int], of lanes: [ControlLane]) -> [Int] {
        var entries = places.compactMap { lanes[$0].interest }
        guard entries.count == places.count, let deadline = places.compactMap({ lanes[$0].deadline }).min() else {
            return places
        }
        guard poll(&entries, nfds_t(entries.count), ControlExchange.milliseconds(until: deadline)) > 0 else {
            return places
        }
        return zip(places, entries).filter { $0.1.revents != 0 }.map(\.0)
    }
}
