import Foundation
internal import Testing
import LinearAlgebra

@testable import Learning

/// What `Golden/make_goldens.py` computed.
struct Goldens: Decodable {
    struct TenSteps: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let batch: Int
        let learning_rate: Double
        let momentum: Double
        let weight_decay: Double
        let features: [[Double]]
        let targets: [[Double]]
        let initial_weights: [[[Double]]]
        let initial_biases: [[Double]?]
        let losses: [Double]
        let final_weights: [[[Double]]]
        let final_biases: [[Double]?]

        var testDescription: String { name }

        var initialNetwork: MultilayerPerceptron {
            MultilayerPerceptron(
                layers: zip(initial_weights, initial_biases).map { weight, bias in
                    LinearLayer(weight: Matrix(weight).asFloat, bias: bias?.map { Float($0) })
                })
        }
    }

    struct Formats: Decodable {
        let double: [Double]
        let half: [Double]
        let brain: [Double]
        let single: [Double]
    }

    let ten_steps: [TenSteps]
    let formats: Formats

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden")

    static func load() throws -> Goldens {
        let content = try Data(contentsOf: folder.appending(path: "goldens.json"))
        return try JSONDecoder().decode(Goldens.self, from: content)
    }
}
