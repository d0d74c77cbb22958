import Foundation
import Simulators
import TestSupport

/// nginx on loopback TLS with canned answers to the seven requests of a probe: as little server as there can be.
final class CannedCloud {
    /// In which hosts' names the Dynamics environments are.
    enum Shape: String, CaseIterable {
        /// All connections have one environment.
        case oneHost = "one-host"
        /// Each connection has an environment of its own.
        case hostEach = "host-each"

        /// The name of the host that connection `number` has in an edition of the addresses.
        func host(of number: Int, edition: Int = 0) -> String {
            let suffix = edition == 0 ? "" : "-\(edition)"
            return switch self {
            case .oneHost: "contoso\(suffix).dynamics.localhost"
            case .hostEach: "contoso\(String(number + 100_000).dropFirst())\(suffix).dynamics.localhost"
            }
        }

        /// For people.
        var words: String {
            switch self {
            case .oneHost: "all connections on one Dynamics host"
            case .hostEach: "a Dynamics host for each connection"
            }
        }
    }

    /// What nginx has seen so far.
    struct Traffic {
        var connections: Int
        var requests: Int

        static func - (left: Traffic, right: Traffic) -> Traffic {
            Traffic(connections: left.connections - right.connections, requests: left.requests - right.requests)
        }
    }

    static let directoryID = "12345678-8af1-4a5f-1234-12234d01db47"
    static let loginHost = "login.localhost"
    /// Where the sources that a lead may have are asked for.
    static let sources =
        "EntityDefinitions(LogicalName='lead')/Attributes(LogicalName='leadsourcecode')"
        + "/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
        + "?$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)"
    /// A token as long as Entra's are.
    static let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9." + String(repeating: "Qm9ja1Rva2Vu", count: 130)

    let port: Int
    let caFile: String
    private let statusPort: Int
    private let server: ChildProcess
    private let directory: TemporaryDirectory

    /// Starts nginx and waits until it answers.
    init(nginx: String) async throws {
        directory = try TemporaryDirectory()
        let path = directory.path
        let authority = try await CertificateAuthority(in: URL(filePath: path + "/authority"))
        let certificate = try await authority.issue(for: [Self.loginHost, "*.dynamics.localhost"])
        caFile = authority.certificateFile.path
        port = try LoopbackPort.free()
        statusPort = try LoopbackPort.free()
        try Self.configuration(
            port: port, statusPort: statusPort, directory: path, certificate: certificate,
            hasIPv6: LoopbackPort.hasIPv6
        ).write(toFile: path + "/nginx.conf", atomically: false, encoding: .utf8)
        server = try ChildProcess(
            nginx, ["-p", path, "-e", "stderr", "-c", path + "/nginx.conf"],
            environment: ["PATH": "/usr/sbin:/usr/bin:/bin"])
        for _ in 0..<500 {
            if (try? await traffic()) != nil { return }
            guard server.isRunning else { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw ChildProcess.Failure(description: "failed to start nginx: \(server.output)")
    }

    /// Ends nginx.
    func stop() async {
        await server.stop()
    }

    /// How many connections and requests came over TLS so far: ngx_http_stub_status_module.
    func traffic() async throws -> Traffic {
        let answer = try await ChildProcess.output(
            of: "/usr/bin/curl", ["--silent", "--fail", "http://127.0.0.1:\(statusPort)/"])
        let numbers = answer.split { !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count >= 4 else { throw ChildProcess.Failure(description: "nginx counts nothing: \(answer)") }
        asked += 1
        // Active connections; accepted, handled, requests; the questions themselves are taken off.
        return Traffic(connections: numbers[1] - asked, requests: numbers[3] - asked)
    }

    private var asked = 0

    private static func configuration(
        port: Int, statusPort: Int, directory: String, certificate: ServerCertificate, hasIPv6: Bool
    ) -> String {
        let listen =
            "listen 127.0.0.1:\(port) ssl backlog=4096;" + (hasIPv6 ? " listen [::1]:\(port) ssl backlog=4096;" : "")
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
            "\($0)_temp_path \(directory)/\($0);"
        }
        // Those of a new environment, "Web" among them.
        let options = (1...10).map {
            """
            {"Value":\($0),"Label":{"LocalizedLabels":[{"Label":"Source \($0)","LanguageCode":1033}]}}
            """
        }
        .joined(separator: ",")
        return """
            daemon off;
            master_process off;
            pid \(directory)/nginx.pid;
            events { worker_connections 16384; }
            worker_rlimit_nofile 32768;
            http {
                access_log off;
                \(temporary.joined(separator: " "))
                default_type "application/json; odata.metadata=minimal";
                keepalive_requests 1000000000;
                keepalive_timeout 3600s;
                ssl_certificate \(certificate.certificateFile.path);
                ssl_certificate_key \(certificate.keyFile.path);
                server {
                    \(listen)
                    server_name \(loginHost);
                    location ~ /oauth2/v2.0/token$ {
                        return 200 '{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"\(token)"}';
                    }
                    location ~ /\\.well-known/openid-configuration$ {
                        return 200 '{"authorization_endpoint":"https://\(loginHost):\(port)/\(directoryID)/oauth2/v2.0/authorize","token_endpoint":"https://\(loginHost):\(port)/\(directoryID)/oauth2/v2.0/token","issuer":"https://\(loginHost):\(port)/\(directoryID)/v2.0"}';
                    }
                }
                server {
                    \(listen.replacingOccurrences(of: " backlog=4096", with: ""))
                    server_name *.dynamics.localhost;
                    add_header OData-Version 4.0 always;
                    location = /api/data/v9.2/ {
                        add_header WWW-Authenticate 'Bearer authorization_uri=https://\(loginHost):\(port)/\(directoryID)/oauth2/authorize, resource_id=https://$host/' always;
                        return 401 '';
                    }
                    location = /api/data/v9.2/WhoAmI {
                        return 200 '{"@odata.context":"https://$host/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse","BusinessUnitId":"a3f2c1d0-1111-4222-8333-444455556666","UserId":"b3f2c1d0-1111-4222-8333-444455556666","OrganizationId":"c3f2c1d0-1111-4222-8333-444455556666"}';
                    }
                    location ~ ^/api/data/v9\\.2/EntityDefinitions {
                        return 200 '{"LogicalName":"leadsourcecode","OptionSet":{"Options":[\(options)]},"GlobalOptionSet":null}';
                    }
                    location ~ ^/api/data/v9\\.2/leads\\((?<lead>[-0-9a-f]+)\\)$ {
                        if ($request_method = GET) {
                            return 200 '{"@odata.context":"https://$host/api/data/v9.2/$metadata#leads(leadid,subject)/$entity","@odata.etag":"W/\\\\"1234567\\\\"","leadid":"$lead","subject":"leadkeeper validation lead: safe to delete"}';
                        }
                        return 204;
                    }
                }
                server {
                    listen 127.0.0.1:\(statusPort);
                    location / { stub_status; }
                }
            }
            """.replacingOccurrences(of: "$metadata", with: "metadata").replacingOccurrences(
                of: "$entity", with: "entity")
    }
}
