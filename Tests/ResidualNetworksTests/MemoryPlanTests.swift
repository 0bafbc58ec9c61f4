import Learning
import Testing

@testable import ResidualNetworks

/// What trainings of a small network are planned to take, and which of them fit.
@Suite struct MemoryPlanTests {
    private func training(
        _ pictures: FormulaPictures, batch: Int, parts: Int = 1
    ) throws -> ResidualTrainingRun {
        try ResidualTrainingRun(
            ResidualNetwork(
                architecture: ResidualNetworkArchitecture(
                    blocks: [1, 1, 1, 1], width: 16, outputs: 2), seed: 5),
            training: pictures.data,
            configuration: TrainingConfiguration(
                epochs: 1, batch: batch, optimiser: StochasticGradientDescent(learningRate: 0.1),
                seed: 3),
            parts: parts)
    }

    /// What a training with a byte less than it needs is told.
    private func excess(_ run: ResidualTrainingRun, of limit: Int) throws -> MemoryExcess {
        try #require(throws: MemoryExcess.self) {
            try run.requireFit(MemoryLimit(bytes: limit, origin: .machine))
        }
    }

    @Test("a training fits into what it needs, and where nobody knows a limit")
    func fits() throws {
        let pictures = try FormulaPictures(19, height: 40, width: 36, outputs: 2)
        defer { pictures.remove() }
        let run = try training(pictures, batch: 8)
        let plan = try run.memoryPlan()
        #expect(plan.batch == 8 && plan.bytesOfPicture > 0)
        try run.requireFit(MemoryLimit(bytes: plan.bytes, origin: .machine))
        try run.requireFit(nil)
    }

    @Test("what is advised fits by its own plan, and what is a little larger does not")
    func advice() throws {
        let pictures = try FormulaPictures(70, height: 40, width: 36, outputs: 2)
        defer { pictures.remove() }
        let run = try training(pictures, batch: 66)
        var planning = try run.memoryPlanning()
        func bytes(_ batch: Int, _ parts: Int = 1) throws -> Int {
            try planning.plan(BatchDivision(samples: 70, batch: batch, parts: parts)).bytes
        }
        for needed in [40, 17, 9, 2] {
            let limit = try bytes(needed)
            let excess = try excess(run, of: limit)
            let batch = try #require(excess.batch)
            let parts = try #require(excess.parts)
            #expect(batch >= needed)
            #expect(try bytes(batch) <= limit)
            #expect(try (batch + 1...66).allSatisfy { try bytes($0) > limit })
            #expect(try bytes(66, parts) <= limit)
            #expect(try (1..<parts).allSatisfy { try bytes(66, $0) > limit })
        }
        let none = try excess(run, of: bytes(1) - 1)
        #expect(none.batch == nil && none.parts == nil)
    }

    @Test("no batch is advised that leaves a single picture, of which batch norm sees one number")
    func statistics() throws {
        let pictures = try FormulaPictures(35, height: 20, width: 20, outputs: 2)
        defer { pictures.remove() }
        let run = try training(pictures, batch: 35)
        var planning = try run.memoryPlanning()
        func bytes(_ batch: Int, _ parts: Int = 1) throws -> Int {
            try planning.plan(BatchDivision(samples: 35, batch: batch, parts: parts)).bytes
        }
        // Batches of 34, 17 and 2 leave one picture, and so do 18 parts.
        let most = try bytes(35) - 1
        for batch in [34, 17, 2] {
            let advice = try excess(run, of: min(most, bytes(batch))).batch
            #expect(advice.map { 35 % $0 != 1 && $0 > 1 } ?? true)
        }
        #expect(try excess(run, of: most).batch != nil)
        #expect(try excess(run, of: min(most, bytes(35, 18))).parts ?? 0 < 18)
    }

    @Test("a training that does not fit tells what would")
    func wording() {
        let plan = MemoryPlan(
            batch: 128, bytesOfPicture: 20_000_000, scratchBytes: 40_000_000,
            fixedBytes: 500_000_000)
        let need = """
            the training needs 3.1 GB for 128 pictures at once (20 MB each, 40 MB to compute in, \
            500 MB whatever their number), but \

            """
        let complaints: [(MemoryLimit.Origin, String)] = [
            (.machine, "the machine has 2.0 GB of memory left; "),
            (.controlGroup, "a control group leaves 2.0 GB of memory to this process; "),
            (.stage, "the stage is allowed 2.0 GB by 'resources.memory'; "),
        ]
        let remedies: [(Int?, Int?, String)] = [
            (
                75, 2,
                "a batch of 75, or 'accumulate: 2', which computes a batch in 2 parts, would fit"
            ),
            (75, nil, "a batch of 75 would fit"),
            (nil, nil, "no batch of such pictures fits"),
        ]
        for (origin, complaint) in complaints {
            for (batch, parts, remedy) in remedies {
                let excess = MemoryExcess(
                    plan: plan, limit: MemoryLimit(bytes: 2_000_000_000, origin: origin),
                    batch: batch, parts: parts)
                #expect(excess.description == need + complaint + remedy)
            }
        }
    }
}
