/// Convolutions of a network, compiled once for each shape and number of pictures.
final class ConvolutionCache {
    struct Key: Hashable {
        let pass: ConvolutionPass
        let shape: ConvolutionShape
        let samples: Int
    }

    let library: OneDNN
    private var primitives: [Key: ConvolutionPrimitive] = [:]

    init(_ library: OneDNN) { self.library = library }

    func primitive(
        _ pass: ConvolutionPass, _ shape: ConvolutionShape, samples: Int
    ) throws(OneDNNError) -> ConvolutionPrimitive {
        try primitive(Key(pass: pass, shape: shape, samples: samples))
    }

    @discardableResult
    func primitive(_ key: Key) throws(OneDNNError) -> ConvolutionPrimitive {
        if let primitive = primitives[key] { return primitive }
        let primitive = try ConvolutionPrimitive(
            key.pass, key.shape, samples: key.samples, library: library)
        primitives[key] = primitive
        return primitive
    }

    /// Numbers of the largest scratchpad that any of them needs.
    var largestScratch: Int { primitives.values.map(\.scratch).max() ?? 0 }
}

/// Memory that convolutions compute in, one part for each piece of a phase.
struct Scratchpads: Sendable {
    private let numbers: NumberBuffer<Float>
    private let each: Int

    /// - Throws: when the system has not so much memory.
    init(pieces: Int, each: Int) throws(MemoryShortage) {
        self.each = Self.spaced(each)
        numbers = try NumberBuffer(Self.count(pieces: pieces, each: each))
    }

    /// Numbers of all pieces together.
    static func count(pieces: Int, each: Int) -> Int { max(1, pieces * spaced(each)) }

    /// Pieces must not share a page or a vector.
    private static func spaced(_ each: Int) -> Int { (each + 1023) / 1024 * 1024 }

    /// Whether it is large enough for some other work too.
    func holds(pieces: Int, each: Int) -> Bool {
        numbers.count >= pieces * self.each && self.each >= each
    }

    func pointer(piece: Int) -> UnsafeMutablePointer<Float> {
        unsafe numbers.pointer(at: piece * each, needed: each)
    }
}

extension UnitBuffers {
    /// The convolution of some pictures.
    func outputs(
        of input: Activation, _ samples: Range<Int>, piece: Int, _ scratch: Scratchpads,
        _ cache: ConvolutionCache
    ) throws(OneDNNError) -> Program.Operation {
        let primitive = try cache.primitive(.outputs, shape, samples: samples.count)
        let call = try unsafe primitive.call(
            input.pointer(samples), weights.pointer(at: 0, needed: weights.count),
            products.pointer(samples), scratch: scratch.pointer(piece: piece))
        return { call.run() }
    }
}
