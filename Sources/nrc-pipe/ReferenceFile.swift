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

    /// Writes what was found; claims that were not asked for, or not measured, stay as the file has
    /// them.
    ///
    /// - Returns: the claims that were not measured.
    /// - Throws: `CommandFailure` where none was, and for a file that can't be written.
    func write() throws -> [String] {
        let missing = verification.findings.filter { !$0.isMeasured }.map(\.claim)
        guard missing.count < verification.findings.count else {
            throw CommandFailure.nothingMeasured
        }
        let former = (try? FileContent.read(path)).flatMap { ClaimReference($0) }
        let reference = ClaimReference(
            pipeline: pipelineName, profile: profile, findings: verification.findings,
            keeping: former, defined: Set(verification.pipeline.graph.claims.map(\.name)))
        do {
            try FileContent.replace(path, with: try reference.encoded())
        } catch {
            throw CommandFailure(.invalid, "error: \(error)")
        }
        return missing
    }
}

extension CommandFailure {
    fileprivate static var nothingMeasured: CommandFailure {
        CommandFailure(
            .claimOpen, "error: nothing is measured, so there is nothing for a reference to keep")
    }

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
