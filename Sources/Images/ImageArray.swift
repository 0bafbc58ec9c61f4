internal import Datasets
internal import Glibc
internal import Kernels
internal import RegularFiles

/// Pictures in a `.npy` file, uint8 `[count, height, width, 3]`, mapped into memory: only what is
/// used is read, and the system may drop it again.
///
/// The file must not change while this lives: a mapped file that is cut short ends the process.
@safe package final class ImageArray: @unchecked Sendable {
    // Sendable, because nothing changes after the initialiser: the mapping is read-only.

    package let path: String
    package let count: Int
    package let size: ImageSize

    @unsafe private let mapping: UnsafeRawBufferPointer
    /// Where the first picture starts.
    private let offset: Int

    /// Opens a file and checks that its length is exactly what its header says.
    package init(path: String) throws(ImageFileError) {
        let file = try RegularFile(path) { ImageFileError.unusable(path, $0) }
        let header = try Self.header(of: file, path: path)
        let shape = header.shape
        guard header.elementType == .uint8, !header.isColumnMajor, shape.count == 4, shape[3] == 3
        else { throw .wrongLayout(path, header) }
        guard !shape.contains(0) else { throw .empty(path, shape) }
        guard let needed = Self.product(shape) else { throw .tooLarge(path, shape) }
        let present = file.size - header.dataOffset
        guard present == needed else {
            throw .wrongLength(path, shape, present: present, needed: needed)
        }
        let start = unsafe mmap(nil, file.size, PROT_READ, MAP_PRIVATE, file.descriptor, 0)
        guard let start = unsafe start, unsafe start != MAP_FAILED else {
            throw .system(path, "cannot be mapped into memory", errno)
        }
        self.path = path
        count = shape[0]
        size = ImageSize(height: shape[1], width: shape[2])
        offset = header.dataOffset
        unsafe mapping = UnsafeRawBufferPointer(start: start, count: file.size)
    }

    // The arguments are those of the mapping, so this can't fail.
    deinit { unsafe munmap(UnsafeMutableRawPointer(mutating: mapping.baseAddress), mapping.count) }

    private static func header(
        of file: borrowing RegularFile<ImageFileError>, path: String
    ) throws(ImageFileError) -> ArrayHeader {
        let start = try file.bytes(
            0..<min(file.size, ArrayHeader.longestDictionary + 12))
        do throws(ArrayFileError) {
            return try ArrayHeader(parsing: start, path: path)
        } catch {
            throw ImageFileError(path: error.path, problem: error.problem, remedy: error.remedy)
        }
    }

    private static func product(_ shape: [Int]) -> Int? {
        var product = 1
        for dimension in shape {
            let (value, overflow) = product.multipliedReportingOverflow(by: dimension)
            guard !overflow else { return nil }
            product = value
        }
        return product
    }

    /// The bytes of a picture, for the time of the call.
    private func withPixels<Result>(
        of index: Int, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        precondition(index >= 0 && index < count, "no such picture")
        let start = offset + index * size.byteCount
        return unsafe body(
            UnsafeRawBufferPointer(rebasing: mapping[start..<start + size.byteCount]))
    }
}

// MARK: Reading

extension ImageArray {
    /// A copy of one picture.
    ///
    /// - Precondition: the index is one of `0..<count`, here and below.
    package func image(_ index: Int) -> RGBImage {
        unsafe withPixels(of: index) { unsafe RGBImage(size: size, pixels: Array($0)) }
    }

    /// Copies pictures, in the order of the indices, into a buffer of exactly their length.
    package func gather(_ indices: [Int], into buffer: inout [UInt8]) {
        precondition(buffer.count == indices.count * size.byteCount, "buffer of another length")
        unsafe buffer.withUnsafeMutableBytes { buffer in
            for (position, index) in indices.enumerated() {
                let start = position * size.byteCount
                let place = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: buffer[start..<start + size.byteCount])
                unsafe withPixels(of: index) { unsafe place.copyMemory(from: $0) }
            }
        }
    }

    /// Converts one picture to three planes, `[3, height, width]`.
    ///
    /// - Parameters:
    ///   - values: the number of each pixel value, as `PixelScale` gives them.
    ///   - planes: room for as many numbers as the picture has bytes.
    package func convert(
        _ index: Int, by values: [Float], into planes: UnsafeMutablePointer<Float>
    ) {
        precondition(values.count == 256, "one number for each pixel value")
        unsafe withPixels(of: index) { pixels in
            guard let start = unsafe pixels.bindMemory(to: UInt8.self).baseAddress else { return }
            unsafe nrc_pixel_planes(start, size.height * size.width, values, planes)
        }
    }

    /// Asks the system to have pictures at hand soon.
    package func expect(_ indices: some Sequence<Int>) {
        for index in indices {
            unsafe withPixels(of: index) { pixels in
                guard let start = pixels.baseAddress else { return }
                // Only a hint, which takes whole pages.
                let page = Int(getpagesize())
                let before = Int(bitPattern: start) % page
                unsafe madvise(
                    UnsafeMutableRawPointer(mutating: start - before), pixels.count + before,
                    MADV_WILLNEED)
            }
        }
    }

    /// Takes what was read out of this process's memory, though not out of the system's, where it is
    /// found when it is read again. Otherwise a whole data set would be this process's in the end.
    package func release() {
        unsafe madvise(
            UnsafeMutableRawPointer(mutating: mapping.baseAddress), mapping.count, MADV_DONTNEED)
    }

    /// Converts pictures, in the order of the indices, into a buffer of exactly their length.
    package func gather(
        _ indices: [Int], as scale: PixelScale, _ layout: PixelLayout, into buffer: inout [Float]
    ) {
        precondition(buffer.count == indices.count * size.byteCount, "buffer of another length")
        let values = scale.values
        for (position, index) in indices.enumerated() {
            let start = position * size.byteCount
            unsafe withPixels(of: index) { pixels in
                switch layout {
                case .channelsLast:
                    for element in 0..<size.byteCount {
                        buffer[start + element] = unsafe values[Int(pixels[element])]
                    }
                case .channelsFirst:
                    let plane = size.height * size.width
                    for channel in 0..<3 {
                        let target = start + channel * plane
                        for pixel in 0..<plane {
                            buffer[target + pixel] =
                                unsafe values[Int(pixels[pixel * 3 + channel])]
                        }
                    }
                }
            }
        }
    }
}

extension ImageFileError {
    fileprivate static func wrongLayout(_ path: String, _ header: ArrayHeader) -> ImageFileError {
        let order = header.isColumnMajor ? ", column-major" : ""
        return ImageFileError(
            path: path,
            problem:
                "holds '\(header.elementType.rawValue)' of shape \(header.shape.shapeText)\(order), "
                + "not uint8 pictures of [count, height, width, 3]",
            remedy: "name an array of pictures")
    }

    fileprivate static func empty(_ path: String, _ shape: [Int]) -> ImageFileError {
        ImageFileError(
            path: path, problem: "has the shape \(shape.shapeText), so no pixels",
            remedy: "check the step that wrote it")
    }

    fileprivate static func tooLarge(_ path: String, _ shape: [Int]) -> ImageFileError {
        ImageFileError(
            path: path, problem: "claims the shape \(shape.shapeText), more than any file can hold",
            remedy: "save it again with numpy.save")
    }

    fileprivate static func wrongLength(
        _ path: String, _ shape: [Int], present: Int, needed: Int
    ) -> ImageFileError {
        ImageFileError(
            path: path,
            problem:
                "has \(present) bytes of pixels, but the shape \(shape.shapeText) needs \(needed)",
            remedy: "copy it or make it again")
    }
}
