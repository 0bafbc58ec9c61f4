import Foundation
import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

/// What a command does to its scratch folder reaches neither the user's files, nor the store, nor
/// a later run.
@Suite struct ScratchSafetyTests {
    private func cause(_ project: TemporaryProject) async throws -> String? {
        try await project.run().report.failures.first?.cause
    }

    @Test("an output below a folder that became a link is refused, and the link's target stays")
    func outputThroughLink() async throws {
        let project = try TemporaryProject()
        try project.write("precious/f.txt", "mine")
        project.stage(
            "steal", "rmdir out; ln -s \(project.path("precious")) out",
            outputs: ["out": "out/f.txt"])
        #expect(
            try await cause(project) == """
                its output out cannot be kept: 'out' is a symbolic link; outputs hold files and \
                folders only
                """)
        #expect(try project.read("precious/f.txt") == "mine")
    }

    @Test("a folder output below a link is refused, and the link's target stays")
    func folderThroughLink() async throws {
        let project = try TemporaryProject()
        try project.write("precious/parts/f.txt", "mine")
        project.stage(
            "steal", "rmdir out; ln -s \(project.path("precious")) out",
            outputs: ["parts": "out/parts/"])
        #expect(
            try await cause(project) == """
                its output parts cannot be kept: 'out' is a symbolic link; outputs hold files and \
                folders only
                """)
        #expect(try project.read("precious/parts/f.txt") == "mine")
    }

    @Test("file names that are not UTF-8 are removed with their scratch folder")
    func oddNames() async throws {
        let project = try TemporaryProject()
        project.stage(
            "odd",
            "cd tmp; mkdir sub; printf x > sub/$(printf 'a\\377b'); echo 1 > ../${outputs.out}")
        let run = try await project.run()
        #expect(run.report.outcome == .succeeded)
        #expect(try FileTree.names(in: project.space.scratchFolder).isEmpty)
    }

    @Test("a tree deeper than the longest path is removed with its scratch folder")
    func deepTree() async throws {
        let project = try TemporaryProject()
        // 30 levels of 200 characters each: 6,000, while a path holds 4,096.
        project.stage(
            "deep",
            """
            echo 1 > ${outputs.out}; name=$(printf '%0200d' 0); cd tmp
            for i in $(seq 30); do mkdir $name; cd -P ./$name; echo x > file; done
            """)
        let run = try await project.run()
        #expect(run.report.outcome == .succeeded)
        #expect(try FileTree.names(in: project.space.scratchFolder).isEmpty)
    }

    @Test("a large project file is copied: what the command does to its input stays there")
    func largeProjectFile() async throws {
        let project = try TemporaryProject()
        try project.write("raw.bin", "raw")
        #expect(unsafe truncate(project.path("raw.bin"), 65 << 20) == 0)
        project.stage(
            "spoil",
            """
            [ ! -L ${inputs.raw} ] || exit 2; [ $(stat -c %a ${inputs.raw}) = 444 ] || exit 3
            chmod u+w ${inputs.raw}; echo spoilt > ${inputs.raw}; echo 1 > ${outputs.out}
            """, inputs: ["raw": "file:raw.bin"])
        #expect(try await cause(project) == "it wrote to its input raw, which it may only read")
        #expect(
            try FileStatus.ofLink(at: project.path("raw.bin"))?.identity.size == 65 << 20)
    }

    @Test(
        "a command that writes to its copy of a project file fails, however it does so",
        arguments: [
            "rm -f $f; printf evl > $f", "chmod u+w $f; printf evl > $f; touch -r ref $f",
            "rm -f $f; ln -s /etc/hostname $f", "rm -f $f",
        ])
    func overwrittenProjectFile(_ change: String) async throws {
        let project = try TemporaryProject()
        try project.write("raw.txt", "raw")
        project.stage(
            "spoil",
            "f=${inputs.raw}; touch ref; \(change); rm ref; echo 1 > ${outputs.out}",
            inputs: ["raw": "file:raw.txt"])
        #expect(try await cause(project) == "it wrote to its input raw, which it may only read")
        #expect(try project.read("raw.txt") == "raw")
    }

    @Test("a folder output leaves its neighbours alone, whatever they are called")
    func neighbourOfFolder() async throws {
        let project = try TemporaryProject()
        project.stage(
            "make", "mkdir parts; echo 1 > parts/a; echo 2 > parts.listing",
            outputs: ["parts": "parts/", "zlisting": "parts.listing"])
        project.figure("f", [("listing.txt", "make.zlisting")])
        #expect(try await cause(project) == nil)
        #expect(try project.read("results/default/listing.txt") == "2\n")
    }

    @Test(
        "whoever works in a kept folder from a terminal stays, and what a stage left there does not"
    )
    func visitors() async throws {
        let project = try TemporaryProject()
        let folder = project.space.scratchFolder + "/kept"
        try FileTree.createFolder(folder)
        func start(_ words: [String]) throws -> Process {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = words
            process.currentDirectoryURL = URL(fileURLWithPath: folder)
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            return process
        }
        // In sessions of their own, whose parents wait: an orphan would be another test's to end.
        let visitor = try start(["script", "-qfc", "exec tail -f /dev/null", "/dev/null"])
        let left = try start(["setsid", "--wait", "sleep", "3600"])
        defer {
            for process in ProcessStatus.all
            where FileTree.linkTarget("/proc/\(process)/cwd") == folder {
                kill(process, SIGKILL)
            }
            visitor.waitUntilExit()
            left.waitUntilExit()
        }
        func programs(_ processes: [pid_t]) -> [String] {
            processes.filter { FileTree.linkTarget("/proc/\($0)/cwd") == folder }
                .compactMap { FileTree.linkTarget("/proc/\($0)/exe") }
                .map { FileTree.name(of: $0) }.filter { ["tail", "sleep"].contains($0) }.sorted()
        }
        for _ in 0..<3000 where programs(ProcessStatus.all) != ["sleep", "tail"] {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(programs(ProcessStatus.all) == ["sleep", "tail"])
        #expect(programs(AbandonedProcesses.processes(of: folder)) == ["sleep"])
    }

    @Test("names that look alike are refused, since commands tell them apart")
    func lookAlikes() async throws {
        let project = try TemporaryProject()
        try project.write("d/\u{E9}", "one\n")
        try project.write("d/e\u{301}", "two\n")
        project.stage("all", "cat d/* > ${outputs.out}", inputs: ["d": "folder:d"])
        let error = await #expect(throws: UnusableInputs.self) { try await project.run() }
        #expect(
            error?.problems.map(\.reason) == [
                "holds two files 'd/é', whose names differ in how characters are encoded; rename one"
            ])
        project.graph.stages[0].inputs = []
        project.stage(
            "two", "cat d/* > ${outputs.out}",
            inputs: ["i": "file:d/\u{E9}", "j": "file:d/e\u{301}"])
        let other = await #expect(throws: UnusableInputs.self) { try await project.run() }
        #expect(
            other?.problems.map(\.reason) == [
                "has the name of another one, but for how its characters are encoded; rename one"
            ])
    }

    @Test("a variable whose value only looks the same makes a stage stale")
    func lookAlikeVariable() async throws {
        let project = try TemporaryProject()
        project.stage(
            "write", "printf %s \"$WORD\" > ${outputs.out}", environment: ["WORD"])
        project.figure("f", [("word.txt", "write.out")])
        project.environment["WORD"] = "\u{E9}"
        try await project.run()
        project.environment["WORD"] = "e\u{301}"
        #expect(
            try project.reader().plan().stages[0].reasons.map(\.description) == [
                "a value looks as before, but its characters are encoded in another way"
            ])
        try await project.run()
        #expect(try Array(project.read("results/default/word.txt").utf8) == Array("e\u{301}".utf8))
    }
}
