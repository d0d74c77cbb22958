import Configuration
import Foundation
import Testing

@Suite struct EntraTests {
    @Test(arguments: [
        ("public", "https://login.microsoftonline.com", "https://graph.microsoft.com"),
        ("usgov", "https://login.microsoftonline.us", "https://graph.microsoft.us"),
        ("usgov-dod", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
        ("china", "https://login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn"),
    ])
    func `each cloud has its endpoints`(cloud: String, login: String, graph: String) throws {
        let entra = try settings(["leadkeeper.conf": "[Entra]\nCloud=\(cloud)\n"]).entra
        #expect(entra.cloud.rawValue == cloud)
        #expect(entra.loginEndpoint.description == login)
        #expect(entra.graphEndpoint.description == graph)
    }

    @Test func `an endpoint that is given takes the place of the cloud's`() throws {
        let entra = try settings(["leadkeeper.conf": "[Entra]\nCloud=usgov\nLoginEndpoint=https://127.0.0.1:8443/\n"])
            .entra
        #expect(entra.loginEndpoint.description == "https://127.0.0.1:8443")
        #expect(entra.graphEndpoint.description == "https://graph.microsoft.us")
        #expect(
            try faults("[Entra]\nGraphEndpoint=https://graph.microsoft.com/v1.0\n").first?.contains(
                "did you mean “https://graph.microsoft.com”?") == true)
    }

    @Test func `an administrator has a directory and an application, or neither`() throws {
        #expect(try settings(["leadkeeper.conf": administrator]).administrator != nil)
        let lines = administrator.split(separator: "\n").map(String.init)
        for (kept, missing) in [(lines[1], "ApplicationID"), (lines[2], "DirectoryID")] {
            let found = try faults("[Administrator]\n\(kept)\n")
            #expect(
                found.count == 1 && found[0].hasPrefix("leadkeeper.conf:1: [Administrator] \(missing): missing"),
                "\(found)"
            )
        }
    }

    @Test func `a file of authorities must be there`() throws {
        let directory = try ConfigurationDirectory()
        try directory.write(
            "authorities.pem", Data("-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n".utf8))
        try directory.write("leadkeeper.conf", Data("[Network]\nCAFile=\(directory.path)/authorities.pem\n".utf8))
        #expect(directory.load().settings?.network.caFile == "\(directory.path)/authorities.pem")
        for (path, reason) in [
            ("\(directory.path)/none.pem", "No such file or directory"),
            (directory.path, "something that is not a file"),
        ] {
            try directory.write("leadkeeper.conf", Data("[Network]\nCAFile=\(path)\n".utf8))
            let faults = directory.load().faults
            #expect(faults.count == 1 && faults[0].hint == reason, "\(faults)")
        }
        #expect(try faults("[Network]\nCAFile=authorities.pem\n").count == 1)
    }
}
