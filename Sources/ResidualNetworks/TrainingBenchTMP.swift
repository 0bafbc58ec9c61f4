package import Foundation
internal import Images
internal import Learning
internal import LinearAlgebra
internal import Kernels
package enum TrainingBench {
    package static func run(_ a: ResidualNetworkArchitecture, batch: Int, height: Int, width: Int, threads: Int, steps: Int) throws {
        let size = ImageSize(height: height, width: width)
        let path = "/tmp/rn/bench-\(height)-\(width)-\(batch).npy"
        let writer = try ImageArrayWriter(path: path, size: size)
        var s = RandomStream(seed: 1, stream: "x")
        for _ in 0..<batch { try writer.append(RGBImage(size: size, pixels: (0..<size.byteCount).map { _ in UInt8(truncatingIfNeeded: s.next()) })) }
        try writer.finish()
        let targets = s.standardNormalMatrix(rows: batch, columns: 2).asFloat
        let data = try PictureData(name: "train", pictures: ImageArray(path: path), targets: targets, scale: .unit)
        let net = ResidualNetwork(architecture: a, seed: 1)
        let clock = ContinuousClock()
        let t0 = clock.now
        let trainer = try NetworkTrainer(net, data: data, batches: [batch])
        print("setup", clock.now - t0)
        let team = ThreadTeam(threads: threads)
        var best = 1e9
        var bf = 1e9
        for i in 0..<steps {
            let t = clock.now
            let f = trainer.forward(Array(0..<batch), next: 0..<batch, team: team)
            let tf = clock.now
            trainer.backward(f, MeanSquaredError.gradient(f.predictions, targets, samples: batch), nrc_sgd_factors(learning_rate: 0.01, weight_decay: 0.005, momentum: i == 0 ? 0 : 0.9, gradient_share: 1), team: team)
            best = min(best, (clock.now - t) / .seconds(1))
            bf = min(bf, (tf - t) / .seconds(1))
        }
        print("images/s", Double(batch) / best, "forward s", bf, "step s", best)
    }
}
