internal import Learning

/// What a training takes of memory, known before it begins.
package struct MemoryPlan: Sendable, Equatable, CustomStringConvertible {
    /// Pictures computed at once, at most.
    let batch: Int
    /// What each picture of a batch takes: activations and gradients.
    let bytesOfPicture: Int
    /// Where the batch's convolutions compute, which follows no simple rule.
    let scratchBytes: Int
    /// The network in all its copies, an evaluation, and the convolutions' code.
    let fixedBytes: Int

    package var bytes: Int { fixedBytes + scratchBytes + batch * bytesOfPicture }

    package var description: String {
        "\(Self.text(bytes)) for \(batch) pictures at once (\(Self.text(bytesOfPicture)) each, "
            + "\(Self.text(scratchBytes)) to compute in, \(Self.text(fixedBytes)) whatever their "
            + "number)"
    }

    private static func text(_ bytes: Int) -> String { MemoryLimit.text(Double(bytes)) }
}
