internal import Credentials
internal import Curl
internal import JSON

/// The source that the validation lead is given.
struct LeadSource: Hashable {
    /// The number of a choice that the environment offers; `nil` to leave it out.
    var value: Int?
    /// Why it is left out; `nil` where it is not.
    var note: String?
}

extension Probe {
    /// What Microsoft ships as "Web"; publishers may have taken it away, or given the number to something else.
    private static let web = 8
    /// How many choices are looked at.
    private static let limit = 5_000
    private static let path =
        "EntityDefinitions(LogicalName='lead')/Attributes(LogicalName='leadsourcecode')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
        + "?$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)"

    /// Finds a source that the environment offers, as Microsoft's own writer sets one: a value that is not offered
    /// would be refused.
    ///
    /// Where the choices may not or cannot be read the source is left out, which is no finding. Throws only where a
    /// server asked to be left alone, or the token is refused.
    mutating func leadSource() async throws(ExchangeFailure) -> LeadSource {
        let response: HTTPResponse
        do {
            response = try await send(request(.get, Self.path))
        } catch {
            guard !error.hasAnswer else { throw error }
            return Self.leftOut(error.message)
        }
        if response.status == 200 {
            guard let choices = try? Self.choices(in: response.body.span) else {
                return Self.leftOut("its choices could not be read in the answer")
            }
            guard let value = choices.contains(Self.web) ? Self.web : choices.first else {
                return Self.leftOut("the environment offers no choice for it")
            }
            return LeadSource(value: value)
        }
        let trouble = Self.refusal(response, now: now)
        guard trouble.class != .throttled else { throw trouble }
        return Self.leftOut(
            trouble.class == .privilegeMissing ? "the role does not permit to read its choices" : trouble.shown)
    }

    private static func leftOut(_ cause: String) -> LeadSource {
        LeadSource(note: "leadsourcecode, which Microsoft sets, was left out: \(cause)")
    }

    /// The numbers of the choices in the answer, in their order.
    static func choices(in text: JSONText) throws(JSONFault) -> [Int] {
        let attribute = try JSONObject(text)
        var set = try attribute.object("OptionSet", in: text)
        if set == nil { set = try attribute.object("GlobalOptionSet", in: text) }
        guard let set else { throw .wrongType }
        var choices: [Int] = []
        for option in try set.objects("Options", limit: limit, in: text) ?? [] {
            guard let value = try option.integer("Value", in: text) else { throw .wrongType }
            choices.append(value)
        }
        return choices
    }
}
