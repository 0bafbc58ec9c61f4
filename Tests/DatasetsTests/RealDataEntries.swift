import Foundation
import TestSupport

@testable import Archives

extension RealData {
    /// A file within one of the archives.
    static func entry(_ name: String, of archive: String) throws -> Data {
        try Data(
            ZipContents.bytes(
                of: name, in: path(archive), maximumEntries: 100, maximumBytes: 1 << 26))
    }
}
