import Foundation
import TestSupport

/// What a process takes at one moment, as the kernel counts it; proc(5).
struct Footprint {
    /// `RssAnon`, in KiB: what is not the contents of files.
    let anonymous: Int
    /// The deepest stack of its threads so far, in KiB; `nil` where the kernel does not say, as to others than root.
    let stack: Int?

    init(of process: ChildProcess) throws {
        let status = try String(contentsOfFile: "/proc/\(process.pid)/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") }),
            let anonymous = Int(line.filter(\.isNumber))
        else { throw ChildProcess.Failure(description: "the kernel does not count anonymous memory") }
        self.anonymous = anonymous
        // Of this file `String` reads the first page and no more.
        let smaps = try? FileHandle(forReadingFrom: URL(filePath: "/proc/\(process.pid)/smaps")).readToEnd()
        stack = smaps.flatMap { Self.deepestStack(in: String(decoding: $0, as: UTF8.self)) }
    }

    /// Of the mappings that lie right behind a guard page, as threads' stacks do, the one of which most was ever
    /// touched.
    private static func deepestStack(in smaps: String) -> Int? {
        var (guardEnd, isStack, deepest): (Substring?, Bool, Int?) = (nil, false, nil)
        for line in smaps.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count >= 5, let dash = words[0].firstIndex(of: "-"), words[1].count == 4 {
                let (start, end) = (words[0][..<dash], words[0][words[0].index(after: dash)...])
                isStack = words[1] == "rw-p" && words.count == 5 && start == guardEnd
                guardEnd = words[1] == "---p" && words.count == 5 ? end : nil
            } else if isStack, words.first == "Rss:", let kibibytes = Int(words[1]) {
                deepest = max(deepest ?? 0, kibibytes)
            }
        }
        return deepest
    }
}

extension Site {
    /// Has the daemon woken so many times, some of them by probes, eight at a time, and answers how many milliseconds
    /// the median probe took.
    ///
    /// The end of a backup that was never begun is the cheapest request that wakes the daemon.
    func wake(times: Int, probes: Int, of names: [String]) async throws -> Double {
        let script = """
            import http.client, socket, statistics, sys, threading, time
            path, wakes, probes, names = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
            took, failed = [], []
            def work(name):
                try:
                    control = http.client.HTTPConnection("localhost", timeout=120)
                    control.sock = socket.socket(socket.AF_UNIX)
                    control.sock.connect(path)
                    def ask(method, target):
                        control.request(method, target)
                        answer = control.getresponse()
                        answer.read()
                        if answer.status != 200: raise RuntimeError(f"{target}: {answer.status}")
                    for _ in range(probes // len(names)):
                        begin = time.monotonic()
                        ask("POST", f"/v1/connections/{name}/probe")
                        took.append(time.monotonic() - begin)
                    for _ in range((wakes - probes) // len(names)):
                        ask("DELETE", "/v1/backup")
                except Exception as error:
                    failed.append(repr(error))
            workers = [threading.Thread(target=work, args=(name,)) for name in names]
            for worker in workers: worker.start()
            for worker in workers: worker.join()
            if failed: sys.exit(failed[0])
            print(statistics.median(took) * 1000 if took else 0)
            """
        let process = try ChildProcess(
            ScriptedServer.python,
            ["-I", "-c", script, "\(directory.path)/run/control.sock", "\(times)", "\(probes)"] + names,
            environment: [:], input: .text(""))
        guard await process.exit(within: 1_800) == .code(0),
            let median = Double(process.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines))
        else { throw ChildProcess.Failure(description: "the daemon was not woken to the end: \(process.output)") }
        return median
    }
}
