import LinearAlgebra
import Testing

@testable import Datasets

@Suite struct SyntheticDatasetTests {
    private let linear = SyntheticRecipe(
        teacher: .linear, samples: 2000, inputDimension: 20, targetDimension: 10, rank: 2, seed: 3)
    private let nonlinear = SyntheticRecipe(
        teacher: .nonlinear, samples: 2000, inputDimension: 20, targetDimension: 3, rank: 10,
        seed: 3)

    @Test("inputs are standard normal")
    func inputs() throws {
        let inputs = try SyntheticDataset(linear).inputs
        #expect(inputs.shape == [2000, 20])
        let count = Double(inputs.elements.count)
        let mean = inputs.elements.reduce(0, +) / count
        let square = inputs.elements.reduce(0) { $0 + $1 * $1 } / count
        let fourth = inputs.elements.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count
        // Five standard errors of 40,000 draws: √(1/n), √(2/n), √(96/n).
        #expect(abs(mean) < 0.025)
        #expect(abs(square - 1) < 0.036)
        #expect(abs(fourth - 3) < 0.25)
    }

    @Test("linear targets are the inputs times A times B, drawn in the documented order")
    func linearTeacher() throws {
        let dataset = try SyntheticDataset(linear)
        var stream = RandomStream(seed: 3, stream: "teacher")
        let a = (0..<20).map { _ in (0..<2).map { _ in stream.standardNormal() / 20.0.squareRoot() }
        }
        let b = (0..<2).map { _ in (0..<10).map { _ in stream.standardNormal() / 2.0.squareRoot() }
        }
        for sample in [0, 1999] {
            let hidden = (0..<2).map { unit in
                (0..<20).reduce(0.0) { $0 + dataset.inputs[sample, $1] * a[$1][unit] }
            }
            for target in 0..<10 {
                let expected = hidden[0] * b[0][target] + hidden[1] * b[1][target]
                // Twenty-two terms of order one in another order of summation.
                #expect(abs(dataset.targets[sample, target] - expected) < 1e-13)
            }
        }
        #expect(dataset.signal == dataset.targets)
    }

    @Test("nonlinear targets are those of a network with two hidden layers, He-normal")
    func nonlinearTeacher() throws {
        let dataset = try SyntheticDataset(nonlinear)
        var stream = RandomStream(seed: 3, stream: "teacher")
        func weights(_ rows: Int, _ columns: Int) -> [[Double]] {
            (0..<rows).map { _ in
                (0..<columns).map { _ in stream.standardNormal() * (2 / Double(rows)).squareRoot() }
            }
        }
        let layers = [weights(20, 10), weights(10, 10), weights(10, 3)]
        for sample in [0, 7, 1999] {
            var values = (0..<20).map { dataset.inputs[sample, $0] }
            for (depth, layer) in layers.enumerated() {
                values = (0..<layer[0].count).map { unit in
                    let sum = zip(values, layer).reduce(0.0) { $0 + $1.0 * $1.1[unit] }
                    return depth < 2 ? max(sum, 0) : sum
                }
            }
            for target in 0..<3 {
                #expect(abs(dataset.targets[sample, target] - values[target]) < 1e-13)
            }
        }
    }

    @Test("a recipe gives the same data again, another seed others")
    func deterministic() throws {
        #expect(try SyntheticDataset(nonlinear).targets == SyntheticDataset(nonlinear).targets)
        var other = nonlinear
        other.seed = 4
        #expect(try SyntheticDataset(nonlinear).inputs != SyntheticDataset(other).inputs)
    }

    @Test("more samples begin with the fewer ones and have the same teacher")
    func prefix() throws {
        var fewer = nonlinear
        fewer.samples = 100
        let (few, many) = (try SyntheticDataset(fewer), try SyntheticDataset(nonlinear))
        #expect(few.inputs == many.inputs.gatheringRows(Array(0..<100)))
        for index in few.targets.elements.indices {
            // BLAS may sum in another order for another number of rows.
            #expect(abs(few.targets.elements[index] - many.targets.elements[index]) < 1e-13)
        }
    }

    @Test("noise is added to the targets alone, with the deviation asked for")
    func noise() throws {
        var noisy = linear
        noisy.noise = 0.5
        let (dataset, clean) = (try SyntheticDataset(noisy), try SyntheticDataset(linear))
        #expect(dataset.inputs == clean.inputs)
        #expect(dataset.signal == clean.targets)
        let differences = zip(dataset.targets.elements, dataset.signal.elements).map { $0 - $1 }
        let square = differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)
        // Five standard errors, 0.25·√(2/20,000) each.
        #expect(abs(square - 0.25) < 0.0125)
    }

    @Test("a linear rank beyond the dimensions is refused")
    func rankTooHigh() {
        var recipe = linear
        recipe.rank = 11
        #expect {
            try SyntheticDataset(recipe)
        } throws: {
            "\($0)" == "a linear teacher from 20 inputs to 10 targets has rank 10 at most, not 11; "
                + "lower the rank or raise the dimensions"
        }
    }
}
