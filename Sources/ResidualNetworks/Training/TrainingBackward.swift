internal import Kernels

extension TrainingDesign {
    /// From the gradient of the averages back to the stem, with all steps.
    ///
    /// A phase ends where a batch norm needs all slices' sums. Weights move in the phase after the last
    /// one that reads them, beside the slices' own work.
    func backward() throws -> Program {
        var program = BackwardPhases()
        let last = buffers.blocks.count - 1
        let gradient = output(of: last)
        let (network, featureGradient) = (buffers.network, buffers.featureGradient)
        var pieces: [Program.Piece] = everySlice { slice, range in
            [
                {
                    unsafe nrc_blocked_spread(
                        featureGradient.pointer(
                            at: range.lowerBound * gradient.channels,
                            needed: range.count * gradient.channels),
                        gradient.shape(range), gradient.pointer(range))
                }
            ] + gate(last, adding: nil, slice, range)
        }
        for index in stride(from: last, through: 0, by: -1) {
            try appendBlock(index, &program, &pieces)
        }
        program.append(pieces)
        program.moveFirst()
        let (factors, stemNorm) = (buffers.factors, stemNorm)
        program.append(alone: { stemNorm.finishGradient(factors.current) })
        let stemGradient = like(network.stem.products, in: buffers.stemGradient)
        program.append(
            try everySlice { slice, range in
                [poolGradient(stemGradient, range)]
                    + (try weights(buffers.stem, stemGradient, of: network.pictures, slice, range))
            })
        program.move(steps(buffers.stem, stemGradient, of: network.pictures))
        return program.finished()
    }

    /// One block's phases; `pieces` has what made the gradient of its outputs, and gets what makes that
    /// of its inputs.
    private func appendBlock(
        _ index: Int, _ program: inout BackwardPhases, _ pieces: inout [Program.Piece]
    ) throws {
        let (block, norms) = (buffers.blocks[index], blockNorms[index])
        let factors = buffers.factors
        let outputs = output(of: index)
        let set = buffers.gradients[index % 2]
        let products = like(block.second.unit.products, in: set.products)
        let middle = like(block.buffers.middle, in: set.middle)
        program.append(pieces)
        program.moveFirst()
        program.append(alone: {
            norms.second.finishGradient(factors.current)
            norms.downsample?.finishGradient(factors.current)
        })
        program.append(
            try everySlice { slice, range in
                var piece = [throughNorm(outputs, block.second.unit, into: products, range)]
                if let downsample = block.downsample, let sampled = block.buffers.sampled {
                    piece.append(throughNorm(outputs, downsample.unit, into: outputs, range))
                    piece += try weights(downsample, outputs, of: sampled, slice, range)
                }
                piece += try weights(block.second, products, of: block.buffers.middle, slice, range)
                piece.append(
                    try block.second.inputGradient(
                        products, into: middle, range, piece: slice, scratch, cache))
                piece.append(gateMiddle(block.buffers, middle, norms.first, slice, range))
                return piece
            })
        program.move(steps(block.second, products, of: block.buffers.middle))
        program.append(alone: { norms.first.finishGradient(factors.current) })
        pieces = try everySlice { slice, range in
            try inputGradient(index, middle, outputs, slice, range)
        }
        program.moveLater(steps(block.first, middle, of: block.buffers.input))
        if let downsample = block.downsample, let sampled = block.buffers.sampled {
            program.moveLater(steps(downsample, outputs, of: sampled))
        }
    }

    /// Through the first convolution, with the shortcut's part, to what is before the block.
    private func inputGradient(
        _ index: Int, _ middle: Activation, _ outputs: Activation, _ slice: Int,
        _ range: Range<Int>
    ) throws -> Program.Piece {
        let block = buffers.blocks[index]
        let target = output(of: index - 1)
        var piece = [throughNorm(middle, block.first.unit, into: middle, range)]
        piece += try weights(block.first, middle, of: block.buffers.input, slice, range)
        piece.append(
            try block.first.inputGradient(
                middle, into: target, range, piece: slice, scratch, cache))
        var shortcut: Activation? = outputs
        if let downsample = block.downsample, let sampled = block.buffers.sampled {
            shortcut = nil
            let part = like(sampled, in: buffers.shortcutGradient)
            piece.append(
                try downsample.inputGradient(
                    outputs, into: part, range, piece: slice, scratch, cache))
            piece.append({
                unsafe nrc_blocked_add_sampled(
                    target.pointer(range), target.shape(range), target.size, part.pointer(range))
            })
        }
        return piece
            + (index > 0
                ? gate(index - 1, adding: shortcut, slice, range)
                : [unpool(target, adding: shortcut, slice, range)])
    }

