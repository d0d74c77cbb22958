internal import JSON

/// `GET /v1/openapi.json`: the description of the API.
public struct GetOpenAPI: PlainRequest {
    /// The document as it is sent.
    public struct Answer: TextAnswer {
        /// JSON's.
        public static let mediaType = JSONCoder.mediaType
        /// It does not describe itself.
        public static let contentSchema: Schema? = .anyObject

        /// The document.
        public let text: String

        /// The document with that text.
        public init(text: String) {
            self.text = text
        }

        /// The document of this program.
        static func document() throws -> Self {
            Self(text: String(decoding: try OpenAPI.document(), as: UTF8.self))
        }
    }

    /// Where it is.
    public static let route = Route(
        "getOpenAPI", .get, "/v1/openapi.json", for: .reading, within: .seconds(30), "this description",
        "Answers this document.")

    /// The request.
    public init() {}
}
