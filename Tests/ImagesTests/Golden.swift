import Foundation
import Images

/// Files made by `Golden/make_goldens.py`.
enum Golden {
    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden").appendingPathComponent(name).path
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// The picture with the bytes that `make_goldens.py` generates.
    static func generated(_ size: ImageSize) -> RGBImage {
        var state: UInt32 = 1
        return RGBImage(
            size: size,
            pixels: (0..<size.byteCount).map { _ in
                state = 1_664_525 &* state &+ 1_013_904_223
                return UInt8(state >> 24)
            })
    }
}
