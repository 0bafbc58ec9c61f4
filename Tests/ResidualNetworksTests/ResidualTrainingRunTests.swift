import Foundation
import Images
import Kernels
import Learning
import LinearAlgebra
import Testing

@testable import ResidualNetworks

/// Trainings of a small network: 16 channels at first.
@Suite struct ResidualTrainingRunTests {
    private static let architecture = ResidualNetworkArchitecture(
        blocks: [1, 1, 1, 1], width: 16, head: .perceptron, outputs: 2)

    private func training(
        _ pictures: FormulaPictures, test: FormulaPictures? = nil, epochs: Int = 2, batch: Int = 8,
        parts: Int = 1, rate: Double = 0.01
    ) throws -> ResidualTrainingRun {
        try ResidualTrainingRun(
            ResidualNetwork(architecture: Self.architecture, seed: 5), training: pictures.data,
            test: test?.data,
            configuration: TrainingConfiguration(
                epochs: epochs, batch: batch,
                optimiser: StochasticGradientDescent(
                    learningRate: rate, momentum: 0.9, weightDecay: 1e-3), seed: 3),
            parts: parts)
    }

    @Test("1, 2, 4 and 9 threads give the same bytes")
    func threads() throws {
        let pictures = try FormulaPictures(19, height: 40, width: 36, outputs: 2)
        let test = try FormulaPictures(5, height: 40, width: 36, outputs: 2, salt: 5)
        defer { [pictures, test].forEach { $0.remove() } }
        var alone = try training(pictures, test: test)
        let before = alone.network
        try alone.run()
        #expect(alone.network != before)
        #expect(alone.history.epochs.count == 2 && alone.history.evaluations.count == 3)
        for threads in [2, 4, 9] {
            var run = try training(pictures, test: test)
            try run.run(threads: threads)
            #expect(run.checkpoint == alone.checkpoint)
        }
    }

    @Test("a training that stops after every step and goes on from a file gives the same bytes")
    func resumed() throws {
        let pictures = try FormulaPictures(19, height: 40, width: 36, outputs: 2)
        defer { pictures.remove() }
        var alone = try training(pictures)
        try alone.run()
        var file = try training(pictures).checkpoint
        var stops = 0
        while true {
            var run = try training(pictures)
            try run.resume(from: file, named: "checkpoint")
            var moments = 0
            // A step that never lasts long is not stopped within, or this would not end.
            run.longStep = .infinity
            try run.run(
                threads: stops % 2 + 1,
                while: { _ in
                    moments += 1
                    return moments < 2
                })
            file = run.checkpoint
            stops += 1
            guard run.isFinished else { continue }
            #expect(run.checkpoint == alone.checkpoint)
            #expect(stops > 3)
            return
        }
    }

    @Test("a training that is stopped within a step goes on from before it to the same bytes")
    func stoppedWithinStep() throws {
        let pictures = try FormulaPictures(19, height: 40, width: 36, outputs: 2)
        defer { pictures.remove() }
        var alone = try training(pictures)
        try alone.run()
        for moment in [1, 3, 5, 12, 20, 30, 60] {
            var run = try training(pictures)
            run.longStep = 0
            var moments = 0
            try run.run(while: { run in
                moments += 1
                return moments < moment
            })
            #expect(!run.isFinished)
            var resumed = try training(pictures)
            try resumed.resume(from: run.checkpoint, named: "checkpoint")
            try resumed.run()
            #expect(resumed.checkpoint == alone.checkpoint)
        }
    }

