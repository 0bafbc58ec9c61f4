internal import Kernels

extension TrainingDesign {
    /// From the pictures' bytes to the averages that the head reads. A phase ends where a batch norm
    /// needs all slices' sums.
    func forward(_ feed: PictureFeed) throws -> Program {
        let network = buffers.network
        let stem = network.stem
        var program = Program()
        program.append(
            try everySlice { index, range in
                [{ feed.convert(range, into: network.pictures) }]
                    + (try products(stem, of: network.pictures, stemNorm, index, range))
            })
        program.append(alone: { stemNorm.finishStatistics() })
        var pieces: [Program.Piece] = everySlice { _, range in [pool(range)] }
        for (block, norms) in zip(network.blocks, blockNorms) {
            try extend(&pieces) { index, range in
                let first = try products(block.first, of: block.input, norms.first, index, range)
                guard let norm = norms.downsample else { return first }
                return first
                    + (try block.downsampled(range) { unit, input in
                        try products(unit, of: input, norm, index, range)
                    })
            }
            program.append(pieces)
            program.append(alone: {
                norms.first.finishStatistics()
                norms.downsample?.finishStatistics()
            })
            program.append(
                try everySlice { index, range in
                    [block.rectifyFirst(range)]
                        + (try products(block.second, of: block.middle, norms.second, index, range))
                })
            program.append(alone: { norms.second.finishStatistics() })
            pieces = everySlice { _, range in [block.join(range)] }
        }
        extend(&pieces) { _, range in [network.average(range)] }
        program.append(pieces)
        return program
    }

    /// A convolution and the sums that its batch norm needs.
    private func products(
        _ unit: UnitBuffers, of input: Activation, _ norm: NormTraining, _ slice: Int,
        _ range: Range<Int>
    ) throws -> Program.Piece {
        [
            try unit.outputs(of: input, range, piece: slice, scratch, cache),
            {
                let (sums, squares) = unsafe norm.place(slice)
                unsafe nrc_blocked_sums(
                    unit.products.pointer(range), unit.products.shape(range), sums, squares)
            },
        ]
    }

    private func pool(_ range: Range<Int>) -> Program.Operation {
        let (stem, pooled, chosen) = (
            buffers.network.stem, buffers.network.pooled, buffers.chosen
        )
        return {
            unsafe nrc_blocked_max_pool(
                stem.products.pointer(range), stem.products.shape(range), stem.products.size,
                stem.norm.map, pooled.pointer(range),
                chosen.pointer(range, of: pooled))
        }
    }
}
