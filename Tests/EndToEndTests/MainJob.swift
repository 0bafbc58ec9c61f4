import Foundation

/// Figure 8's pipeline as this repository has it, at a size that takes a second or two.
struct MainJob {
    let project: ScratchProject
    /// Enough epochs that every seed differs, too few to learn anything.
    static let size = [
        "--set", "fig8_samples=500", "--set", "fig8_width=16", "--set", "fig8_epochs=4",
    ]
    static let settings = "pipelines/deep-nrc/fig8.yaml"

    init() throws { project = try .ofThisRepository() }

    func run(
        _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try BuiltProgram.run(
            ["run", "fig8"] + Self.size + arguments, in: project.root, environment: environment)
    }

    func edit(_ text: String, to replacement: String) throws {
        let content = try project.text(Self.settings)
        precondition(content.contains(text), "the pipeline has no '\(text)'")
        try project.write(
            content.replacingOccurrences(of: text, with: replacement), to: Self.settings)
    }

    /// The stages that a run's progress says were built, sorted.
    static func built(_ result: ProgramResult) -> [String] {
        result.errors.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            return words.first == "built" ? String(words[1]) : nil
        }.sorted()
    }
}
