import Credentials
import Foundation
import Testing

@testable import ControlTestSupport
@testable import Publishing

/// Writes pages for judges that are not Swift, as `make judge-pages` asks for.
@Suite struct PageExport {
    private static let folder = ProcessInfo.processInfo.environment["LEADKEEPER_EXPORT_PAGES"]

    @Test(.enabled(if: folder != nil, "LEADKEEPER_EXPORT_PAGES is not set"))
    func `pages of each language and size`() throws {
        let folder = URL(filePath: try #require(Self.folder))
        for language in NoticePolicy.Language.allCases {
            let directory = folder.appending(path: language.rawValue)
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            for count in [3, 300, 3_000] where count == 3 || language == .en || count == 300 {
                let page = StatusPage(
                    Fleet.list(of: count), in: language, hasDetails: false, at: Fleet.now
                ).encoded(at: Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970) + 86_400))
                try Data(page).write(to: directory.appending(path: "fresh-\(count).html"))
            }
            let old = StatusPage(Fleet.list(of: 30), in: language, hasDetails: false, at: Fleet.now)
            try Data(old.encoded(at: Fleet.now)).write(to: directory.appending(path: "old-30.html"))
        }
    }
}
