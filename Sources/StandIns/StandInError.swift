/// A picture size that cannot be rendered.
package struct StandInError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

/// The sizes that the renderers take.
enum PictureSize {
    /// Smaller pictures would not show what tells the targets.
    static let smallest = 32
    /// A bound on memory: a picture in single precision takes 48 MB at this size.
    static let largest = 2048

    static func check(height: Int, width: Int) throws(StandInError) {
        for (name, size) in [("height", height), ("width", width)]
        where !(smallest...largest).contains(size) {
            throw .sizeOutOfRange(name, size)
        }
    }
}

extension StandInError {
    fileprivate static func sizeOutOfRange(_ name: String, _ size: Int) -> StandInError {
        StandInError(
            description: "a \(name) of \(size) pixels cannot be rendered; "
                + "choose one from \(PictureSize.smallest) to \(PictureSize.largest)")
    }
}
