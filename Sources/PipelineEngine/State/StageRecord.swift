/// How an artifact was made: what the engine knows of one fingerprint.
package struct StageRecord: Hashable, Sendable {
    package var fingerprint: Digest
    package var manifest: Manifest
    package var outputs: [RecordedOutput]
    /// The stage that made it first; another stage with the same manifest shares the record.
    package var stage: String
    package var run: String
    package var usage: ResourceUsage
    /// When it was finished, `2025-11-20T23:49:11.123Z`.
    package var finishedAt: String
    /// Facts of the host that never enter a fingerprint.
    package var provenance: [String: String]
}

/// What a child process took.
package struct ResourceUsage: Hashable, Sendable, Codable {
    package var wallSeconds: Double
    package var userSeconds: Double
    package var systemSeconds: Double
    /// Peak resident memory.
    package var peakBytes: Int64

    package init(
        wallSeconds: Double = 0, userSeconds: Double = 0, systemSeconds: Double = 0,
        peakBytes: Int64 = 0
    ) {
        self.wallSeconds = wallSeconds
        self.userSeconds = userSeconds
        self.systemSeconds = systemSeconds
        self.peakBytes = peakBytes
    }
}

/// The part of a record that planning needs.
struct MadeBefore: Hashable, Sendable {
    var outputs: [RecordedOutput]
    var wallSeconds: Double
}

/// The canonical bytes of a record's outputs.
enum RecordedOutputCoding {
    static func encode(_ outputs: [RecordedOutput]) -> [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.beginList(count: outputs.count)
        for output in outputs {
            encoder.encode(output.name)
            encoder.encode(Int(output.artifact.kind.rawValue))
            encoder.encode(output.artifact.digest)
            encoder.encode(Int(output.artifact.size))
        }
        return encoder.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(CanonicalDecodingError) -> [RecordedOutput] {
        var decoder = CanonicalDecoder(bytes)
        var outputs: [RecordedOutput] = []
        for _ in 0..<(try decoder.decodeListCount()) {
            let name = try decoder.decodeText()
            let number = try decoder.decodeInteger()
            guard let kind = UInt8(exactly: number).flatMap(Artifact.Kind.init(rawValue:)) else {
                throw .unknownValue(number)
            }
            let artifact = Artifact(
                kind: kind, digest: try decoder.decodeDigest(),
                size: Int64(try decoder.decodeInteger()))
            outputs.append(RecordedOutput(name: name, artifact: artifact))
        }
        return outputs
    }
}
