internal import Claims
internal import PipelineEngine
internal import PipelineLanguage

/// The file of `--reference` and `--write-reference`.
struct ReferenceFile {
    /// Relative to the working directory, or absolute.
    let path: String
    let verification: Verification

    private var pipelineName: String { verification.pipeline.graph.pipelineName }
    private var profile: String { verification.pipeline.graph.resultsName }

    /// What is not as the file has it.
    ///
    /// - Throws: `CommandFailure` for a file that can't be read, or is about something else.
    func differences() throws -> [ReferenceDifference] {
        let content: [UInt8]
        do throws(FileError) {
            content = try FileContent.read(path)
        } catch {
            throw CommandFailure(.invalid, "error: \(error)")
        }
        guard let reference = ClaimReference(content) else {
            throw CommandFailure.noReference(path)
        }
        guard reference.pipeline == pipelineName, reference.profile == profile else {
            throw CommandFailure.otherReference(
                path, reference, pipeline: pipelineName, profile: profile)
        }
        return reference.differences(
            from: verification.findings, isWhole: verification.isWhole)
    }

    /// Writes what was found; claims that were not asked for stay as the file has them.
    func write() throws {
        let former = (try? FileContent.read(path)).flatMap { ClaimReference($0) }
        let reference = ClaimReference(
            pipeline: pipelineName, profile: profile, findings: verification.findings,
            keeping: former, defined: Set(verification.pipeline.graph.claims.map(\.name)))
        do {
            try FileContent.replace(path, with: try reference.encoded())
        } catch {
            throw CommandFailure(.invalid, "error: \(error)")
        }
    }
}

extension CommandFailure {
    fileprivate static func noReference(_ path: String) -> CommandFailure {
        CommandFailure(
            .invalid,
            "error: '\(path)' is no reference of version \(ClaimReference.currentVersion); "
                + "`nrc-pipe verify --write-reference FILE` makes one")
    }

    fileprivate static func otherReference(
        _ path: String, _ reference: ClaimReference, pipeline: String, profile: String
    ) -> CommandFailure {
        CommandFailure(
            .invalid,
            "error: '\(path)' is the reference of \(PrintableText.line(reference.pipeline)), "
                + "profile \(PrintableText.line(reference.profile)), "
                + "not of \(pipeline), profile \(profile)")
    }
}
