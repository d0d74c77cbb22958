internal import Control
internal import Credentials
internal import Forecasting
internal import ICal

/// What lies ahead.
extension EngineService {
    func answer(_ request: GetForecast, for caller: Caller) async throws -> ForecastAnswer {
        let question = ForecastQuestion(
            span: .days(Int64(request.days)), connection: request.connection, mailDown: request.mailDown,
            away: request.away, policy: request.policy)
        do {
            let service = try loop.service()
            let forecast = try await service.forecast(question)
            return ForecastAnswer(
                forecast, away: request.away, quietDays: await service.outside.quietDays,
                calendar: request.hasCalendar ? String(decoding: forecast.calendar.encoded(), as: UTF8.self) : nil)
        } catch let failure as Forecaster.Failure {
            throw Problem(failure)
        }
    }
}

extension Service {
    /// What lies ahead; one forecast at a time, beside everything else.
    func forecast(_ question: ForecastQuestion) async throws -> Forecast {
        guard !isForecasting else {
            throw Problem(.temporary, "another forecast is being made", hint: "try again when it has ended")
        }
        isForecasting = true
        defer { isForecasting = false }
        let forecaster = Forecaster(
            noticeWriter: outside.noticeWriter, channels: outside.channels, directory: runtimeDirectory)
        return try await forecaster.forecast(of: engine, question)
    }
}

extension Forecast {
    /// All but the probes, for a calendar.
    fileprivate var calendar: CalendarFeed {
        let events = entries.filter { !$0.kind.isProbe }.map { entry in
            let name = entry.connection?.description ?? "leadkeeper"
            return CalendarFeed.Event(
                uid:
                    "\(entry.kind.rawValue)-\(entry.notice ?? "")-\(name)-\(entry.at.secondsSinceEpoch)@leadkeeper.invalid",
                at: entry.at.secondsSinceEpoch, summary: "\(name): \(entry.message)")
        }
        return CalendarFeed(name: "leadkeeper forecast", stamp: from.secondsSinceEpoch, events: events)
    }
}

extension Problem {
    fileprivate init(_ failure: Forecaster.Failure) {
        switch failure {
        case .unknownConnection(let name): self = .unknownConnection(name)
        case .tooMuch(let limit):
            self.init(
                .invalidValue, "more than \(limit) things lie ahead", hint: "ask for fewer days, or for one connection")
        case .noCopy(let cause): self.init(.temporary, "the ledger could not be copied: \(cause)")
        }
    }
}