    /// The gradient of a block's outputs, of which the ReLU lets a part through, and its sums for the
    /// batch norms before it.
    private func gate(
        _ index: Int, adding shortcut: Activation?, _ slice: Int, _ range: Range<Int>
    ) -> Program.Piece {
        let (block, norms) = (buffers.network.blocks[index], blockNorms[index])
        let gradient = output(of: index)
        var piece: Program.Piece = [
            {
                let (sums, products) = unsafe norms.second.place(slice)
                unsafe nrc_blocked_gate(
                    gradient.pointer(range), shortcut?.pointer(range), block.output.pointer(range),
                    block.second.products.pointer(range), gradient.shape(range),
                    block.second.norm.pointer(.mean), sums, products)
            }
        ]
        if let downsample = block.downsample, let norm = norms.downsample {
            piece.append({
                let (sums, products) = unsafe norm.place(slice)
                unsafe nrc_blocked_gradient_sums(
                    gradient.pointer(range), downsample.products.pointer(range),
                    gradient.shape(range), downsample.norm.pointer(.mean), sums, products)
            })
        }
        return piece
    }

    private func gateMiddle(
        _ block: BlockBuffers, _ gradient: Activation, _ norm: NormTraining, _ slice: Int,
        _ range: Range<Int>
    ) -> Program.Operation {
        {
            let (sums, products) = unsafe norm.place(slice)
            unsafe nrc_blocked_gate(
                gradient.pointer(range), nil, block.middle.pointer(range),
                block.first.products.pointer(range), gradient.shape(range),
                block.first.norm.pointer(.mean), sums, products)
        }
    }

    private func throughNorm(
        _ gradient: Activation, _ unit: UnitBuffers, into target: Activation, _ range: Range<Int>
    ) -> Program.Operation {
        {
            unsafe nrc_blocked_batch_norm_gradient(
                gradient.pointer(range), unit.products.pointer(range), gradient.shape(range),
                unit.norm.gradientMap, target.pointer(range))
        }
    }
}

// MARK: The stem

extension TrainingDesign {
    private func unpool(
        _ gradient: Activation, adding shortcut: Activation?, _ slice: Int, _ range: Range<Int>
    ) -> Program.Operation {
        let (stem, norm, chosen) = (buffers.network.stem, stemNorm, buffers.chosen)
        return {
            if let shortcut {
                unsafe nrc_blocked_add(
                    gradient.pointer(range), shortcut.pointer(range), gradient.shape(range))
            }
            let (sums, products) = unsafe norm.place(slice)
            unsafe nrc_blocked_max_pool_sums(
                gradient.pointer(range), chosen.pointer(range, of: gradient),
                stem.products.pointer(range), stem.products.shape(range), stem.products.size,
                stem.norm.pointer(.mean), sums, products)
        }
    }

    private func poolGradient(_ target: Activation, _ range: Range<Int>) -> Program.Operation {
        let (stem, chosen, gradient) = (buffers.network.stem, buffers.chosen, output(of: -1))
        return {
            unsafe nrc_blocked_max_pool_gradient(
                gradient.pointer(range), chosen.pointer(range, of: gradient),
                stem.products.pointer(range), stem.products.shape(range), stem.products.size,
                stem.norm.gradientMap, target.pointer(range))
        }
    }
}

// MARK: Places

extension TrainingDesign {
    /// Where the gradient of a block's outputs lies; of the max-pool's before the first.
    private func output(of index: Int) -> Activation {
        let network = buffers.network
        let shape = index < 0 ? network.pooled : network.blocks[index].output
        return shape.replaced(by: buffers.gradients[(index + 2) % 2].output)
    }

    private func like(
        _ activation: Activation, in numbers: NumberBuffer<Float>
    ) -> Activation { activation.replaced(by: numbers) }

    private func weights(
        _ training: UnitTraining, _ gradient: Activation, of input: Activation, _ slice: Int,
        _ range: Range<Int>
    ) throws -> Program.Piece {
        let operation = try training.weightGradient(
            gradient, of: input, range, piece: slice, scratch, cache)
        return operation.map { [$0] } ?? []
    }

    private func steps(
        _ training: UnitTraining, _ gradient: Activation, of input: Activation
    ) -> [Program.Piece] {
        training.steps(
            gradient, of: input, samples: samples, slices: slices.count, factors: buffers.factors)
    }
}

/// Phases of a backward pass, with steps of weights beside them.
private struct BackwardPhases {
    private var program = Program()
    private var steps: [Program.Piece] = []
    private var laterSteps: [Program.Piece] = []

    mutating func append(_ pieces: [Program.Piece]) {
        program.append(pieces + steps)
        steps = []
    }

    mutating func append(alone operation: @escaping Program.Operation) {
        program.append(alone: operation)
    }

    /// Steps for the next phase.
    mutating func move(_ pieces: [Program.Piece]) { steps += pieces }

    /// Steps whose gradient the next phase makes, and which wait for `moveFirst`.
    mutating func moveLater(_ pieces: [Program.Piece]) { laterSteps += pieces }

    mutating func moveFirst() {
        steps += laterSteps
        laterSteps = []
    }

    mutating func finished() -> Program {
        append([])
        return program
    }
}
