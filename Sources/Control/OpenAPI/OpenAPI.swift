internal import Basics
internal import JSON
internal import SecureMemory

/// The OpenAPI 3.1 document of the API, made of the table of routes and of what each says of itself.
public enum OpenAPI {
    /// The document as JSON.
    public static func document() throws -> [UInt8] {
        try JSONCoder.encode(json, pretty: true)
    }

    static let json: JSON = [
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": [
            "title": "leadkeeper control API",
            "version": .string(Release.version),
            "summary": "What is watched, when it expires, whether it works.",
            "description": """
            HTTP/1.1 over a Unix socket, by default /run/leadkeeper/control.sock; the host in a request makes no \
            difference. The kernel says who asks: reading is for root, the service's user and members of the group \
            leadkeeper; changing anything and showing a secret is for root and the service's user. Times are RFC 3339 \
            in UTC with whole seconds. A member without a value is null, never absent. Errors are problem details (RFC \
            9457).
            """,
        ],
        "servers": [["url": "http://localhost", "description": "over the control socket"]],
        "paths": .object(paths),
        "components": ["schemas": .object(schemas), "parameters": .object(parameters)],
    ]

    private static var paths: [String: JSON] {
        Dictionary(grouping: RouteTable.entries, by: \.route.path).mapValues { entries in
            var item = Dictionary(
                uniqueKeysWithValues: entries.map { ($0.route.method.rawValue.lowercased(), operation($0)) })
            let parts = ["name", "key"].filter { part in entries.contains { $0.route.path.contains("{\(part)}") } }
            if !parts.isEmpty {
                item["parameters"] = .array(parts.map { ["$ref": .string("#/components/parameters/\($0)")] })
            }
            return .object(item)
        }
    }

    private static func operation(_ entry: RouteTable.Entry) -> JSON {
        let route = entry.route
        var operation: [String: JSON] = [
            "operationId": .string(route.operation),
            "summary": .string(route.summary),
            "description": .string("\(route.description) For \(route.access.sentence)."),
            "responses": .object(responses(entry)),
        ]
        if !route.parameters.isEmpty {
            operation["parameters"] = .array(
                route.parameters.sorted { $0.name < $1.name }.map { parameter in
                    [
                        "name": .string(parameter.name), "in": "query", "required": .boolean(parameter.isRequired),
                        "description": .string(parameter.description), "schema": parameter.schema.json,
                    ]
                })
        }
        if route.takesSecret {
            operation["requestBody"] = [
                "required": true, "description": "The secret: 1 to 4096 printable bytes of UTF-8.",
                "content": content([SharedSecret.mediaType], nil),
            ]
        }
        return .object(operation)
    }

    private static func responses(_ entry: RouteTable.Entry) -> [String: JSON] {
        var responses: [String: JSON] = [:]
        let problems = Dictionary(grouping: Route.commonProblems + entry.route.problems, by: \.status)
        for (status, codes) in problems {
            responses[String(status)] = [
                "description": .string(codes.map { "\($0.title) (`\($0.rawValue)`)" }.joined(separator: "; ")),
                "content": content([Problem.mediaType], .reference(Problem.self)),
            ]
        }
        responses["200"] = [
            "description": .string(entry.route.summary),
            "content": content(entry.answer.mediaTypes, entry.answer.contentSchema),
        ]
        return responses
    }

    private static func content(_ mediaTypes: [String], _ schema: Schema?) -> JSON {
        .object(Dictionary(uniqueKeysWithValues: mediaTypes.map { ($0, schema.map { ["schema": $0.json] } ?? [:]) }))
    }

    /// The schemas of all bodies and their parts, by the names of their types: whatever an answer leads to.
    private static var schemas: [String: JSON] {
        var schemas: [String: JSON] = [:]
        var pending: [any Described.Type] = [Problem.self]
        pending += RouteTable.entries.flatMap { $0.answer.contentSchema?.references ?? [] }
        while let type = pending.popLast() {
            guard schemas[type.schemaName] == nil else { continue }
            let schema = type.schema
            schemas[type.schemaName] = schema.json
            pending += schema.references
        }
        return schemas
    }

    private static let parameters: [String: JSON] = [
        "name": [
            "name": "name", "in": "path", "required": true,
            "description": "A connection's name, or `@mail`, `@administrator` or `@heartbeat`.", "example": "contoso",
            "schema": [
                "type": "string",
                "pattern": .string(
                    "^([a-z0-9][a-z0-9-]{0,62}|@mail|@mail-spare|@administrator|@heartbeat"
                        + "|@channel-[a-z0-9][a-z0-9-]{0,54})$"),
            ],
        ],
        "key": [
            "name": "key", "in": "path", "required": true,
            "description": "A key id, as Entra shows it beside the client secret.",
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
