import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct TargetSelectionTests {
    @Test("some axes of a sweep, in any order, name all instances that have these values")
    func partialSelectors() throws {
        let project = try TemporaryProject()
        for name in ["train@decay=1e-3,seed=1", "train@decay=1e-3,seed=2", "train@decay=0,seed=1"] {
            project.stage(name, "true")
        }
        func names(_ target: String) throws -> [String] {
            let selection = try TargetSelection([target], in: project.graph)
            return selection.named.sorted().map { project.graph[$0].name }
        }
        #expect(try names("train@seed=1") == ["train@decay=1e-3,seed=1", "train@decay=0,seed=1"])
        #expect(try names("train@seed=2,decay=1e-3") == ["train@decay=1e-3,seed=2"])
        #expect(throws: UnknownTargets.self) { try names("train@seed=3") }
        #expect(throws: UnknownTargets.self) { try names("train@seed=1,") }
        #expect(try project.reader().name(ofOne: "train@decay=0") == "train@decay=0,seed=1")
        let error = #expect(throws: NotOneStage.self) {
            try project.reader().name(ofOne: "train@seed=1")
        }
        #expect(
            error?.description == """
                'train@seed=1' is not one stage; it names train@decay=1e-3,seed=1, \
                train@decay=0,seed=1
                """)
    }

    private let project: TemporaryProject

    init() throws {
        project = try TemporaryProject()
        project.stage("data", "true")
        project.stage("train@seed=1", "true", inputs: ["x": "data.out"])
        project.stage("train@seed=2", "true", inputs: ["x": "data.out"])
        project.stage("draw", "true", inputs: ["x": "train@seed=1.out train@seed=2.out"])
        project.figure("fig8", [("figures/fig8.txt", "draw.out")])
    }

    private func closure(_ targets: [String]) throws -> [String] {
        try TargetSelection(targets, in: project.graph).closure.map { project.graph[$0].name }
    }

    @Test("targets are stages, definitions, figures, globs or all")
    func kinds() throws {
        #expect(try closure(["train@seed=2"]) == ["data", "train@seed=2"])
        #expect(try closure(["train"]) == ["data", "train@seed=1", "train@seed=2"])
        #expect(try closure(["train@seed=*"]) == ["data", "train@seed=1", "train@seed=2"])
        #expect(try closure(["fig8"]).count == 4)
        #expect(try closure(["fig*"]).count == 4)
        #expect(try closure(["all"]).count == 4)
        #expect(try closure([]).count == 4)
        #expect(try closure(["data", "train@seed=1"]) == ["data", "train@seed=1"])
    }

    @Test("all is what figures need; without figures and claims, every stage")
    func everything() throws {
        project.stage("spare", "true")
        #expect(try closure(["all"]) == ["data", "train@seed=1", "train@seed=2", "draw"])
        #expect(try closure(["spare"]) == ["spare"])
        project.graph.figures = []
        #expect(try closure([]).last == "spare")
    }

    @Test("only figures that are named are published")
    func figures() throws {
        #expect(try TargetSelection(["fig8"], in: project.graph).figures == [0])
        #expect(try TargetSelection(["all"], in: project.graph).figures == [0])
        #expect(try TargetSelection(["draw"], in: project.graph).figures.isEmpty)
    }

    @Test("all unknown targets are told, each with the nearest names")
    func unknown() {
        let error = #expect(throws: UnknownTargets.self) {
            try TargetSelection(["fig9", "data", "zzz*"], in: project.graph)
        }
        #expect(
            error?.description == """
                no stage or figure is named 'fig9'; did you mean fig8?
                no stage or figure is named 'zzz*'; `nrc-pipe list` shows all
                """)
    }
}
