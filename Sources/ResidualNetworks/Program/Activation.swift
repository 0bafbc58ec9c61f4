internal import Kernels

/// The numbers of a batch between two layers, in blocks of channels.
struct Activation: Sendable {
    let channels: Int
    let height: Int
    let width: Int
    let block: Int
    let numbers: NumberBuffer<Float>
    /// Between the places where slices of the batch begin that are a picture apart.
    private let spacing: Int

    var positions: Int { height * width }
    /// Numbers of one picture.
    var stride: Int { channels * positions }

    /// - Parameter shared: where they lie, if not in memory of their own. Slices of a batch that are
    ///   at different layers must not meet there, so all activations in it are spaced alike.
    /// - Throws: when the system has not so much memory.
    init(
        channels: Int, height: Int, width: Int, block: Int, capacity: Int,
        in shared: (numbers: NumberBuffer<Float>, spacing: Int)? = nil
    ) throws(MemoryShortage) {
        self.channels = channels
        self.height = height
        self.width = width
        self.block = block
        if let shared {
            (numbers, spacing) = shared
        } else {
            spacing = channels * height * width
            numbers = try NumberBuffer(capacity * spacing)
        }
    }

    /// Of the same shape, somewhere else.
    func replaced(by numbers: NumberBuffer<Float>) -> Activation {
        Activation(like: self, in: numbers)
    }

    /// Memory for every second position of every second line.
    func everySecondPosition(_ capacity: Int) throws(MemoryShortage) -> Activation {
        try Activation(
            channels: channels, height: (height + 1) / 2, width: (width + 1) / 2, block: block,
            capacity: capacity)
    }

    private init(like other: Activation, in numbers: NumberBuffer<Float>) {
        (channels, height, width, block) = (other.channels, other.height, other.width, other.block)
        spacing = other.stride
        self.numbers = numbers
    }

    func pointer(_ samples: Range<Int>) -> UnsafeMutablePointer<Float> {
        unsafe numbers.pointer(at: samples.lowerBound * spacing, needed: samples.count * stride)
    }

    func shape(_ samples: Range<Int>) -> nrc_blocked {
        nrc_blocked(
            samples: samples.count, channels: channels, positions: positions, block: block)
    }

    var size: nrc_size { nrc_size(height: height, width: width) }

    /// One row a position of a picture: `[samples · positions, channels]`.
    func rows(_ samples: Int) -> [Float] {
        unsafe [Float](unsafeUninitializedCapacity: samples * stride) { buffer, count in
            if let start = buffer.baseAddress {
                unsafe nrc_blocked_rows(pointer(0..<samples), shape(0..<samples), start)
            }
            count = samples * stride
        }
    }
}
