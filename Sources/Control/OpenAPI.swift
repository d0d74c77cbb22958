/// The OpenAPI 3.1 document of the API, made of the table of routes and the schemas.
public enum OpenAPI {
    /// The document as JSON.
    public static func document() throws -> [UInt8] {
        try Wire.encode(json, pretty: true)
    }

    static let json: JSON = [
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": [
            "title": "leadkeeper control API",
            "version": .string(Release.version),
            "summary": "What is kept, when it lapses, whether it works.",
            "description": """
            HTTP/1.1 over a Unix socket, by default /run/leadkeeper/control.sock; the host in a request makes no difference. \
            The kernel says who asks: reading is for root, the service's user and members of the group leadkeeper; changing \
            anything and showing a secret is for root and the service's user. Times are RFC 3339 in UTC with whole seconds. \
            A member without a value is null, never absent. Errors are problem details (RFC 9457).
            """,
        ],
        "servers": [["url": "http://localhost", "description": "over the control socket"]],
        "paths": .object(paths),
        "components": ["schemas": .object(schemas), "parameters": .object(parameters)],
    ]

    private static var paths: [String: JSON] {
        Dictionary(grouping: Route.all, by: \.path).mapValues { routes in
            var item = Dictionary(uniqueKeysWithValues: routes.map { ($0.method.rawValue.lowercased(), operation($0)) })
            let parts = ["name", "key"].filter { part in routes.contains { $0.path.contains("{\(part)}") } }
            if !parts.isEmpty {
                item["parameters"] = .array(parts.map { ["$ref": .string("#/components/parameters/\($0)")] })
            }
            return .object(item)
        }
    }

    private static func operation(_ route: Route) -> JSON {
        var operation: [String: JSON] = [
            "operationId": .string(route.operation.rawValue),
            "summary": .string(route.summary),
            "description": .string("\(route.description) For \(route.access.sentence)."),
            "responses": .object(responses(route)),
        ]
        if !route.parameters.isEmpty {
            operation["parameters"] = .array(
                route.parameters.sorted { $0.key.rawValue < $1.key.rawValue }.map { parameter, isRequired in
                    [
                        "name": .string(parameter.rawValue), "in": "query", "required": .boolean(isRequired),
                        "description": .string(parameter.sentence), "schema": parameter.schema,
                    ]
                })
        }
        if route.takesSecret {
            operation["requestBody"] = [
                "required": true, "description": "The secret: 1 to 4096 printable bytes of UTF-8.",
                "content": ["application/octet-stream": [:]],
            ]
        }
        return .object(operation)
    }

    private static func responses(_ route: Route) -> [String: JSON] {
        var responses: [String: JSON] = [:]
        let problems = Dictionary(grouping: Route.commonProblems + route.problems, by: \.status)
        for (status, codes) in problems {
            responses[String(status)] = [
                "description": .string(codes.map { "\($0.title) (`\($0.rawValue)`)" }.joined(separator: "; ")),
                "content": ["application/problem+json": ["schema": reference("Problem")]],
            ]
        }
        let content: JSON =
            switch route.answer {
            case .json(let schema): ["application/json": ["schema": reference(schema)]]
            case .document: ["application/json": ["schema": ["type": "object"]]]
            case .secret: ["application/octet-stream": [:]]
            }
        responses["200"] = ["description": .string(route.summary), "content": content]
        return responses
    }

    static func reference(_ schema: String) -> JSON {
        ["$ref": .string("#/components/schemas/\(schema)")]
    }

    private static let parameters: [String: JSON] = [
        "name": [
            "name": "name", "in": "path", "required": true,
            "description": "A connection's name, or `@mail` or `@administrator`.", "example": "contoso",
            "schema": ["type": "string", "pattern": "^([a-z0-9][a-z0-9-]{0,62}|@mail|@administrator)$"],
        ],
        "key": [
            "name": "key", "in": "path", "required": true, "description": "A key id, as Entra shows it beside the client secret.",
            "example": "0f0e0d0c-1111-2222-3333-444455556666", "schema": ["type": "string", "format": "uuid"],
        ],
    ]
}

extension Route.Access {
    fileprivate var sentence: String {
        switch self {
        case .reading: "root, the service's user, and members of the group leadkeeper"
        case .changing: "root and the service's user"
        }
    }
}

extension Route.Parameter {
    fileprivate var sentence: String {
        switch self {
        case .connection: "The connection's name."
        case .after: "The number of the last event that is known already."
        case .limit: "How many entries to answer, at most."
        case .before: "The number of a notice; older ones are answered."
        case .lapsed: "Whether an end in the past is meant; without it, such an end is refused as mistyped."
        case .issued: "When the secret was issued: a time, or a date for its first second in UTC. Without it, now."
        case .expires: "When the secret lapses: a time, a date for its first second in UTC, or `never`. Without it, nobody knows."
        case .keyID: "The issuer's handle for the secret, `keyId` in Microsoft Graph."
        case .unproven: "Whether to make the secret the one in use at once, untried."
        case .wait: "Whether to wait for the answer to its trial."
        case .publishEdits: "Whether to publish somebody's pending edits in the offer along with the new secret."
        case .allowEmpty: "Whether it is meant that the configuration has no connections."
        case .signInOnly: "Whether to sign in and go no further, so that no validation lead is written."
        }
    }

    fileprivate var schema: JSON {
        switch self {
        case .connection: ["type": "string"]
        case .after: ["type": "integer", "format": "int64", "minimum": 0]
        case .before: ["type": "integer", "format": "int64", "minimum": 1]
        case .limit:
            [
                "type": "integer", "minimum": .integer(EventQuery.limits.lowerBound),
                "maximum": .integer(EventQuery.limits.upperBound), "default": .integer(EventQuery.usualLimit),
            ]
        case .issued, .expires: ["type": "string", "examples": ["2026-12-20", "2026-12-20T00:00Z", "2026-12-20T00:00:00+01:00"]]
        case .keyID: ["type": "string", "minLength": 1, "maxLength": 128]
        case .signInOnly, .publishEdits, .lapsed, .allowEmpty, .unproven: ["type": "boolean", "default": false]
        case .wait: ["type": "boolean", "default": true]
        }
    }
}
