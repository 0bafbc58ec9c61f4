internal import ArgumentParser

/// Which project, pipeline and profile a command is about.
struct ProjectOptions: ParsableArguments {
    @Option(
        name: [.customShort("f", allowingJoined: true), .customLong("file")],
        help: ArgumentHelp(
            "The pipeline; by default the only YAML file directly in pipelines/.",
            valueName: "file"))
    var file: String?

    @Option(
        name: [.customShort("C", allowingJoined: true), .customLong("directory")],
        help: ArgumentHelp(
            "Work as if started in this folder.", valueName: "dir"))
    var directory: String?

    @Option(
        name: [.customShort("p", allowingJoined: true), .customLong("profile")],
        help: ArgumentHelp(
            "The profile; by default the pipeline's default_profile.", valueName: "name"))
    var profile: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Override a parameter of the pipeline; may be repeated.", valueName: "key=value"))
    var overrides: [String] = []

    /// A path as it was typed, which `--directory` is the start of.
    func path(_ typed: String) -> String { Self.path(typed, from: directory) }

    static func path(_ typed: String, from directory: String?) -> String {
        guard let directory, !typed.hasPrefix("/") else { return typed }
        return "\(directory)/\(typed)"
    }
}
