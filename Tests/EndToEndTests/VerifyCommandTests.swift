import Foundation
import Testing

@Suite struct VerifyCommandTests {
    /// Three seeds, whose measurements a command writes: `x` is the seed's entry of `values`.
    private static func pipeline(
        values: [String] = ["0.01", "0.02", "0.03"], claims: String, standIn: Bool = false
    ) -> String {
        let faces = """
              faces: {kind: standin.portraits, with: {samples: 10, side: 32, seed: 1}}

            """
        return """
            pipeline: {name: tiny, schema: 1}
            profiles: {quick: {}, other: {}}
            parameters: {limit: 0.1}
            stages:
            \(standIn ? faces : "")  measure:
                kind: exec
                matrix: {seed: {s1: {x: "\(values[0])"}, s2: {x: "\(values[1])"}, s3: {x: "\(values[2])"}}}
                with:
                  command: [sh, -c, 'printf "{\\"x\\": %s, \\"layers\\": []}" "$1" > m.json', sh, "${seed.x}"]
            \(standIn ? "    inputs: {faces: faces.description}" : "")
                outputs: {json: m.json}
            figures:
              fig: {title: x, publish: {metrics/: measure.json@seed=*}}
            claims:
            \(claims)
            """
    }

    private static let small = """
          small:
            statement: "x is small"
            measurements: measure.json@seed=*
            seeds: {needs: 3, passes_with: 4 of 5, fails_with: 1}
            each_seed: [{metric: x, at_most: "${limit}"}]

        """

    /// A project whose stages have run.
    private static func measured(
        values: [String] = ["0.01", "0.02", "0.03"], claims: String = small
    ) throws -> ScratchProject {
        let project = try ScratchProject(pipelines: [
            "tiny.yaml": pipeline(values: values, claims: claims)
        ])
        let run = try project.run("run", "--profile", "quick")
        try #require(run.status == 0, "\(run.errors)")
        return project
    }

