import Foundation
import StandIns
import Testing

/// Digests of pictures and their targets, the same on every machine and in every build mode.
///
/// When one fails although the change was meant, bump the revision of the stage kind that writes
/// these pictures and record the new digests: `NRC_RECORD_GOLDENS=1 make test`.
@Suite struct GoldenPictureTests {
    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Golden/pictures.json")
    private static let records = ProcessInfo.processInfo.environment["NRC_RECORD_GOLDENS"] == "1"

    @Test("pictures and targets are the recorded ones, bit for bit")
    func picturesAreRecorded() throws {
        var digests: [String: String] = [:]
        for (seed, height, width, index) in [
            (1, 88, 200, 0), (1, 88, 200, 1), (1, 88, 200, 49_999), (2, 288, 200, 3),
            (3, 40, 64, 0), (3, 40, 64, 1), (3, 40, 64, 2), (3, 40, 64, 3),
        ] {
            let standIn = try DrivingStandIn(seed: UInt64(seed), height: height, width: width)
            let (pixels, targets) = standIn.picture(index)
            digests["driving, seed \(seed), \(height)x\(width), sample \(index)"] =
                "\(digest(pixels)) \(targets.steer.bitPattern) \(targets.speed.bitPattern)"
        }
        for (seed, side, index) in [
            (1, 200, 0), (1, 200, 23_707), (2, 128, 5), (3, 64, 0), (3, 64, 1), (3, 64, 2),
            (3, 64, 3), (3, 64, 4),
        ] {
            let (pixels, age) = try PortraitStandIn(seed: UInt64(seed), side: side).picture(index)
            digests["portrait, seed \(seed), \(side)x\(side), sample \(index)"] =
                "\(digest(pixels)) \(age.bitPattern)"
        }
        if Self.records {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try (encoder.encode(digests) + Data("\n".utf8)).write(to: Self.file)
            return
        }
        let golden = try JSONDecoder().decode(
            [String: String].self, from: Data(contentsOf: Self.file))
        #expect(digests == golden)
    }
}
