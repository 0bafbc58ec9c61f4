internal import Images
package import Learning

/// What a training takes of memory, known before it begins.
package struct MemoryPlan: Sendable, Equatable, CustomStringConvertible {
    /// Pictures computed at once.
    let batch: Int
    /// Into how many parts a batch of the training is split, of which this is the largest.
    let parts: Int
    /// What each picture of a batch takes: activations, gradients, scratchpads.
    let bytesOfPicture: Int
    /// Weights, velocities, gradients of weights, and an evaluation's activations.
    let fixedBytes: Int

    package var bytes: Int { fixedBytes + batch * bytesOfPicture }

    package var description: String {
        "\(Self.text(bytes)) for \(batch) pictures at once (\(Self.text(bytesOfPicture)) each, "
            + "\(Self.text(fixedBytes)) whatever their number)"
    }

    /// - Parameter limit: nil where nobody knows one.
    /// - Throws: when the plan needs more; the error says which batch would fit.
    package func requireFit(_ limit: MemoryLimit?) throws(MemoryExcess) {
        guard let limit, bytes > limit.bytes else { return }
        let fitting = (limit.bytes - fixedBytes) / bytesOfPicture
        throw MemoryExcess(plan: self, limit: limit, fitting: max(fitting, 0))
    }

    private static func text(_ bytes: Int) -> String { MemoryLimit.text(Double(bytes)) }
}

/// A training that needs more memory than there is.
package struct MemoryExcess: Error, Equatable, Sendable, CustomStringConvertible {
    let plan: MemoryPlan
    let limit: MemoryLimit
    /// Pictures of the largest batch that fits; 0 for none.
    let fitting: Int

    package var description: String {
        let need = "the training needs \(plan), but \(limit.complaint); "
        guard fitting > 1 else { return need + "no batch of such pictures fits" }
        let parts = (plan.batch * plan.parts + fitting - 1) / fitting
        return need
            + "a batch of \(fitting) would fit, or 'accumulate: \(parts)', which computes a batch in "
            + "\(parts) parts"
    }
}

extension ResidualTrainingRun {
    /// What `run` will take, computed from the shapes; convolutions are compiled to know what they
    /// need.
    package func memoryPlan() throws -> MemoryPlan {
        let library = try OneDNN()
        let size = trainingSize
        let shapes = ShapePlan(network.architecture, height: size.height, width: size.width)
        let batch = batchSizes.max() ?? 1
        let cache = ConvolutionCache(library)
        try TrainingProgram.compile(shapes.convolutions, samples: batch, cache: cache)
        let slices = TrainingProgram.slices(batch).count
        let scratch = slices * cache.largestScratch
        let evaluated = NetworkEvaluation.batch * shapes.evaluationNumbers
        return MemoryPlan(
            batch: batch, parts: parts,
            bytesOfPicture: 4 * (shapes.trainingNumbers + scratch / batch) + shapes.pooledNumbers,
            fixedBytes: 4 * (shapes.weightNumbers(slices: slices, library.block) + evaluated))
    }
}