    private static func verify(
        _ project: ScratchProject, _ arguments: String...
    ) throws -> ProgramResult {
        try BuiltProgram.run(
            ["verify", "--profile", "quick"] + arguments, in: project.root)
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test(
        "verdicts end the command with 0, 4 and 5, and stand in table and file",
        arguments: [
            (["0.01", "0.02", "0.03"], "passed", 3, Int32(0)),
            (["1", "2", "0.03"], "failed", 1, 4),
            (["0.01", "0.02", "3"], "mixed", 2, 5),
        ])
    func verdicts(_ values: [String], _ verdict: String, _ passed: Int, _ status: Int32) throws {
        let project = try Self.measured(values: values)
        let result = try Self.verify(project)
        #expect(result.status == status)
        #expect(result.errors == "wrote results/quick/claims.json\n")
        #expect(result.output.hasSuffix("\n1 claim: 1 \(verdict)\n"))
        let block = result.output.split(separator: "\n\n")[1].split(separator: "\n")
        #expect(block[0] == "small: \(verdict), \(passed) of 3 seeds")
        #expect(block[1] == "    x is small")
        let lead = verdict == "passed" ? "nearest to failing: x: " : "x: "
        let seeds = passed == 1 ? "1 seed" : "\(passed) seeds"
        #expect(block[2].hasPrefix("    \(lead)\(values.sorted()[1]) ["), "\(block[2])")
        #expect(
            block[2].hasSuffix(" found, ≤ 0.1 asked; holds for \(seeds)"), "\(block[2])")
        let file = try Self.object(try project.text("results/quick/claims.json"))
        #expect(file["version"] as? Int == 1)
        #expect(file["profile"] as? String == "quick")
        let claim = try #require((file["claims"] as? [[String: Any]])?.first)
        #expect(claim["claim"] as? String == "small")
        #expect(claim["verdict"] as? String == verdict)
        #expect(claim["seeds_passed"] as? Int == passed)
        #expect(claim["decided_by"] as? String == "x")
        let measurements = try #require(claim["measurements"] as? [[String: Any]])
        #expect(
            measurements.map { $0["stage"] as? String } == [
                "measure@seed=s1", "measure@seed=s2", "measure@seed=s3",
            ])
        #expect(measurements.allSatisfy { ($0["sha256"] as? String)?.count == 64 })
        let again = try project.text("results/quick/claims.json")
        _ = try Self.verify(project)
        #expect(try project.text("results/quick/claims.json") == again)
    }

    @Test("a failed claim wins over an open one")
    func failedWins() throws {
        let mixed = Self.small.replacingOccurrences(of: "small:", with: "mixed:")
        let failed = """
              failing: {statement: y, measurements: measure.json@seed=s1, each_seed: [{metric: x, above: 1}]}

            """
        let project = try Self.measured(values: ["0", "0", "1"], claims: mixed + failed)
        #expect(try Self.verify(project).status == 4)
        #expect(try Self.verify(project, "mixed").status == 5)
    }

    @Test("what is stale, missing, null or no JSON is undetermined and never passes")
    func undetermined() throws {
        let project = try ScratchProject(pipelines: [
            "tiny.yaml": Self.pipeline(claims: Self.small)
        ])
        let stale = try Self.verify(project)
        #expect(stale.status == 5)
        #expect(
            stale.output.contains(
                """
                small: undetermined
                    x is small
                    because 3 measurements are not up to date: measure@seed=s1, measure@seed=s2, measure@seed=s3

                to measure what is missing:
                    nrc-pipe run measure --profile quick

                1 claim: 1 undetermined

                """))
        #expect(stale.errors == "note: nothing is measured yet, so claims.json stays as it is\n")
        #expect(!project.exists("results/quick/claims.json"))
        for (value, reason) in [
            ("null", "'x' is undefined"), ("\\\"a\\\"", "'x' is no number"),
            ("1, }", "the measurement of measure@seed=s2 can't be used: it is no JSON"),
        ] {
            let odd = try Self.measured(values: ["0", value, "0"])
            let result = try Self.verify(odd)
            #expect(result.status == 5)
            #expect(
                result.output.contains("    because \(reason)\n"),
                "\(result.output)")
        }
        let misspelt = Self.small.replacingOccurrences(of: "metric: x", with: "metric: layes")
        let missing = try Self.verify(try Self.measured(claims: misspelt))
        #expect(missing.status == 5)
        #expect(
            missing.output.contains(
                "    because there is no metric 'layes'; did you mean 'layers'?\n"))
    }

    @Test("too few seeds are undetermined")
    func fewSeeds() throws {
        let few = Self.small.replacingOccurrences(
            of: "measure.json@seed=*", with: "[measure.json@seed=s1, measure.json@seed=s2]")
        let result = try Self.verify(try Self.measured(claims: few))
        #expect(result.status == 5)
        #expect(result.output.contains("    because there are 2 seeds, and it takes 3\n"))
    }

    @Test("measurements that descend from stand-in data are undetermined, whatever they say")
    func standIns() throws {
        let project = try ScratchProject(pipelines: [
            "tiny.yaml": Self.pipeline(claims: Self.small, standIn: true)
        ])
        let run = try project.run("run", "--profile", "quick")
        try #require(run.status == 0, "\(run.errors)")
        let result = try Self.verify(project)
        #expect(result.status == 5)
        #expect(result.output.contains("\n    because it rests on stand-in data: "))
    }

    @Test("targets are claims, globs, figures and stages; what names none is told")
    func targets() throws {
        let project = try Self.measured(
            claims: Self.small
                + "  other: {statement: y, measurements: measure.json@seed=s1, each_seed: [{metric: x, above: 1}]}\n"
        )
        for (target, count) in [
            ("small", 1), ("s*", 1), ("fig", 2), ("measure@seed=s2", 1), ("measure", 2), ("all", 2),
        ] {
            let result = try Self.verify(project, target)
            let claims = count == 1 ? "1 claim: " : "\(count) claims: "
            #expect(result.output.contains("\n\(claims)"), "\(target): \(result.output)")
        }
        let unknown = try Self.verify(project, "smal", "nothing-like-it")
        #expect(unknown.status == 2)
        #expect(
            unknown.errors == """
                error: no claim, figure or stage is named 'smal'; did you mean small?
                error: no claim, figure or stage is named 'nothing-like-it'; `nrc-pipe list` shows all

                """)
    }

    @Test("claims that were not asked for keep their entries, those that are gone lose them")
    func partialFile() throws {
        let other =
            "  other: {statement: y, measurements: measure.json@seed=s1, each_seed: [{metric: x, above: 1}]}\n"
        let project = try Self.measured(claims: Self.small + other)
        _ = try Self.verify(project)
        let all = try project.text("results/quick/claims.json")
        _ = try Self.verify(project, "small")
        #expect(try project.text("results/quick/claims.json") == all)
        try project.write(Self.pipeline(claims: Self.small), to: "pipelines/tiny.yaml")
        _ = try Self.verify(project)
        let file = try Self.object(try project.text("results/quick/claims.json"))
        #expect((file["claims"] as? [[String: Any]])?.count == 1)
    }

    @Test("what cannot be kept of a file of claims is not replaced without a word")
    func foreignFile() throws {
        let other =
            "  other: {statement: y, measurements: measure.json@seed=s1, each_seed: [{metric: x, above: 0}]}\n"
        let project = try Self.measured(claims: Self.small + other)
        let path = "results/quick/claims.json"
        try project.write("{\"version\": 99}", to: path)
        let partial = try Self.verify(project, "small")
        #expect(partial.status == 2)
        #expect(
            partial.errors == """
                error: 'results/quick/claims.json' is no file of claims of version 1, so the claims \
                that were not asked for cannot be kept; `nrc-pipe verify` without targets writes it \
                anew

                """)
        #expect(try project.text(path) == "{\"version\": 99}")
        #expect(try Self.verify(project).errors == "wrote results/quick/claims.json\n")
        let own = try project.text(path)
        let foreign = own.replacing("\"tiny\"", with: "\"large\"")
        try project.write(foreign, to: path)
        let refused = try Self.verify(project)
        #expect(refused.status == 2)
        #expect(
            refused.errors == """
                error: 'results/quick/claims.json' has the claims of the pipeline 'large'; give this \
                one a profile of another name, or remove the file if it is out of use

                """)
        #expect(try project.text(path) == foreign)
        // A file that says nothing of its data is read all the same.
        let silent = own.replacing(/"data" : \[[^\]]*\],\s*/, with: "")
        #expect(silent != own)
        try project.write(silent, to: path)
        let read = try Self.verify(project, "small")
        #expect(read.errors == "wrote results/quick/claims.json\n", "\(read.errors)")
    }

    @Test("a reference keeps a known failure green, and a verdict or metric that changes red")
    func reference() throws {
        let project = try Self.measured(values: ["1", "2", "3"])
        let written = try Self.verify(project, "--write-reference", "quick.json")
        #expect(written.status == 0)
        #expect(written.errors == "wrote results/quick/claims.json\nwrote quick.json\n")
        let same = try Self.verify(project, "--reference", "quick.json")
        #expect(same.status == 0)
        #expect(same.output.hasSuffix("\n1 claim: 1 failed\nas the reference has it\n"))

        try project.write(
            Self.pipeline(values: ["1", "9", "9"], claims: Self.small), to: "pipelines/tiny.yaml")
        let stale = try Self.verify(project, "--reference", "quick.json", "--junit", "r.xml")
        #expect(stale.status == 5)
        #expect(
            stale.output.hasSuffix(
                """
                1 difference from the reference
                claim  what     reference  found
                small  verdict  failed     not measured

                """))
        #expect(try project.text("r.xml").contains("errors=\"1\""))
        let unmeasured = try Self.verify(project, "--write-reference", "none.json")
        #expect(unmeasured.status == 5)
        #expect(
            unmeasured.errors.hasSuffix(
                "error: nothing is measured, so there is nothing for a reference to keep\n"))
        #expect(!project.exists("none.json"))
        #expect(try project.run("run", "--profile", "quick").status == 0)
        let moved = try Self.verify(project, "--reference", "quick.json", "--json")
        #expect(moved.status == 4)
        let differences = try #require(
            try Self.object(moved.output)["differences"] as? [[String: Any]])
        #expect(differences.count == 1)
        #expect(differences.first?["metric"] as? String == "x")
        #expect(differences.first?["expected"] as? String == "1 … 3")
        #expect(differences.first?["found"] as? String == "9")

        let other = try project.run("verify", "--profile", "other", "--reference", "quick.json")
        #expect(other.status == 2)
        #expect(
            other.errors == """
                error: 'quick.json' is the reference of tiny, profile quick, not of tiny, profile other

                """)
        #expect(try Self.verify(project, "--reference", "none.json").status == 2)
        let both = try Self.verify(project, "--reference", "a", "--write-reference", "b")
        #expect(both.status == 2)
    }

    @Test("JUnit names every claim, and what is wrong with it")
    func junit() throws {
        let project = try Self.measured(
            values: ["1", "2", "3"],
            claims: Self.small
                + "  \"fine\": {statement: \"<&>\", measurements: measure.json@seed=s1, each_seed: [{metric: x, above: 0}]}\n"
        )
        #expect(try Self.verify(project, "--junit", "report.xml").status == 4)
        #expect(
            try project.text("report.xml") == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites tests="2" failures="1" errors="0">
                  <testsuite name="tiny.quick" tests="2" failures="1" errors="0" skipped="0">
                    <testcase classname="tiny.quick" name="small">
                      <failure type="failed" message="failed, seeds 0 of 3">failed, seeds 0 of 3
                x is 2 [1, 3], expected ≤ 0.1</failure>
                    </testcase>
                    <testcase classname="tiny.quick" name="fine"/>
                  </testsuite>
                </testsuites>

                """)
    }

    @Test("list tells the claims, and a pipeline without any has nothing to verify")
    func list() throws {
        let project = try ScratchProject(pipelines: [
            "tiny.yaml": Self.pipeline(claims: Self.small)
        ])
        #expect(try project.run("list").output.contains("claims\n  small  x is small\n"))
        let listed = try Self.object(try project.run("list", "--json").output)
        let claim = try #require((listed["claims"] as? [[String: Any]])?.first)
        #expect(claim["name"] as? String == "small")
        #expect(claim["measurements"] as? Int == 3)
        let silent = try ScratchProject(pipelines: ["s.yaml": "pipeline: {name: s, schema: 1}\n"])
        let result = try silent.run("verify")
        #expect(result.status == 2)
        #expect(
            result.errors == "error: there is nothing to verify: pipelines/s.yaml makes no claims\n"
        )
    }

    @Test("a link that leads out of the project is not followed")
    func resultsLeadOutside() throws {
        let project = try Self.measured()
        let outside = try ScratchProject()
        try FileManager.default.removeItem(at: project.root.appendingPathComponent("results"))
        try FileManager.default.createSymbolicLink(
            at: project.root.appendingPathComponent("results"), withDestinationURL: outside.root)
        let result = try Self.verify(project)
        #expect(result.status == 1)
        #expect(result.errors.contains("is a link that leads out of the project"))
        #expect(!outside.exists("quick/claims.json"))
    }
}
