internal import Images

/// Which pictures the batch at hand has.
final class PictureFeed: @unchecked Sendable {
    // Sendable: changed between the runs of a program only.
    private let pictures: ImageArray
    private let values: [Float]
    private var indices: [Int] = []

    init(_ data: PictureData) {
        pictures = data.pictures
        values = data.scale.values
    }

    func set(_ indices: [Int], next: some Sequence<Int>) {
        pictures.release()
        self.indices = indices
        pictures.expect(next)
    }

    /// Converts the pictures of a slice while their bytes are read from the disk's cache: the
    /// convolution behind it finds the numbers in the processor's.
    func convert(_ samples: Range<Int>, into target: Activation) {
        for sample in samples {
            unsafe pictures.convert(
                indices[sample], by: values, into: target.pointer(sample..<sample + 1))
        }
    }
}
