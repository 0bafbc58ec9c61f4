/// A verified file in the downloads folder.
package struct FetchedFile: Hashable, Sendable {
    package let path: String
    /// 64 lower-case hexadecimal digits: the expected ones, or those found where none were known.
    package let sha256: String
    /// In bytes.
    package let size: Int
    /// Where its last bytes came from; `nil` when all of it was in the downloads folder already.
    package let location: Location?
    /// Bytes of it that an earlier, interrupted fetch had left.
    package let resumedFrom: Int
    /// Whether it was in the downloads folder, but damaged.
    package internal(set) var replacedDamagedFile = false
}

/// How far a download is.
package struct FetchProgress: Hashable, Sendable {
    /// Bytes that are there, those of an earlier fetch included.
    package let received: Int
    package let total: Int?
    /// Of late.
    package let bytesPerSecond: Double
    package let location: Location
    /// Counted from 1 for each location.
    package let attempt: Int
}
