import TestSupport
import Testing

@testable import PipelineLanguage

/// Damaged pipelines are refused or accepted, but never crash the reader, and always in the same
/// way.
@Suite struct FuzzTests {
    private static let seedText = """
        pipeline: {name: fuzz, schema: 1, default_profile: quick}
        include: []
        parameters: {seeds: [1, 2], width: 64, decay: 1e-3, other: "${width}"}
        profiles:
          quick: {parameters: {width: 32}, stages: {train: {with: {rate: .5}, matrix: {seed: [1]}}}}
        stages:
          data:
            kind: data
            matrix: {seed: "${seeds}"}
            with: &with {seed: "${seed}", samples: 10}
          train:
            kind: train
            matrix:
              seed: "${seeds}"
              arm: {narrow: {width: 8}, wide: {width: 16}}
            with: {width: "${arm.width}", weight_decay: "${decay}", note: 'é ${seed}'}
            inputs: {features: data.features}
            timeout: 2h
            retries: 1
            resources: {cpu: 2}
          draw:
            kind: draw
            inputs: {models: ["train.model@seed=*,arm=*", {file: a/b.bin}]}
          tool:
            kind: exec
            with: {command: [cp, "${inputs.x}", "${outputs.y}"]}
            inputs: {x: "data.features@seed=1"}
            outputs: {y: out.bin, z: {folder: parts}}
        figures:
          fig: {title: "At ${profile}", publish: {f/a.pdf: draw.pdf, m/: "train.log@seed=*,arm=*"}}
        """

    /// What damage puts in: pieces that mean something to YAML or to the format.
    private static let pieces = [
        "{", "}", "[", "]", ":", ",", "\"", "'", "\n", " ", "\t", "- ", "? ", "&a ", "*with",
        "!!x ",
        "<<: ", "${", "$${", "${seed}", "@", "=", "*", "|", ">", "#", "---\n", "~", "null", "../",
        "/",
        "\u{0}", "\u{FEFF}", "é", "😀", "seed", "train", "1e999", "-", ".", "%",
    ]

    private static func damaged(seed: UInt64) -> [UInt8] {
        var random = SplitMix(state: seed)
        var bytes = Array(seedText.utf8)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let position = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, position + Int.random(in: 1...12, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.removeSubrange(position..<end)
            case 1: bytes[position] = UInt8.random(in: 0...255, using: &random)
            case 2: bytes.insert(contentsOf: bytes[position..<end], at: position)
            default:
                let piece = pieces[Int.random(in: 0..<pieces.count, using: &random)]
                bytes.insert(contentsOf: piece.utf8, at: position)
            }
        }
        return bytes
    }

    /// Everything that loading says or makes.
    private static func outcome(_ bytes: [UInt8], in project: ProjectFolder) -> String {
        do {
            let loaded = try PipelineLoader.load(
                SourceFile(path: "p.yaml", bytes: bytes), project: project, profile: nil,
                overrides: [], kinds: Fixtures.kinds)
            return "\(loaded.graph.stages)\(loaded.graph.figures)" + loaded.warnings.rendered()
        } catch {
            return error.rendered()
        }
    }

    @Test("the undamaged pipeline is right")
    func undamaged() throws {
        let folder = try TemporaryProject()
        let project = try #require(ProjectFolder(folder.path))
        #expect(!Self.outcome(Array(Self.seedText.utf8), in: project).contains("error:"))
    }

    @Test("thousands of damaged pipelines crash nothing and are judged the same twice")
    func damaged() throws {
        let folder = try TemporaryProject()
        let project = try #require(ProjectFolder(folder.path))
        var refused = 0
        for seed in 0..<4000 as Range<UInt64> {
            let bytes = Self.damaged(seed: seed)
            let outcome = Self.outcome(bytes, in: project)
            if outcome.contains(": error: ") { refused += 1 }
            // Only line feeds may reach the terminal of all control characters.
            #expect(
                !outcome.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" },
                "seed \(seed)")
            // Hash tables order their elements by where they lie, so that an order taken from one
            // would show.
            #expect(Self.outcome(bytes, in: project) == outcome, "seed \(seed)")
        }
        // Enough of both kinds that both ways through the code were taken.
        #expect(refused > 1000)
        #expect(refused < 3990)
    }

    @Test("a right graph is topological, dense and free of repeated names")
    func invariants() throws {
        let folder = try TemporaryProject()
        let project = try #require(ProjectFolder(folder.path))
        for seed in 0..<2000 as Range<UInt64> {
            guard
                let graph = try? PipelineLoader.load(
                    SourceFile(path: "p.yaml", bytes: Self.damaged(seed: seed)), project: project,
                    profile: nil, overrides: [], kinds: Fixtures.kinds
                ).graph
            else { continue }
            #expect(graph.stages.map(\.id.index) == Array(graph.stages.indices))
            #expect(Set(graph.stages.map(\.name)).count == graph.stages.count)
            for stage in graph.stages {
                for case .output(let id, let name) in stage.inputs.flatMap(\.sources) {
                    #expect(id < stage.id)
                    #expect(graph[id].outputs.contains { $0.name == name })
                }
            }
        }
    }
}
