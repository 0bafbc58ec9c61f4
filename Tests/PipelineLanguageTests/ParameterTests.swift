import TestSupport
import Testing

@testable import PipelineLanguage

@Suite struct ParameterTests {
    private let data = "  data: {kind: data}\n"

    /// The parameters of one `train` stage given its `with`.
    private func stage(
        with fields: String, parameters: String = "{}", overrides: [(String, String)] = []
    ) throws -> Stage {
        let text =
            Fixtures.header + "parameters: \(parameters)\nstages:\n" + data
            + "  t:\n    kind: train\n    inputs: {features: data.features}\n    with: \(fields)\n"
        return try Fixtures.load(text, overrides: overrides).graph.stage("t")
    }

    @Test("every type is read as the schema says, and defaults are filled in")
    func types() throws {
        let stage = try stage(
            with: """
                {width: 64, rate: .5, shuffle: false, activation: tanh, milestones: [1, 2],
                 note: 1e-3, labels: {b: no, a: "5"}}
                """)
        #expect(stage.value("width") == .integer(64))
        #expect(stage.value("rate") == .real(0.5))
        #expect(stage.value("weight_decay") == .real(0))
        #expect(stage.value("shuffle") == .boolean(false))
        #expect(stage.value("activation") == .text("tanh"))
        #expect(stage.value("milestones") == .list([.integer(1), .integer(2)]))
        #expect(stage.value("note") == .text("1e-3"))
        #expect(
            stage.value("labels")
                == .mapping([
                    .init(key: "a", value: .text("5")), .init(key: "b", value: .text("no")),
                ]))
        #expect(stage.parameters.map(\.name) == stage.parameters.map(\.name).sorted())
    }

    @Test("an optional parameter that is not given is absent")
    func optional() throws {
        #expect(try stage(with: "{width: 1}").value("note") == nil)
    }

    @Test(
        "numbers are decimal",
        arguments: [
            ("5", 5), ("+5", 5), ("-5", -5), ("007", 7), ("1e4", 10_000), ("2.0", 2), ("5.", 5),
            ("9007199254740993", 9_007_199_254_740_993), ("1e15", 1_000_000_000_000_000),
        ])
    func integers(text: String, value: Int) {
        #expect(NumberSyntax.integer(text) == value)
    }

    @Test(
        "what is no whole number is none",
        arguments: [
            "", "+", "--5", "+-5", "1_000", "0x1", "1.5", "1e16", "1e-1", "٣", " 5", "5 ", "e5",
            "99999999999999999999", "nan", "true",
        ])
    func notIntegers(text: String) {
        #expect(NumberSyntax.integer(text) == nil)
    }

    @Test(
        "reals have digits, perhaps a point, perhaps an exponent",
        arguments: [
            ("1e-3", 0.001), (".5", 0.5), ("5", 5), ("5.", 5), ("-1.5E+2", -150), ("-0", 0),
        ])
    func reals(text: String, value: Double) {
        #expect(NumberSyntax.real(text)?.bitPattern == value.bitPattern)
    }

    @Test(
        "what is no finite real is none",
        arguments: [
            "", ".", "e5", "1e", "1e+", "inf", "nan", "1e999", "0x1p3", "1,5", "1.5.2", "1f",
        ])
    func notReals(text: String) {
        #expect(NumberSyntax.real(text) == nil)
    }

    @Test(
        "durations are numbers with a unit",
        arguments: [
            ("90s", 90), ("1.5m", 90), ("2h", 7200), ("1d", 86_400), ("10000d", 864_000_000),
        ])
    func durations(text: String, seconds: Double) {
        #expect(NumberSyntax.seconds(text) == seconds)
    }

    @Test(
        "what is no duration is none",
        arguments: ["", "s", "5", "0s", "-1s", "10001d", "5 s", "5ms"])
    func notDurations(text: String) {
        #expect(NumberSyntax.seconds(text) == nil)
    }

    @Test("a reference takes the value in force and its place, through other parameters")
    func references() throws {
        let stage = try stage(
            with: "{width: \"${width}\", note: \"w${width}-$${x}-${pipeline}-${profile}\"}",
            parameters: "{base: 32, width: \"${base}\"}")
        #expect(stage.value("width") == .integer(32))
        #expect(stage.value("note") == .text("w32-${x}-test-default"))
        // `32` after `base:`; `note` is written where it stands.
        #expect(
            stage.parameters.first { $0.name == "width" }?.location?.description == "p.yaml:2:20")
        #expect(stage.parameters.first { $0.name == "note" }?.location?.line == 8)
        #expect(stage.parameters.first { $0.name == "rate" }?.location == nil)
    }

    @Test("a reference to a list stands for the list")
    func lists() throws {
        let stage = try stage(
            with: "{width: 1, milestones: \"${steps}\"}", parameters: "{steps: [3, \"${n}\"], n: 4}"
        )
        #expect(stage.value("milestones") == .list([.integer(3), .integer(4)]))
    }

    @Test("--set wins over the file and has no place in it")
    func overrides() throws {
        let stage = try stage(
            with: "{width: \"${width}\", milestones: \"${steps}\", rate: \"${rate}\"}",
            parameters: "{width: 1, steps: [1], rate: 0.5}",
            overrides: [("width", "2"), ("width", "3"), ("steps", "4, 5"), ("rate", "1e-3")])
        #expect(stage.value("width") == .integer(3))
        #expect(stage.value("milestones") == .list([.integer(4), .integer(5)]))
        #expect(stage.value("rate") == .real(0.001))
        #expect(stage.parameters.first { $0.name == "width" }?.location == nil)
    }

    @Test("--set in brackets makes a list")
    func bracketedOverride() throws {
        let stage = try stage(
            with: "{width: 1, milestones: \"${steps}\"}", parameters: "{steps: 1}",
            overrides: [("steps", "[6,7]")])
        #expect(stage.value("milestones") == .list([.integer(6), .integer(7)]))
    }

    @Test("a bad --set names the option, and the nearest parameter")
    func badOverrides() throws {
        let text =
            Fixtures.header + "parameters: {samples: 3}\nstages:\n"
            + "  data: {kind: data, with: {samples: \"${samples}\"}}\n"
        #expect(
            try Fixtures.diagnostics(
                text, overrides: [("sampels", "3"), ("samples", "${x}"), ("samples", "")]) == """
                    error: --set sampels=3: the pipeline has no parameter 'sampels'
                          = did you mean 'samples'?
                    error: --set samples=${x}: this is no value
                          = expected a value such as 5e-4, or a list such as [1, 2]; '${…}' is not replaced

                    """)
        #expect(
            try Fixtures.diagnostics(text, overrides: [("samples", "many")]) == """
                p.yaml:4:38: error: parameter 'samples' of stage 'data' is 'many' (from --set samples)
                    4 |   data: {kind: data, with: {samples: "${samples}"}}
                      |                                      ^~~~~~~~~~~~ expected a whole number from 1 to 1000000

                """)
    }

    @Test("parameters in force are listed with their places")
    func inForce() throws {
        let text =
            Fixtures.header + "parameters: {samples: 3, seeds: [1, 2]}\nstages:\n"
            + "  data: {kind: data, matrix: {s: \"${seeds}\"}, with: {samples: \"${samples}\"}}\n"
        let parameters = try Fixtures.load(text, overrides: [("samples", "4")]).parameters
        #expect(parameters.map(\.name) == ["samples", "seeds"])
        #expect(parameters.map(\.value) == ["4", "[1, 2]"])
        #expect(parameters.map { $0.location?.column } == [nil, 33])
    }

    @Test("a parameter that nothing refers to is remarked upon, and stops nothing")
    func unused() throws {
        let text = Fixtures.header + "parameters: {samples: 3}\nstages:\n  data: {kind: data}\n"
        let loaded = try Fixtures.load(text)
        #expect(loaded.graph.stages.count == 1)
        #expect(
            loaded.warnings.rendered() == """
                p.yaml:2:14: warning: nothing refers to the parameter 'samples'
                    2 | parameters: {samples: 3}
                      |              ^~~~~~~ expected '${samples}' somewhere; or remove it

                """)
    }
}
