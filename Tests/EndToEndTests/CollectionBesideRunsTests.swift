import Foundation
import Testing

/// `gc` in a loop beside runs that make the same things over and over.
@Suite(.serialized) struct CollectionBesideRunsTests {
    private static let seconds = 4.0

    /// Stages of which many make the same bytes, as files and in folders; trials with another
    /// `word` make what no pipeline needs.
    private static let pipeline = """
        pipeline: {name: p, schema: 1}
        parameters: {word: one}
        stages:
          first:
            kind: exec
            matrix: {n: [1, 2, 3, 4, 5, 6]}
            with: {command: [sh, -c, "echo ${word} > f.txt; : ${n}"]}
            outputs: {out: f.txt}
          folder:
            kind: exec
            matrix: {n: [1, 2, 3]}
            with: {command: [sh, -c, "mkdir d; cp ${inputs.in} d/a; echo ${word} > d/b; : ${n}"]}
            inputs: {in: "first.out@n=${n}"}
            outputs: {out: {folder: d}}
          last:
            kind: exec
            with: {command: [sh, -c, "cat ${inputs.files} ${inputs.folders}/* > l.txt"]}
            inputs: {files: ["first.out@n=*"], folders: "folder.out@n=2"}
            outputs: {out: l.txt}
        figures:
          everything: {title: All, publish: {l.txt: last.out}}
        """

    /// Collects until the file `go` is removed; writes what `gc` ended with.
    private static let loop = """
        while [ -e go ]; do
          "$0" gc > /dev/null 2> gc-errors.txt || { echo $?; cat gc-errors.txt; }
        done
        """

    @Test(
        "runs beside gc end right, in a store of their own and in one of two projects",
        arguments: [false, true])
    func besideRuns(isShared: Bool) throws {
        let projects = try (0..<(isShared ? 2 : 1)).map { _ in
            try ScratchProject(pipelines: ["p.yaml": Self.pipeline])
        }
        let store = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-shared-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: store) }
        let environment = isShared ? ["NRC_PIPE_STORE": store.path] : [:]
        func runAll(_ arguments: [String]) throws -> [ProgramResult] {
            try projects.map {
                try BuiltProgram.start(arguments, in: $0.root, environment: environment)
            }.map { try $0.wait() }
        }
        let collectors = try projects.map { project in
            try project.write("", to: "go")
            return try BuiltProgram.start(
                ["-c", Self.loop, BuiltProgram.path("nrc-pipe").path], of: "/bin/sh",
                in: project.root, environment: environment)
        }
        let end = Date().addingTimeInterval(Self.seconds)
        var round = 0
        while Date() < end {
            round += 1
            for (word, options) in [("one", []), ("two", ["--set", "word=two"])] {
                // What was made before may be reused, or be gone; then everything is made anew.
                for force in [[], ["--force"]] {
                    for result in try runAll(["run", "-q"] + options + force) {
                        #expect(result.status == 0, "round \(round): \(result.errors)")
                    }
                    for project in projects {
                        let folder = word == "one" ? "default" : "default+set"
                        let text = try project.text("results/\(folder)/l.txt")
                        #expect(text == String(repeating: "\(word)\n", count: 8))
                    }
                }
                guard word == "one" else { continue }
                for result in try runAll(["status", "--exit-code"]) {
                    #expect(result.status == 0, "round \(round): \(result.output)")
                }
            }
        }
        for project in projects {
            try FileManager.default.removeItem(at: project.root.appendingPathComponent("go"))
        }
        let complaints = try collectors.map { try $0.wait().output }
        // Two may not remove at once.
        if !isShared { #expect(complaints == [""]) }
        for complaint in complaints {
            #expect(
                complaint.split(separator: "\n").allSatisfy {
                    $0 == "75" || $0.contains("another gc")
                })
        }
        for result in try runAll(["verify", "--store"]) {
            #expect(result.status == 0, "\(result.output)")
        }
    }
}
