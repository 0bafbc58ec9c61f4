internal import Collapse
internal import LinearAlgebra

/// A network with the data that it is measured on.
protocol MeasuredNetwork {
    /// One pass over the training samples; nothing that grows with their number is in memory.
    func measure(_ team: ThreadTeam, _ progress: ProgressReporter) throws -> MeasuredLayers

    /// The error on the test set; `nil` without one.
    func testError(_ team: ThreadTeam) throws -> Double?

    /// NRC4 on the test set, by the training set's linear maps: one per layer, and none without a
    /// test set; and the network's error there.
    func testErrors(_ layers: [LayerStatistics], _ team: ThreadTeam) throws -> TestErrors
}

/// The layers of a network, and its own error on the same samples.
struct MeasuredLayers {
    let layers: [LayerStatistics]
    let networkError: Double
}

struct TestErrors {
    let network: Double?
    let linear: [Double]

    static let none = TestErrors(network: nil, linear: [])
}

extension StageError {
    /// Data and weights are finite, so anything else comes from an overflow on the way.
    static func overflow(_ tensor: String, sample: Int) -> StageError {
        StageError(
            description: """
                the network overflows single precision at '\(tensor)' on sample \(sample) (from 0): \
                rescale the data or the weights
                """)
    }
}
