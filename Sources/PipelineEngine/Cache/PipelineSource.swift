internal import WorkerProtocol

/// Which pipeline somebody means: a file, a profile, and what `--set` changes.
package struct PipelineSource: Sendable {
    package let space: ProjectSpace
    /// Absolute, or relative to the working directory.
    package let file: String
    package let profile: String?
    /// In the order given.
    package let overrides: [(name: String, value: String)]

    package init(
        space: ProjectSpace, file: String, profile: String?,
        overrides: [(name: String, value: String)]
    ) {
        self.space = space
        self.file = file
        self.profile = profile
        self.overrides = overrides
    }

    /// - Parameter question: what is asked of the pipeline.
    /// - Returns: `nil` for a file that is not there.
    func key(_ question: String, program: ProgramIdentity, targets: [String] = []) -> Digest? {
        guard let resolved = FileTree.resolved(file) else { return nil }
        var encoder = CanonicalEncoder()
        encoder.encode(question)
        program.encode(into: &encoder)
        encoder.encode(space.root)
        encoder.encode(resolved)
        encoder.encode(profile)
        encoder.beginMapping(count: overrides.count)
        for override in overrides {
            encoder.encode(override.name)
            encoder.encode(override.value)
        }
        encoder.beginList(count: targets.count)
        for target in targets { encoder.encode(target) }
        return Digest(of: encoder.bytes)
    }
}

/// The program that is running, told from every other build of it: what one has compiled, another
/// reads differently.
package struct ProgramIdentity: Hashable, Sendable {
    private let version: String
    private let file: FileIdentity

    /// - Returns: `nil` where the system does not tell.
    package static func current() -> ProgramIdentity? {
        guard let status = try? FileStatus.following("/proc/self/exe") else { return nil }
        return ProgramIdentity(version: ProgramVersion.current, file: status.identity)
    }

    init(version: String, file: FileIdentity) {
        self.version = version
        self.file = file
    }

    func encode(into encoder: inout CanonicalEncoder) {
        encoder.encode(version)
        encoder.encode(Int(file.size))
        encoder.encode(Int(file.modifiedNanoseconds))
        encoder.encode(Int(file.changedNanoseconds))
        encoder.encode(Int(truncatingIfNeeded: file.inode))
        encoder.encode(Int(truncatingIfNeeded: file.device))
    }
}
