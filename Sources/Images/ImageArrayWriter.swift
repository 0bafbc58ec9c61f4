internal import Datasets
internal import Glibc

/// Writes pictures one by one into a `.npy` file, uint8 `[count, height, width, 3]`, as `ImageArray`
/// and NumPy read it.
///
/// The file appears under its name when `finish` has succeeded, whole and on the disk; until then
/// the pictures are in a temporary file beside it, which is removed when the writer is gone.
package final class ImageArrayWriter {
    package let path: String
    package let size: ImageSize
    /// Pictures so far.
    package private(set) var count = 0

    private let temporary: String
    private var descriptor: Int32
    private var isFinished = false

    /// - Throws: when the temporary file can't be made.
    package init(path: String, size: ImageSize) throws(ImageFileError) {
        self.path = path
        self.size = size
        temporary = "\(path).partial-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .system(path, "cannot be written", errno) }
        // Its place; the count is not known yet.
        try write(header)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isFinished { unsafe unlink(temporary) }
    }

    /// Of the same length for every count, because NumPy's header leaves room for it to grow.
    private var header: [UInt8] {
        ArrayHeader.encoded(.uint8, shape: [count, size.height, size.width, 3])
    }

    /// Adds a picture after the others.
    ///
    /// - Precondition: it has the array's size, and the writer is not finished.
    /// - Throws: when it can't be written, after which the writer is of no more use.
    package func append(_ image: RGBImage) throws(ImageFileError) {
        precondition(image.size == size, "all pictures of an array have one size")
        try append(pixels: image.pixels)
    }

    /// Adds pictures that lie one after the other in `pixels`, `[pictures, height, width, 3]`.
    package func append(pixels: [UInt8]) throws(ImageFileError) {
        precondition(pixels.count % size.byteCount == 0, "pixels of whole pictures only")
        try write(pixels)
        count += pixels.count / size.byteCount
    }

    /// Completes the file and gives it its name, in place of one that may be there.
    ///
    /// - Throws: when there are no pictures, or the disk is full or failing.
    package func finish() throws(ImageFileError) {
        precondition(descriptor >= 0, "nothing is finished twice or after a failure")
        guard count > 0 else { throw .noPictures(path) }
        guard lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw .system(path, "cannot be written", errno)
        }
        try write(header)
        guard fsync(descriptor) == 0 else { throw .system(path, "cannot be written", errno) }
        let status = close(descriptor)
        descriptor = -1
        guard status == 0, unsafe rename(temporary, path) == 0 else {
            throw .system(path, "cannot be written", errno)
        }
        isFinished = true
    }

    /// Writes all bytes at the file's present position.
    private func write(_ bytes: [UInt8]) throws(ImageFileError) {
        precondition(descriptor >= 0, "nothing is written after the end or a failure")
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            guard count >= 0 else {
                let code = errno
                if code == EINTR { continue }
                close(descriptor)
                descriptor = -1
                throw .system(path, "cannot be written", code)
            }
            done += count
        }
    }
}

extension ImageFileError {
    fileprivate static func noPictures(_ path: String) -> ImageFileError {
        ImageFileError(
            path: path, problem: "would have no pictures",
            remedy: "check the step that should have made them")
    }
}
