/// What a stage may use of this machine and this run without its outputs depending on it: where
/// things are kept, and what was said on the command line about how to get them.
package struct StageSurroundings: Codable, Sendable, Hashable {
    /// The project's root, absolute.
    package var project: String
    /// Where the artifact store keeps the file with a SHA-256: `<2 digits>/<62 digits>` below it.
    package var store: String
    /// A folder that outlives the stage, for what it would be a pity to get twice.
    package var cache: String
    /// A folder for checkpoints of this very stage (its fingerprint): it is there again when the
    /// stage was interrupted, and gone when the stage has been built. Not there at first.
    package var checkpoints: String
    /// What the stage may take of memory, as its `resources` say; nil without a limit.
    package var memoryBytes: Int?
    /// What the runner was told for kinds of stages that know it, by name.
    package var settings: [String: [String]]

    package init(
        project: String, store: String, cache: String, checkpoints: String,
        memoryBytes: Int? = nil, settings: [String: [String]] = [:]
    ) {
        self.project = project
        self.store = store
        self.cache = cache
        self.checkpoints = checkpoints
        self.memoryBytes = memoryBytes
        self.settings = settings
    }
}
