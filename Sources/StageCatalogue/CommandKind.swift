package import PipelineLanguage

extension StageKind {
    /// Any program, so that a trainer in another language is a stage like every other.
    package static let command = StageKind(
        name: "exec",
        revision: 1,
        summary: """
            Runs a command in a scratch folder that holds the declared inputs, and keeps the \
            declared outputs.
            """,
        runner: .command,
        parameters: [
            ParameterSpecification(
                "command", .list(of: .text, count: 1...10_000),
                summary: """
                    The program and its arguments, run without a shell; `${inputs.NAME}` and \
                    `${outputs.NAME}` stand for paths.
                    """),
            ParameterSpecification(
                "environment", .list(of: .text, count: 0...1_000), default: .list([]),
                summary: """
                    Names of environment variables that are handed on; their values count as \
                    parameters.
                    """),
            ParameterSpecification(
                "network", .boolean, default: .boolean(false),
                summary: """
                    Whether the command may use the network. It is a parameter like all others: what \
                    a command finds out there can change what it makes.
                    """),
            ParameterSpecification(
                "works_offline", .boolean, default: .boolean(false),
                summary: """
                    Whether a command that may use the network makes the same without one, such as \
                    from packages that it keeps; without that it does not run offline.
                    """),
        ],
        inputs: .declaredByStage,
        outputs: .declaredByStage, forecast: DatasetForecasts.converted)
}
