internal import Basics
internal import Credentials
internal import JSON

/// All that an offer consists of in one of its states: its `resource-tree`.
struct OfferTree {
    /// Where leads go; `nil` where that was never said.
    private(set) var leads: LeadConfiguration?
    /// The canonical forms of everything else, by id.
    private var others: [String: [[UInt8]]] = [:]

    /// Reads the tree, which must be of that state.
    init(_ text: JSONText, _ target: Offer.Submission.Target) throws(JSONFault) {
        let tree = try JSONObject(text)
        // The draft is what an API gives that does not know the state it was asked for.
        if let actual = try tree.object("target", in: text)?.string("targetType", in: text), actual != target.rawValue {
            throw .wrongType
        }
        guard let resources = try tree.objects("resources", limit: PartnerCenterSession.listLimit, in: text) else {
            throw .wrongType
        }
        try tree.requireWhole(in: text)
        for resource in resources {
            guard let id = try resource.string("id", in: text) else { throw .wrongType }
            let kind = id.prefix { $0 != "/" }
            switch kind {
            case "customer-leads":
                guard leads == nil else { throw .duplicate }
                leads = try CustomerLeads.configuration(resource, in: text)
            // Which submission it was is told by the submissions themselves.
            case "submission": continue
            default:
                others[Self.shown(id), default: []].append(
                    try CanonicalJSON.form(of: resource, kind: String(kind), in: text))
            }
        }
    }

    /// Whether it has a resource of that id beside the lead destination.
    func holds(_ id: String) -> Bool { others.keys.contains { $0.lowercased() == id.lowercased() } }

    /// The resources other than the lead destination in which this tree differs from another, by their ids, sorted; all
    /// of them where there is no other.
    func differences(from other: OfferTree?) -> [String] {
        let theirs = other?.others ?? [:]
        return Set(others.keys).union(theirs.keys).filter { others[$0] != theirs[$0] }.sorted()
    }

    /// An id that people may be shown: printable ASCII as ids are made of, anything else replaced.
    private static func shown(_ id: String) -> String {
        String(
            decoding: id.utf8.prefix(300).map {
                $0.isAlphanumeric || "-./_".utf8.contains($0) ? $0 : UInt8(ascii: "_")
            },
            as: UTF8.self)
    }
}
