internal import CTurboJPEG
internal import RegularFiles

/// JPEG files, by libjpeg-turbo.
package enum JPEGFile {
    /// 64 megapixels, 192 MiB of memory: more than any photograph of a data set.
    package static let defaultPixelLimit = 1 << 26

    /// More bytes than a picture of `defaultPixelLimit` needs.
    private static let largestFile = 256 << 20

    /// Decodes a file to what Pillow's `Image.open(path).convert("RGB")` gives, bit for bit: accurate
    /// inverse transform, smooth upsampling of the colours. Orientation tags are left aside.
    ///
    /// - Parameters:
    ///   - size: the size every picture must have; nil allows any
    ///   - allowsGrey: whether a picture without colours becomes one with three equal ones
    ///   - pixelLimit: the most pixels a picture may have, checked before memory is taken
    /// - Throws: an error that names the file when it isn't a whole, undamaged JPEG of that kind.
    package static func decode(
        path: String, requiring size: ImageSize? = nil, allowsGrey: Bool = false,
        pixelLimit: Int = defaultPixelLimit
    ) throws(ImageFileError) -> RGBImage {
        let file = try RegularFile(path) { ImageFileError.unusable(path, $0) }
        guard file.size > 0 else { throw .empty(path) }
        guard file.size <= largestFile else { throw .largeFile(path, file.size) }
        let bytes = try file.bytes(0..<file.size)
        // The start-of-image marker, and the first byte of the marker that must follow.
        guard bytes.starts(with: [0xff, 0xd8, 0xff]) else { throw .notJPEG(path) }
        let decoder = unsafe try TurboJPEG(tjInitDecompress(), path)
        let header = try decoder.header(bytes)
        guard header.height <= pixelLimit / header.width else {
            throw .manyPixels(path, header, pixelLimit)
        }
        if let size, header.size != size { throw .otherSize(path, header.size, required: size) }
        switch header.colours {
        case TJCS_RGB, TJCS_YCbCr: break
        case TJCS_GRAY: guard allowsGrey else { throw .grey(path) }
        default: throw .fourColours(path)
        }
        return try decoder.pixels(bytes, header.size)
    }
}

/// What the start of a JPEG says.
private struct JPEGHeader {
    let height: Int
    let width: Int
    let colours: TJCS

    var size: ImageSize { ImageSize(height: height, width: width) }
}

extension TurboJPEG {
    fileprivate func header(_ bytes: [UInt8]) throws(ImageFileError) -> JPEGHeader {
        var (width, height, sampling, colours) = (Int32(0), Int32(0), Int32(0), Int32(0))
        let status = unsafe tjDecompressHeader3(
            handle, bytes, UInt(bytes.count), &width, &height, &sampling, &colours)
        guard status == 0, width > 0, height > 0 else { throw .undecodable(path, lastError()) }
        return JPEGHeader(
            height: Int(height), width: Int(width), colours: TJCS(UInt32(colours)))
    }

    fileprivate func pixels(_ bytes: [UInt8], _ size: ImageSize) throws(ImageFileError) -> RGBImage
    {
        var image = RGBImage(size: size, pixels: [UInt8](repeating: 0, count: size.byteCount))
        // A warning means that pixels had to be made up; too many scans are an attack.
        let flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS
        let status = unsafe tjDecompress2(
            handle, bytes, UInt(bytes.count), &image.pixels, Int32(size.width), 0,
            Int32(size.height), Int32(TJPF_RGB.rawValue), flags)
        guard status == 0 else { throw .undecodable(path, lastError()) }
        return image
    }
}

extension ImageFileError {
    fileprivate static func empty(_ path: String) -> ImageFileError {
        ImageFileError(path: path, problem: "is empty", remedy: "copy or download it again")
    }

    fileprivate static func largeFile(_ path: String, _ size: Int) -> ImageFileError {
        ImageFileError(
            path: path, problem: "has \(size) bytes, more than a picture needs",
            remedy: "leave it out")
    }

    fileprivate static func notJPEG(_ path: String) -> ImageFileError {
        ImageFileError(
            path: path, problem: "does not start as a JPEG file does",
            remedy: "convert it to JPEG, or leave it out")
    }

    fileprivate static func undecodable(_ path: String, _ reason: String) -> ImageFileError {
        ImageFileError(
            path: path, problem: "can't be decoded as JPEG (\(reason))",
            remedy: "copy or download it again, or leave it out")
    }

    fileprivate static func manyPixels(
        _ path: String, _ header: JPEGHeader, _ limit: Int
    ) -> ImageFileError {
        ImageFileError(
            path: path,
            problem: "claims \(header.size) pixels, more than the \(limit) allowed",
            remedy: "make it smaller, or leave it out")
    }

    fileprivate static func otherSize(
        _ path: String, _ size: ImageSize, required: ImageSize
    ) -> ImageFileError {
        ImageFileError(
            path: path, problem: "has \(size) pixels, not \(required) as all others",
            remedy: "resize it, or leave it out")
    }

    fileprivate static func grey(_ path: String) -> ImageFileError {
        ImageFileError(
            path: path, problem: "is grey, not in colour",
            remedy: "allow grey pictures, convert it to RGB, or leave it out")
    }

    fileprivate static func fourColours(_ path: String) -> ImageFileError {
        ImageFileError(
            path: path, problem: "has the four colours of print (CMYK), not RGB",
            remedy: "convert it to RGB, or leave it out")
    }
}
