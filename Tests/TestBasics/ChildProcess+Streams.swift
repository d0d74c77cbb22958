internal import Foundation
internal import Glibc
import Unix

extension ChildProcess {
    /// The standard streams of a process, and their ends on this side.
    struct Streams {
        /// The end that an open standard input is closed by.
        let inputEnd: Int32?
        /// The ends to read standard output and standard error from, where they are kept.
        let outputEnds: [Int32?]

        private let childEnds: [Int32]
        private let ownedEnds: [Int32]

        init(_ input: Input, _ outputs: [Output]) throws {
            var (childEnds, ownedEnds): ([Int32], [Int32]) = ([], [])
            switch input {
            case .text(let text):
                inputEnd = nil
                ownedEnds.append(try Self.file(with: text))
                childEnds.append(ownedEnds[0])
            case .open:
                let (reading, writing) = try Self.pipe()
                inputEnd = writing
                ownedEnds.append(reading)
                childEnds.append(reading)
            case .descriptor(let descriptor):
                inputEnd = nil
                childEnds.append(descriptor)
            }
            var outputEnds: [Int32?] = []
            for output in outputs {
                switch output {
                case .kept:
                    let (reading, writing) = try Self.pipe()
                    outputEnds.append(reading)
                    ownedEnds.append(writing)
                    childEnds.append(writing)
                case .descriptor(let descriptor):
                    outputEnds.append(nil)
                    childEnds.append(descriptor)
                }
            }
            self.outputEnds = outputEnds
            self.childEnds = childEnds
            self.ownedEnds = ownedEnds
        }

        /// Starts the process and closes its ends of the streams on this side; all ends if it does not start.
        func spawn(_ executable: String, _ arguments: [String], _ environment: [String: String]) throws -> pid_t {
            defer { for descriptor in ownedEnds { close(descriptor) } }
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            for (target, descriptor) in childEnds.enumerated() {
                posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target))
            }
            var attributes = posix_spawnattr_t()
            posix_spawnattr_init(&attributes)
            defer { posix_spawnattr_destroy(&attributes) }
            var signals = sigset_t()
            sigemptyset(&signals)
            posix_spawnattr_setsigmask(&attributes, &signals)
            sigfillset(&signals)
            posix_spawnattr_setsigdefault(&attributes, &signals)
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
            var words = ([executable] + arguments).map { strdup($0) } + [nil]
            var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
            defer { for text in words + variables { free(text) } }
            var started: pid_t = 0
            let result = posix_spawnp(&started, executable, &actions, &attributes, &words, &variables)
            guard result == 0 else {
                for descriptor in outputEnds + [inputEnd] { if let descriptor { close(descriptor) } }
                throw Failure(description: "failed to start \(executable): \(errorText(result))")
            }
            return started
        }

        private static func pipe() throws -> (reading: Int32, writing: Int32) {
            guard let pipe = makePipe() else { throw Failure(description: "failed to make a pipe: \(errorText())") }
            return pipe
        }

        /// Unlike a pipe, nobody has to fill it while the process reads.
        private static func file(with text: String) throws -> Int32 {
            guard let descriptor = memoryFile(holding: Array(text.utf8)) else {
                throw Failure(description: "failed to make standard input: \(errorText())")
            }
            return descriptor
        }
    }
}
