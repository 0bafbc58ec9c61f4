internal import Foundation
package import LinearAlgebra

/// The proof that targets really have the rank a figure relies on.
///
/// With λ₁ ≥ λ₂ ≥ … the eigenvalues of the standardised targets' covariance Ȳᵀ Ȳ/N and ρ the rank
/// asked for, λ_ρ/λ₁ must reach a minimum (a random teacher may be degenerate: of a ReLU layer of
/// width 2 often only one unit lives) and λ_{ρ+1}/λ₁ must be numerically zero.
package struct TargetRank: Sendable, Equatable {
    /// λ_{ρ+1}/λ₁ may reach this: rounding of targets to single precision leaves about 1e-14, a
    /// direction that matters to a mean squared error far more.
    package static let zeroEigenvalueRatio = 1e-10

    package let eigenvalues: [Double]
    /// ρ.
    package let rank: Int
    /// λ_ρ/λ₁.
    package let smallestEigenvalueRatio: Double

    /// The rank that a teacher of inner dimension r gives t targets: min(r, t).
    package static func expected(teacherRank: Int, targetDimension: Int) -> Int {
        min(teacherRank, targetDimension)
    }

    /// Ȳᵀ Ȳ/N of targets standardised by their own means and deviations, `[t, t]`; its eigenvalues
    /// are what the check takes.
    ///
    /// - Parameter signal: the targets without noise, `[samples, t]`.
    package static func covariance(ofStandardised signal: Matrix<Double>) -> Matrix<Double> {
        let standardised = Standardisation(of: signal).applied(to: signal)
        var covariance = product(standardised, transposingLeft: true, standardised)
        for index in covariance.elements.indices {
            covariance.elements[index] /= Double(signal.rows)
        }
        return covariance
    }

    /// - Parameters:
    ///   - eigenvalues: all t of them, in descending order.
    ///   - rank: ρ, from 1 to t.
    ///   - minimumEigenvalueRatio: the least λ_ρ/λ₁ that counts as present.
    ///   - seed: the dataset's, for the message.
    package init(
        verifying eigenvalues: [Double], rank: Int, minimumEigenvalueRatio: Double, seed: UInt64
    ) throws(TargetRankError) {
        precondition((1...eigenvalues.count).contains(rank), "a rank within the dimension")
        precondition(
            zip(eigenvalues, eigenvalues.dropFirst()).allSatisfy { !($0 < $1) },
            "eigenvalues in descending order")
        let largest = eigenvalues[0]
        guard eigenvalues.allSatisfy(\.isFinite), largest > 0 else {
            throw .constant(eigenvalues, seed)
        }
        let ratio = eigenvalues[rank - 1] / largest
        guard ratio >= minimumEigenvalueRatio else {
            throw .tooLow(eigenvalues, rank, ratio, minimumEigenvalueRatio, seed)
        }
        if rank < eigenvalues.count {
            let next = eigenvalues[rank] / largest
            guard next <= Self.zeroEigenvalueRatio else {
                throw .tooHigh(eigenvalues, rank, next, seed)
            }
        }
        self.eigenvalues = eigenvalues
        self.rank = rank
        smallestEigenvalueRatio = ratio
    }
}

/// Targets of another rank than asked for.
package struct TargetRankError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

extension TargetRankError {
    fileprivate static func constant(_ eigenvalues: [Double], _ seed: UInt64) -> TargetRankError {
        TargetRankError(
            description: "the targets of seed \(seed) are constant or not finite "
                + "(\(list(eigenvalues))); choose another seed")
    }

    fileprivate static func tooLow(
        _ eigenvalues: [Double], _ rank: Int, _ ratio: Double, _ minimum: Double, _ seed: UInt64
    ) -> TargetRankError {
        TargetRankError(
            description: "the targets of seed \(seed) fall short of rank \(rank): eigenvalue "
                + "\(rank) over the largest is \(short(ratio)), below \(short(minimum)) "
                + "(\(list(eigenvalues))); choose another seed")
    }

    fileprivate static func tooHigh(
        _ eigenvalues: [Double], _ rank: Int, _ ratio: Double, _ seed: UInt64
    ) -> TargetRankError {
        TargetRankError(
            description: "the targets of seed \(seed) exceed rank \(rank): eigenvalue "
                + "\(rank + 1) over the largest is \(short(ratio)), above "
                + "\(short(TargetRank.zeroEigenvalueRatio)) (\(list(eigenvalues))); "
                + "choose another seed")
    }

    private static func list(_ eigenvalues: [Double]) -> String {
        "eigenvalues " + eigenvalues.map(short).joined(separator: ", ")
    }

    /// Four significant digits; the message is for eyes.
    private static func short(_ value: Double) -> String { String(format: "%.4g", value) }
}
