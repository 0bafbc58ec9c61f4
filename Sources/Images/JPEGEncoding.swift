internal import CTurboJPEG
internal import Foundation

extension JPEGFile {
    /// Writes a picture as JPEG; a temporary file is renamed, so that nothing half-written bears the
    /// name. Colours are kept at full resolution. The same picture always gives the same bytes with
    /// the same libjpeg-turbo.
    ///
    /// - Parameter quality: 1 to 100, as libjpeg counts
    /// - Throws: when a side has more than JPEG's 65,535 pixels, or the file cannot be written.
    package static func write(
        _ image: RGBImage, to path: String, quality: Int = 90
    ) throws(ImageFileError) {
        let bytes = try encoded(image, for: path, quality: quality)
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .unwritable(path, error)
        }
    }

    private static func encoded(
        _ image: RGBImage, for path: String, quality: Int
    ) throws(ImageFileError) -> [UInt8] {
        precondition((1...100).contains(quality), "JPEG's quality is 1 to 100")
        let size = image.size
        guard max(size.height, size.width) <= 65_535 else { throw .unencodable(path, size) }
        let encoder = unsafe try TurboJPEG(tjInitCompress(), path)
        let sampling = Int32(TJSAMP_444.rawValue)
        let limit = tjBufSize(Int32(size.width), Int32(size.height), sampling)
        var bytes = [UInt8](repeating: 0, count: Int(limit))
        var count = limit
        let status = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            return unsafe tjCompress2(
                encoder.handle, image.pixels, Int32(size.width), 0, Int32(size.height),
                Int32(TJPF_RGB.rawValue), &start, &count, sampling, Int32(quality),
                TJFLAG_ACCURATEDCT | TJFLAG_NOREALLOC)
        }
        guard status == 0 else { throw .failed(path, encoder.lastError()) }
        return Array(bytes.prefix(Int(count)))
    }
}

extension ImageFileError {
    fileprivate static func unencodable(_ path: String, _ size: ImageSize) -> ImageFileError {
        ImageFileError(
            path: path, problem: "\(size) pixels are more than JPEG's 65535 a side",
            remedy: "write fewer or smaller pictures on a sheet")
    }

    fileprivate static func failed(_ path: String, _ reason: String) -> ImageFileError {
        ImageFileError(
            path: path, problem: "the picture can't be encoded (\(reason))",
            remedy: "free some memory")
    }

    fileprivate static func unwritable(_ path: String, _ error: any Error) -> ImageFileError {
        ImageFileError(
            path: path, problem: "cannot be written (\(error.localizedDescription))",
            remedy: "check the folder, its permissions and the free space")
    }
}
