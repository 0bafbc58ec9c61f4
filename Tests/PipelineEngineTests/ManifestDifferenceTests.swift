import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct ManifestDifferenceTests {
    private let project: TemporaryProject
    private let stage: Stage

    init() throws {
        project = try TemporaryProject()
        project.stage(
            "a", "true",
            with: [
                Stage.Parameter(
                    name: "layers", value: .list([.integer(1), .integer(2)]),
                    origin: .written(TemporaryProject.place(41))),
                Stage.Parameter(
                    name: "map",
                    value: .mapping([
                        .init(key: "deep", value: .mapping([.init(key: "x", value: .real(1e-3))]))
                    ]), origin: .written(TemporaryProject.place(42))),
            ])
        stage = project.graph.stages[0]
    }

    private func reasons(_ change: (inout Manifest) -> Void) -> [String] {
        let new = Manifest(stage, inputs: [], environment: [:])
        var old = new
        change(&old)
        return ManifestDifference.reasons(
            from: old, to: new, stage: stage, comparesInputs: true, sourceName: { "\($0)" }
        ).map(\.description)
    }

    private func set(_ name: String, _ value: ParameterValue) -> (inout Manifest) -> Void {
        { manifest in
            for index in manifest.parameters.indices where manifest.parameters[index].name == name {
                manifest.parameters[index].value = value
            }
        }
    }

    @Test("a change inside of a mapping is told by its own key, both values and the line")
    func nestedMapping() {
        let old = ParameterValue.mapping([
            .init(key: "deep", value: .mapping([.init(key: "x", value: .real(5e-4))]))
        ])
        #expect(
            reasons(set("map", old)) == [
                "with.map.deep.x: 0.0005 → 0.001, pipelines/test.yaml:42"
            ])
    }

    @Test("one element of a list is told by its index, a list of another length as a whole")
    func lists() {
        #expect(
            reasons(set("layers", .list([.integer(1), .integer(7)]))) == [
                "with.layers[1]: 7 → 2, pipelines/test.yaml:41"
            ])
        #expect(
            reasons(set("layers", .list([.integer(1)]))) == [
                "with.layers: [1] → [1, 2], pipelines/test.yaml:41"
            ])
    }

    @Test(
        "what a reference stands for is told by its own line, all else by the item's",
        arguments: [
            // The new text is "né one + two", with "one" from line 7 and "two" from line 8.
            ("né on + two", 7), ("né + two", 6), ("né one + three", 8), ("né 1 + 2", 6),
            ("ne one + two", 6), ("né oone + two", 7), ("", 6),
        ])
    func references(old: String, line: Int) {
        var parameter = Stage.Parameter(
            name: "command", value: .list([.text("sh"), .text("né one + two")]),
            origin: .written(TemporaryProject.place(5)))
        func piece(_ bytes: Range<Int>?, _ line: Int) -> Stage.Parameter.Piece {
            .init(item: 1, bytes: bytes, origin: .written(TemporaryProject.place(line)))
        }
        parameter.pieces = [piece(nil, 6), piece(4..<7, 7), piece(10..<13, 8)]
        let writing = ParameterWriting(parameter)
        #expect(
            writing.ofItem(1).origin(from: .text(old), to: .text("né one + two"))
                == .written(TemporaryProject.place(line)))
        #expect(
            writing.ofItem(0).origin(from: .text(old), to: .text("sh"))
                == .written(TemporaryProject.place(5)))
        #expect(
            writing.origin(from: nil, to: .text("né one + two"))
                == .written(TemporaryProject.place(5)))
    }

    @Test("a parameter that came or went is absent on one side")
    func addedAndRemoved() {
        #expect(
            reasons { $0.parameters.removeAll { $0.name == "layers" } } == [
                "with.layers: (absent) → [1, 2], pipelines/test.yaml:41"
            ])
        #expect(
            reasons { $0.parameters.append(.init(name: "old", value: .text(""))) } == [
                "with.old: \"\" → (absent), pipelines/test.yaml:1"
            ])
    }

    @Test("kind, revision, profile, outputs and variables are told apart")
    func otherKeys() {
        #expect(reasons { $0.kind = "x" } == ["kind: x → exec, pipelines/test.yaml:1"])
        #expect(
            reasons { $0.kindRevision = 0 } == ["the kind exec has a new revision: 0 → 1"])
        #expect(reasons { $0.profile = "quick" } == ["profile: quick → (absent)"])
        #expect(
            reasons { $0.outputs[0].path = "o" } == [
                "outputs.out: o → out.txt, pipelines/test.yaml:1"
            ])
        #expect(
            reasons { $0.outputs[0].format = "json" } == [
                "outputs.out: json → any, pipelines/test.yaml:1"
            ])
    }

    @Test("a text that looks like a number is quoted")
    func quotedText() {
        #expect(
            reasons(set("layers", .text("5"))) == [
                "with.layers: \"5\" → [1, 2], pipelines/test.yaml:41"
            ])
    }
}
