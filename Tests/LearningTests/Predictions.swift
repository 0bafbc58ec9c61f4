import LinearAlgebra
import Testing

@testable import Learning

extension MultilayerPerceptron {
    /// All predictions, on one thread.
    func predictions(_ features: Matrix<Float>) throws -> Matrix<Float> {
        try #require(predict(features, team: ThreadTeam(threads: 1), while: { true }))
    }
}
