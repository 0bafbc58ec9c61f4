/// What the worker leaves as `response.json` when a stage succeeded.
package struct StageResponse: Codable, Sendable {
    package var version: Int
    /// Facts of the host that never enter a fingerprint: CPU, BLAS core type, library versions.
    package var provenance: [String: String]
    /// Peak resident memory (`VmHWM`).
    package var peakBytes: Int

    package init(provenance: [String: String], peakBytes: Int) {
        self.version = StageRequest.currentVersion
        self.provenance = provenance
        self.peakBytes = peakBytes
    }

    private enum CodingKeys: String, CodingKey {
        case version, provenance
        case peakBytes = "peak_bytes"
    }
}
