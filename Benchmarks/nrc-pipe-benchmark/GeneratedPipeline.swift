internal import Foundation

/// A pipeline of many separate stages that copy a few bytes, for this runner and for others.
///
/// In the layered shape a stage reads a project file of its own and what a stage of the layer before
/// has made; in the other one it reads ten project files.
struct GeneratedPipeline {
    enum Shape {
        case layered
        case tenFilesEach
    }

    let stageCount: Int
    let shape: Shape

    private static let longestLayer = 1000
    private static let filesInFolder = 1000

    private var layer: Int { max(1, min(Self.longestLayer, stageCount / 10)) }
    private var filesEach: Int { shape == .tenFilesEach ? 10 : 1 }

    /// The paths that a stage reads, and the stage that it reads from.
    private func inputs(of stage: Int) -> (files: [String], producer: Int?) {
        let files = (0..<filesEach).map { Self.file(stage * filesEach + $0) }
        guard shape == .layered else { return (files, nil) }
        // The first layer reads its neighbour's file as well, so that all have two inputs.
        if stage < layer { return (files + [Self.file((stage + 1) % layer)], nil) }
        return (files, stage - layer)
    }

    static func file(_ number: Int) -> String {
        "data/\(number / filesInFolder)/\(number).txt"
    }

    /// Writes the project's files and its pipeline.
    func write(to project: URL) throws {
        for number in 0..<(stageCount * filesEach) {
            let path = project.appendingPathComponent(Self.file(number))
            if number % Self.filesInFolder == 0 {
                try FileManager.default.createDirectory(
                    at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            }
            try Data("\(number)\n".utf8).write(to: path)
        }
        let folder = project.appendingPathComponent("pipelines")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(yaml.utf8).write(to: folder.appendingPathComponent("scale.yaml"))
    }

    private var yaml: String {
        var text = "pipeline: {name: scale, schema: 1}\nstages:\n"
        for stage in 0..<stageCount {
            let (files, producer) = inputs(of: stage)
            var inputs = files.enumerated().map { "i\($0): {file: \($1)}" }
            if let producer { inputs.append("made: s\(producer).out") }
            text += """
                  s\(stage): {kind: exec, with: {command: [cp, "${inputs.i0}", \
                "${outputs.out}"]}, inputs: {\(inputs.joined(separator: ", "))}, \
                outputs: {out: out.txt}}

                """
        }
        return text
    }

    /// The same copies for ninja, which hashes nothing.
    func writeNinja(to project: URL) throws {
        var text = "rule copy\n  command = cp $first $out\n"
        for stage in 0..<stageCount {
            let (files, producer) = inputs(of: stage)
            let made = producer.map { " made/\($0).txt" } ?? ""
            text += "build made/\(stage).txt: copy \(files.joined(separator: " "))\(made)\n"
            text += "  first = \(files[0])\n"
        }
        try Data(text.utf8).write(to: project.appendingPathComponent("build.ninja"))
    }

    /// The same copies for Snakemake.
    func writeSnakemake(to project: URL) throws {
        let all = (0..<stageCount).map { "'made/\($0).txt'" }.joined(separator: ",")
        var text = "rule all:\n    input: [\(all)]\n"
        for stage in 0..<stageCount {
            let (files, producer) = inputs(of: stage)
            let sources = files + (producer.map { ["made/\($0).txt"] } ?? [])
            let list = sources.map { "'\($0)'" }.joined(separator: ", ")
            text += "rule s\(stage):\n    input: \(list)\n    output: 'made/\(stage).txt'\n"
            text += "    shell: 'cp {input[0]} {output}'\n"
        }
        try Data(text.utf8).write(to: project.appendingPathComponent("Snakefile"))
    }
}
