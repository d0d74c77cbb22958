internal import JSON

extension JSONObject {
    /// Throws `tooMany` where the answer says that it is not all of it: `@odata.nextLink` and its like.
    ///
    /// What stands on another page is not absent.
    func requireWhole(in text: JSONText) throws(JSONFault) {
        for member in members where member.value != .null {
            guard !Self.string(member.name, in: text).lowercased().hasSuffix("nextlink") else { throw .tooMany }
        }
    }
}