    @Test("a checkpoint of another training, or one that was changed, is refused")
    func refused() throws {
        let pictures = try FormulaPictures(19, height: 40, width: 36, outputs: 2)
        defer { pictures.remove() }
        var run = try training(pictures)
        var file = run.checkpoint
        let other = try training(pictures, epochs: 5)
        #expect(throws: TensorFileError.otherTraining("c")) {
            try run.resume(from: other.checkpoint, named: "c")
        }
        file.tensors[0] = NamedTensor(
            name: file.tensors[0].name, shape: file.tensors[0].shape,
            elements: file.tensors[0].elements.map { $0 + 1 })
        do {
            try run.resume(from: file, named: "c")
            Issue.record("a changed tensor went unnoticed")
        } catch {
            #expect(
                error.description
                    == "c: is damaged: its tensors are not those that were saved")
        }
    }

    @Test("parts of a batch that have the batch's statistics add up to its step")
    func parts() throws {
        // Four times the same pictures: each part has the statistics of the whole.
        let pictures = try FormulaPictures(4, height: 40, width: 36, outputs: 2)
        defer { pictures.remove() }
        let path = pictures.folder.appending(path: "twice.npy").path
        let size = pictures.data.pictures.size
        let writer = try ImageArrayWriter(path: path, size: size)
        for _ in 0..<2 {
            for index in 0..<4 { try writer.append(pictures.data.pictures.image(index)) }
        }
        try writer.finish()
        let twice = try PictureData(
            name: "train", pictures: ImageArray(path: path),
            targets: pictures.data.targets.gatheringRows([0, 1, 2, 3, 0, 1, 2, 3]),
            from: FormulaPictures.targets, scale: .symmetric)
        let network = ResidualNetwork(architecture: Self.architecture, seed: 5)
        func step(_ ranges: [[Int]]) throws -> [NamedTensor] {
            let trainer = try NetworkTrainer(
                network, data: twice, batches: Set(ranges.map(\.count)))
            let team = ThreadTeam(threads: 1)
            let total = ranges.reduce(0) { $0 + $1.count }
            let optimiser = StochasticGradientDescent(
                learningRate: 0.01, momentum: 0.9, weightDecay: 0.1)
            for isFirstStep in [true, false] {
                for (index, indices) in ranges.enumerated() {
                    let pass = try #require(trainer.forward(indices, next: [], team: team))
                    let targets = twice.targets.gatheringRows(indices)
                    trainer.backward(
                        pass,
                        MeanSquaredError.gradient(pass.predictions, targets, samples: total),
                        .part(
                            index, of: ranges.count, optimiser: optimiser, learningRate: 0.01,
                            isFirstStep: isFirstStep), team: team)
                }
            }
            let velocities = trainer.velocities
            let trained = Set(velocities.map(\.name))
            return velocities + trainer.network.tensors.filter { trained.contains($0.name) }
        }
        let whole = try step([Array(0..<8)])
        let halves = try step([[0, 1, 2, 3], [4, 5, 6, 7]])
        for (one, other) in zip(whole, halves) {
            let largest = one.elements.map(abs).max() ?? 0
            let distance = zip(one.elements, other.elements).map { abs($0 - $1) }.max() ?? .infinity
            // Single precision through a handful of layers.
            #expect(distance <= 1e-4 * largest, "\(one.name)")
        }
    }

    @Test("steps decay, gather speed and slow down as SGD is defined")
    func steps() throws {
        let pictures = try FormulaPictures(6, height: 40, width: 36, outputs: 2)
        defer { pictures.remove() }
        let optimiser = StochasticGradientDescent(
            learningRate: 0.02, momentum: 0.9, weightDecay: 0.05)
        // One step an epoch; the rate falls to a tenth in the second and again in the third.
        var run = try ResidualTrainingRun(
            ResidualNetwork(architecture: Self.architecture, seed: 5), training: pictures.data,
            configuration: TrainingConfiguration(
                epochs: 3, batch: 6, optimiser: optimiser, seed: 3))
        let start = run.network
        try run.run()
        var (network, velocities) = (start, [String: [Double]]())
        for (step, rate) in [0.02, 0.002, 0.0002].enumerated() {
            var moved: [NamedTensor] = []
            let gradients = try gradients(of: network, on: pictures.data)
            for tensor in network.tensors {
                guard let gradient = gradients[tensor.name] else {
                    moved.append(tensor)
                    continue
                }
                let weights = tensor.elements.map(Double.init)
                let slope = zip(gradient, weights).map { Double($0) + 0.05 * $1 }
                let velocity = velocities[tensor.name].map { former in
                    zip(former, slope).map { 0.9 * $0 + $1 }
                }
                velocities[tensor.name] = velocity ?? slope
                moved.append(
                    NamedTensor(
                        name: tensor.name, shape: tensor.shape,
                        elements: zip(weights, velocity ?? slope).map { Float($0 - rate * $1) }))
            }
            network = try ResidualNetwork(
                tensors: moved, file: "step \(step)", depths: [[1, 1, 1, 1]])
        }
        for (name, _) in velocities {
            let (first, last) = (start.elements(name), run.network.elements(name))
            let way = zip(last, first).map { $0 - $1 }
            let expected = zip(network.elements(name), first).map { $0 - $1 }
            let longest = expected.map(abs).max() ?? 0
            let distance = zip(way, expected).map { abs($0 - $1) }.max() ?? .infinity
            // A hundredth of what leaving out momentum or decay would change.
            #expect(distance <= 1e-3 * longest && longest > 0, "\(name)")
        }
    }

    /// Of the loss over all pictures at once.
    private func gradients(
        of network: ResidualNetwork, on data: PictureData
    ) throws -> [String: [Float]] {
        let trainer = try NetworkTrainer(network, data: data, batches: [data.count])
        let team = ThreadTeam(threads: 1)
        let pass = try #require(trainer.forward(Array(0..<data.count), next: [], team: team))
        trainer.backward(
            pass,
            MeanSquaredError.gradient(pass.predictions, data.targets, samples: data.count),
            nrc_sgd_factors(learning_rate: 0, weight_decay: 0, momentum: 0, gradient_share: 1),
            team: team)
        return Dictionary(uniqueKeysWithValues: trainer.velocities.map { ($0.name, $0.elements) })
    }

    @Test("a rate of a million ends with the epoch, the step and the last good loss")
    func divergence() throws {
        let pictures = try FormulaPictures(19, height: 40, width: 36, outputs: 2)
        defer { pictures.remove() }
        var run = try training(pictures, epochs: 40, rate: 1e30)
        do {
            try run.run()
            Issue.record("it went well")
        } catch TrainingError.diverged(let divergence) {
            #expect(!divergence.loss.isFinite && divergence.epoch >= 1)
            #expect(divergence.lastFiniteLoss?.isFinite == true)
        }
    }

    @Test("data that cannot be trained on are refused with their names")
    func unusable() throws {
        let pictures = try FormulaPictures(9, height: 20, width: 20, outputs: 2)
        let other = try FormulaPictures(3, height: 20, width: 24, outputs: 2)
        defer { [pictures, other].forEach { $0.remove() } }
        #expect(
            throws: TrainingError.unusableData(
                "'\(other.data.pictures.path)' has pictures of 20×24 pixels, "
                    + "'\(pictures.data.pictures.path)' of 20×20; make both alike")
        ) { try training(pictures, test: other) }
        #expect(
            throws: TrainingError.unusableData(
                "9 pictures in batches of 8 leave a batch of one picture, of which batch norm sees a "
                    + "single number in the last stage; choose another batch")
        ) { try training(pictures) }
        #expect(
            throws: TrainingError.unusableData(
                "9 pictures in batches of 5, each in 3 parts, leave a part of one picture, of which "
                    + "batch norm sees a single number in the last stage; choose another batch")
        ) { try training(pictures, batch: 5, parts: 3) }
    }

    @Test("targets that cannot be trained on are refused with their file")
    func unusableTargets() throws {
        let pictures = try FormulaPictures(9, height: 20, width: 20, outputs: 2)
        defer { pictures.remove() }
        func refusal(_ targets: Matrix<Float>) -> String {
            do {
                let data = try PictureData(
                    name: "train", pictures: pictures.data.pictures, targets: targets,
                    from: "ages.npy", scale: .raw)
                try data.requireFit(ResidualNetwork(architecture: Self.architecture, seed: 5))
                return ""
            } catch { return "\(error)" }
        }
        var targets = pictures.data.targets
        targets[3, 1] = .nan
        #expect(
            refusal(targets) == """
                the train targets in 'ages.npy' are nan at row 3, column 1 (counted from 0); only \
                finite numbers can be used
                """)
        #expect(
            refusal(Matrix(zeros: 8, 2)) == """
                '\(pictures.data.pictures.path)' holds 9 pictures, but the train targets in \
                'ages.npy' have 8 rows; row i belongs to picture i
                """)
        #expect(
            refusal(Matrix(zeros: 9, 3)) == """
                the train targets in 'ages.npy', of shape [9, 3], do not fit the network, which gives 2 \
                outputs
                """)
    }
}
