import Foundation
import Glibc
import TestSupport
import Testing

@testable import DataManifests

/// Pins are added by several processes at once, killed at any instant, in folders of all kinds.
@Suite struct PinWritingTests {
    private let project: TemporaryProject

    init() throws {
        project = try TemporaryProject()
        try project.write("", to: "data-manifests/keep")
    }

    private func pin(_ number: Int) -> Pin {
        let digits = String(number, radix: 16)
        let digest = String(repeating: "0", count: 64 - digits.count) + digits
        return Pin(sha256: digest, size: 1 + number, from: "https://a.org/\(number)")
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: project.path("data-manifests")).sorted()
    }

    /// The lock belongs to an open file, so writers that each open it exclude each other, in one
    /// process as in several.
    @Test("no pin of many concurrent writers is lost, and nothing is left behind")
    func concurrentWriters() async throws {
        let root = project.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                let pins = (0..<10).map { (writer * 10 + $0, self.pin(writer * 10 + $0)) }
                group.addTask {
                    for (number, pin) in pins {
                        try PinFile.add(["d/s/\(number)": pin], projectRoot: root)
                    }
                }
            }
            try await group.waitForAll()
        }
        let expected = Dictionary(uniqueKeysWithValues: (0..<40).map { ("d/s/\($0)", pin($0)) })
        #expect(try PinFile.read(projectRoot: root).pins == expected)
        #expect(try files() == ["keep", "pins.json"])
    }

    @Test("of two writers with different files for one name, the second is refused")
    func conflictingWriters() throws {
        try PinFile.add(["d/s/x": pin(1)], projectRoot: project.path)
        let before = try Data(contentsOf: URL(fileURLWithPath: project.path(PinFile.path)))
        #expect(throws: PinFileError.self) {
            try PinFile.add(["d/s/x": pin(2), "d/s/y": pin(3)], projectRoot: project.path)
        }
        let after = try Data(contentsOf: URL(fileURLWithPath: project.path(PinFile.path)))
        #expect(before == after)
        #expect(try files() == ["keep", "pins.json"])
    }

    @Test("a file that would not change is not written again")
    func unchanged() throws {
        try PinFile.add(["d/s/x": pin(1)], projectRoot: project.path)
        let path = project.path(PinFile.path)
        let before = try FileManager.default.attributesOfItem(atPath: path)
        try PinFile.add(["d/s/x": pin(1)], projectRoot: project.path)
        let after = try FileManager.default.attributesOfItem(atPath: path)
        #expect(
            before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
    }

    /// What a process leaves that is killed between writing and renaming.
    @Test("after a writer that was killed the old pins hold, and the next writer succeeds")
    func killedWriter() throws {
        try PinFile.add(["d/s/x": pin(1)], projectRoot: project.path)
        try project.write("{\"pins\": {\"d/s", to: "data-manifests/.pins.json.part")
        try project.write("", to: "data-manifests/.pins.json.lock")
        #expect(try PinFile.read(projectRoot: project.path).pins == ["d/s/x": pin(1)])
        let added = try PinFile.add(["d/s/y": pin(2)], projectRoot: project.path)
        #expect(added.pins == ["d/s/x": pin(1), "d/s/y": pin(2)])
        #expect(try files() == ["keep", "pins.json"])
    }

    @Test("a write that fails leaves the old file")
    func failedWrite() throws {
        try PinFile.add(["d/s/x": pin(1)], projectRoot: project.path)
        // A folder in the way of the temporary file.
        try project.write("", to: "data-manifests/.pins.json.part/x")
        let path = project.path("data-manifests/.pins.json.part")
        do throws(PinFileError) {
            try PinFile.add(["d/s/y": pin(2)], projectRoot: project.path)
            Issue.record("the pins were written")
        } catch {
            #expect(error.description == "cannot create '\(path)': File exists; nothing was pinned")
        }
        #expect(try PinFile.read(projectRoot: project.path).pins == ["d/s/x": pin(1)])
        #expect(try files() == [".pins.json.part", "keep", "pins.json"])
    }

    @Test("a damaged file is never replaced")
    func damaged() throws {
        try project.write("{}", to: PinFile.path)
        #expect(throws: PinFileError.self) {
            try PinFile.add(["d/s/x": pin(1)], projectRoot: project.path)
        }
        #expect(try String(contentsOfFile: project.path(PinFile.path), encoding: .utf8) == "{}")
    }

    @Test("a missing folder is told")
    func noFolder() throws {
        let empty = try TemporaryProject()
        let path = empty.path("data-manifests/.pins.json.lock")
        do throws(PinFileError) {
            try PinFile.add(["d/s/x": pin(1)], projectRoot: empty.path)
            Issue.record("the pins were written")
        } catch {
            #expect(
                error.description
                    == "cannot create '\(path)': No such file or directory; nothing was pinned")
        }
    }

    @Test("a folder that may not be written to is told")
    func readOnlyFolder() throws {
        try PinFile.add(["d/s/x": pin(1)], projectRoot: project.path)
        let path = project.path("data-manifests/.pins.json.lock")
        #expect(unsafe chmod(project.path("data-manifests"), 0o555) == 0)
        defer { _ = unsafe chmod(project.path("data-manifests"), 0o755) }
        do throws(PinFileError) {
            try Unprivileged.perform { () throws(PinFileError) in
                _ = try PinFile.add(["d/s/y": pin(2)], projectRoot: project.path)
            }
            Issue.record("the pins were written")
        } catch {
            #expect(
                error.description
                    == "cannot create '\(path)': Permission denied; nothing was pinned")
        }
        #expect(try PinFile.read(projectRoot: project.path).pins == ["d/s/x": pin(1)])
    }

    @Test("a link out of the project is not followed")
    func link() throws {
        let outside = try TemporaryProject()
        let inside = try TemporaryProject()
        try inside.link("data-manifests", to: outside.path)
        do throws(PinFileError) {
            try PinFile.add(["d/s/x": pin(1)], projectRoot: inside.path)
            Issue.record("the pins were written")
        } catch {
            #expect(
                error.description == """
                    the file 'data-manifests/pins.json' is outside the project: a symbolic link \
                    leads there; expected a file inside the project
                    """)
        }
    }
}

/// File access without the superuser's rights, which tests in a container may have.
private enum Unprivileged {
    /// `nobody`, whom no test's file belongs to.
    private static let other: UInt32 = 65534

    /// `setfsuid` changes the rights of the calling thread alone; Glibc's module leaves it out.
    static func perform(_ body: () throws(PinFileError) -> Void) throws(PinFileError) {
        let own = geteuid()
        guard own == 0 else { return try body() }
        guard let symbol = unsafe dlsym(dlopen(nil, RTLD_NOW), "setfsuid") else {
            Issue.record("the system has no setfsuid")
            return
        }
        typealias SetFileSystemUser = @convention(c) (UInt32) -> Int32
        let setFileSystemUser = unsafe unsafeBitCast(symbol, to: SetFileSystemUser.self)
        _ = setFileSystemUser(other)
        defer { _ = setFileSystemUser(own) }
        try body()
    }
}
