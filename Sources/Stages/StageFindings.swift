internal import WorkerProtocol

/// What a stage learns on its way that is none of its outputs.
final class StageFindings {
    /// Parameters that were open, with the values that they have from now on.
    private(set) var settled: [String: RequestValue] = [:]
    /// Facts that explain the outputs and never enter a fingerprint.
    private(set) var provenance: [String: String] = [:]

    func settle(_ parameter: String, _ value: RequestValue) { settled[parameter] = value }

    func note(_ fact: String, _ value: String) { provenance[fact] = value }
}
