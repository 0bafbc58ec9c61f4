package import Images
internal import Kernels
internal import Learning
package import LinearAlgebra

/// A residual network with fixed weights and running statistics, ready for pictures of one size.
///
/// Memory does not depend on how many pictures are evaluated. For one caller at a time.
package final class NetworkEvaluation {
    /// Pictures computed at once; enough for several threads.
    package static let batch = 32

    private let architecture: ResidualNetworkArchitecture
    private let size: ImageSize
    private var head: Head
    private let buffers: NetworkBuffers
    private let cache: ConvolutionCache
    /// By the pictures of a batch: the last one may be smaller.
    private var programs: [Int: EvaluationProgram] = [:]
    /// Of the programs that were made last, for the next that find room in it.
    private var scratch: Scratchpads?
    private var pixels: [Float] = []

    /// Every number of pictures that is computed at once of a set.
    static func batchSizes(of pictures: Int) -> Set<Int> {
        Set([min(batch, pictures), pictures % batch].filter { $0 > 0 })
    }

    /// - Throws: when there is not enough memory.
    package init(_ network: ResidualNetwork, size: ImageSize, batch: Int = batch) throws {
        architecture = network.architecture
        self.size = size
        let library = try OneDNN()
        cache = ConvolutionCache(library)
        buffers = try NetworkBuffers(
            network.architecture, height: size.height, width: size.width, capacity: batch,
            keepsProducts: false, library: library)
        head = Head(network.architecture, network.elements)
        load(network)
    }

    /// Goes to another network of the same architecture.
    func load(_ network: ResidualNetwork) {
        precondition(network.architecture == architecture, "a network of another architecture")
        buffers.load(network)
        for unit in buffers.units { unit.norm.useRunningStatistics() }
        head = Head(architecture, network.elements)
    }

    /// The error on a data set, unless `goOn`, which is asked after every batch, says no: then `nil`.
    func meanSquaredError(
        on data: PictureData, team: ThreadTeam, while goOn: () -> Bool
    ) throws -> Double? {
        var sum = 0.0
        var isWhole = true
        try forEachBatch(of: data, team: team) { range, predictions in
            let targets = data.targets.gatheringRows(Array(range))
            sum += MeanSquaredError.value(predictions, targets) * Double(range.count)
            isWhole = goOn()
            return isWhole
        }
        return isWhole ? sum / Double(data.count) : nil
    }

    /// Hands out what every measured layer reads, and the predictions, batch after batch from the
    /// first picture to the last.
    ///
    /// - Parameters:
    ///   - data: pictures of the size that this is made for.
    ///   - layer: called for each batch with each of `measuredLayers` in turn.
    ///   - predictions: called after that, with the pictures' numbers and `[pictures, outputs]`.
    ///     Nothing more is computed when it returns false.
    /// - Throws: what the closures throw, or when there is not enough memory.
    package func forEachBatch(
        of data: PictureData, team: ThreadTeam,
        layer: (MeasuredInputs) throws -> Void,
        predictions: (Range<Int>, Matrix<Float>) throws -> Bool
    ) throws {
        try forEachPass(of: data, team: team) { range, pass in
            try handOut(range, pass, to: layer)
            return try predictions(range, pass.predictions)
        }
    }

    /// The predictions alone, in the same way.
    package func forEachBatch(
        of data: PictureData, team: ThreadTeam,
        predictions: (Range<Int>, Matrix<Float>) throws -> Bool
    ) throws {
        try forEachPass(of: data, team: team) { range, pass in
            try predictions(range, pass.predictions)
        }
    }

    /// Batch after batch, while the closure returns true.
    private func forEachPass(
        of data: PictureData, team: ThreadTeam, _ goesOn: (Range<Int>, Head.Pass) throws -> Bool
    ) throws {
        var start = 0
        while start < data.count {
            let range = start..<min(start + buffers.capacity, data.count)
            let pass = try run(data, range, team)
            guard try goesOn(range, pass) else { return }
            start = range.upperBound
        }
    }

    private func run(
        _ data: PictureData, _ range: Range<Int>, _ team: ThreadTeam
    ) throws -> Head.Pass {
        precondition(data.pictures.size == size, "pictures of another size")
        let count = range.count
        pixels.append(
            contentsOf: repeatElement(0, count: max(0, count * size.byteCount - pixels.count)))
        pixels.removeLast(pixels.count - count * size.byteCount)
        data.pictures.gather(Array(range), as: data.scale, .channelsFirst, into: &pixels)
        data.pictures.release()
        buffers.pictures.numbers.write(pixels)
        try program(count).run(team)
        let features = architecture.features
        return head.pass(
            Matrix(
                rows: count, columns: features,
                elements: buffers.features.numbers(count * features)))
    }

    private func program(_ count: Int) throws -> EvaluationProgram {
        if let program = programs[count] { return program }
        let products = EvaluationProgram.products(buffers.units.map(\.shape), samples: count)
        let each = try products.map { try cache.primitive($0).scratch }.max() ?? 0
        let program = try EvaluationProgram(
            buffers, samples: count,
            scratch: scratchpads(pieces: EvaluationProgram.slices(count).count, each: each),
            cache: cache)
        programs[count] = program
        return program
    }

    private func scratchpads(pieces: Int, each: Int) throws -> Scratchpads {
        if let scratch, scratch.holds(pieces: pieces, each: each) { return scratch }
        let made = try Scratchpads(pieces: pieces, each: each)
        scratch = made
        return made
    }

    private func handOut(
        _ range: Range<Int>, _ pass: Head.Pass, to layer: (MeasuredInputs) throws -> Void
    ) throws {
        var index = 0
        for block in buffers.blocks {
            for input in [block.input, block.middle] {
                try layer(
                    MeasuredInputs(
                        layer: index, pictures: range, height: input.height, width: input.width,
                        positions: Matrix(
                            rows: range.count * input.positions, columns: input.channels,
                            elements: input.rows(range.count))))
                index += 1
            }
        }
        for inputs in pass.inputs {
            try layer(
                MeasuredInputs(
                    layer: index, pictures: range, height: 1, width: 1, positions: inputs))
            index += 1
        }
    }
}
