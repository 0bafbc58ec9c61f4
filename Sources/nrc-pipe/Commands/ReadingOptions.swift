internal import ArgumentParser

/// What commands that only look have in common: targets, project, form of the answer.
struct ReadingOptions: ParsableArguments {
    @Argument(help: "Figures, stages, globs, or all (the default).")
    var targets: [String] = []

    @OptionGroup var project: ProjectOptions

    @OptionGroup var output: OutputOptions
}

/// How sweeps are told.
struct SweepOptions: ParsableArguments {
    @Flag(help: "Tell each instance of a sweep, even where the same holds of all.")
    var all = false
}

/// What commands about one stage have in common.
struct StageOptions: ParsableArguments {
    @Argument(help: "One stage, such as train@seed=1.")
    var stage: String

    @OptionGroup var project: ProjectOptions

    @OptionGroup var output: OutputOptions
}

/// Whom an answer is for.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON object.")
    var json = false

    func print(_ report: some Report, to console: Console) throws {
        console.result(
            json
                ? try JSONText.of(report.json)
                : report.text(on: console.page))
    }
}

/// An answer that people and programs read.
protocol Report {
    associatedtype JSON: Encodable

    func text(on page: Page) -> String
    /// An object without the key `version`.
    var json: JSON { get }
}
