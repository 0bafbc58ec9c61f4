/// What the worker leaves as `response.json` when a stage succeeded.
package struct StageResponse: Codable, Sendable {
    package var version: Int
    /// Facts of the host that never enter a fingerprint: CPU, BLAS core type, library versions.
    package var provenance: [String: String]
    /// Peak resident memory (`VmHWM`).
    package var peakBytes: Int
    /// Parameters that the stage has settled, such as the digest of a file that nobody had
    /// published: from now on they have these values. Integers, texts, truth values, and lists and
    /// mappings of them; a whole real would come back as an integer.
    package var settled: [String: RequestValue]?

    package init(
        provenance: [String: String], peakBytes: Int, settled: [String: RequestValue]? = nil
    ) {
        self.version = StageRequest.currentVersion
        self.provenance = provenance
        self.peakBytes = peakBytes
        self.settled = settled
    }

    private enum CodingKeys: String, CodingKey {
        case version, provenance, settled
        case peakBytes = "peak_bytes"
    }
}
