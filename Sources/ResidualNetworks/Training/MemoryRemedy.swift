package import Learning

extension ResidualTrainingRun {
    /// The most parts of a batch that a training is asked for.
    private static let mostParts = 1024

    /// What `run` will take, computed from the shapes.
    package func memoryPlan() throws -> MemoryPlan {
        var planning = try memoryPlanning()
        return try planning.plan(division)
    }

    /// - Parameter limit: nil where nobody knows one.
    /// - Throws: `MemoryExcess` when the training needs more, with the largest batch and the fewest
    ///   parts that fit by their own plans.
    package func requireFit(_ limit: MemoryLimit?) throws {
        guard let limit else { return }
        var planning = try memoryPlanning()
        let plan = try planning.plan(division)
        guard plan.bytes > limit.bytes else { return }
        // One after the other: memory does not always grow with the batch, whose convolutions may be
        // computed in another way.
        func fits(_ division: BatchDivision) throws -> Bool {
            try division.hasStatistics(trainingSize)
                && planning.leastBytes(division) <= limit.bytes
                && planning.plan(division).bytes <= limit.bytes
        }
        let (samples, batch) = (division.samples, division.batch)
        let most = min(batch, samples)
        let fitting = try stride(from: most - 1, to: 0, by: -1).first {
            try fits(BatchDivision(samples: samples, batch: $0, parts: parts))
        }
        let enough = try stride(from: parts + 1, through: min(most, Self.mostParts), by: 1).first {
            try fits(BatchDivision(samples: samples, batch: batch, parts: $0))
        }
        throw MemoryExcess(plan: plan, limit: limit, batch: fitting, parts: enough)
    }
}
