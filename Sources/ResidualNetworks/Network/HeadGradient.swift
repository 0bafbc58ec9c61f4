internal import Kernels
internal import LinearAlgebra

// A head of gradients or of velocities has a number for each parameter.

extension Head {
    /// The gradient by the parameters and by the features `[N, features]`.
    ///
    /// - Parameter gradient: by the predictions, `[N, outputs]`.
    func gradient(
        after pass: Pass, _ gradient: Matrix<Float>
    ) -> (parameters: Head, features: Matrix<Float>) {
        guard let hidden, let normalised = pass.normalised else {
            return (
                Head(hidden: nil, last: last.gradient(gradient, inputs: pass.inputs[0])),
                product(gradient, last.weight)
            )
        }
        let activations = pass.inputs[1]
        let outer = last.gradient(gradient, inputs: activations)
        var inner = product(gradient, last.weight)
        var weight = [Double](repeating: 0, count: inner.columns)
        var bias = weight
        for row in 0..<inner.rows {
            for column in 0..<inner.columns {
                let passed = activations[row, column] > 0 ? inner[row, column] : 0
                inner[row, column] = passed
                weight[column] += Double(passed) * Double(normalised[row, column])
                bias[column] += Double(passed)
            }
            hidden.throughNorm(&inner, normalised, row, inverse: pass.inverseDeviations[row])
        }
        let linear = hidden.linear.gradient(inner, inputs: pass.inputs[0])
        return (
            Head(
                hidden: Hidden(
                    linear: linear, weight: weight.map { Float($0) }, bias: bias.map { Float($0) }),
                last: outer),
            product(inner, hidden.linear.weight)
        )
    }

    /// Moves all parameters.
    mutating func step(
        _ gradient: Head, velocities: inout Head, _ factors: nrc_sgd_factors
    ) {
        last.step(gradient.last, velocities: &velocities.last, factors)
        guard var hidden, let inner = gradient.hidden, var moving = velocities.hidden else {
            return
        }
        hidden.linear.step(inner.linear, velocities: &moving.linear, factors)
        unsafe nrc_sgd_step(
            &hidden.weight, &moving.weight, inner.weight, inner.weight.count, factors)
        unsafe nrc_sgd_step(&hidden.bias, &moving.bias, inner.bias, inner.bias.count, factors)
        (self.hidden, velocities.hidden) = (hidden, moving)
    }

    /// A zero for each parameter.
    var zeros: Head {
        Head(
            hidden: hidden.map { hidden in
                Hidden(
                    linear: hidden.linear.zeros,
                    weight: Array(repeating: 0, count: hidden.weight.count),
                    bias: Array(repeating: 0, count: hidden.bias.count))
            }, last: last.zeros)
    }
}

extension Head.Hidden {
    /// From the gradient of layer norm's outputs to that of its inputs, for one sample:
    /// ∂L/∂z = s (d − mean(d) − ẑ · mean(d ẑ)) with d = g · weight and s = 1/deviation.
    fileprivate func throughNorm(
        _ gradient: inout Matrix<Float>, _ normalised: Matrix<Float>, _ row: Int, inverse: Float
    ) {
        let columns = gradient.columns
        var (sum, products) = (0.0, 0.0)
        for column in 0..<columns {
            let scaled = Double(gradient[row, column]) * Double(weight[column])
            sum += scaled
            products += scaled * Double(normalised[row, column])
        }
        let (mean, slope) = (sum / Double(columns), products / Double(columns))
        for column in 0..<columns {
            let scaled = Double(gradient[row, column]) * Double(weight[column])
            gradient[row, column] = Float(
                Double(inverse) * (scaled - mean - Double(normalised[row, column]) * slope))
        }
    }
}

extension Head.Linear {
    fileprivate func gradient(_ gradient: Matrix<Float>, inputs: Matrix<Float>) -> Head.Linear {
        let sums = (0..<gradient.columns).map { column in
            Float((0..<gradient.rows).reduce(0.0) { $0 + Double(gradient[$1, column]) })
        }
        return Head.Linear(
            weight: product(gradient, transposingLeft: true, inputs), bias: sums)
    }

    fileprivate mutating func step(
        _ gradient: Head.Linear, velocities: inout Head.Linear, _ factors: nrc_sgd_factors
    ) {
        unsafe nrc_sgd_step(
            &weight.elements, &velocities.weight.elements, gradient.weight.elements,
            weight.elements.count, factors)
        unsafe nrc_sgd_step(&bias, &velocities.bias, gradient.bias, bias.count, factors)
    }

    fileprivate var zeros: Head.Linear {
        Head.Linear(
            weight: Matrix(zeros: weight.rows, weight.columns),
            bias: Array(repeating: 0, count: bias.count))
    }
}
