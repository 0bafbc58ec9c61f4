import Foundation
import LinearAlgebra
import StageCatalogue
import Stages
import Testing

/// The bytes that every kind makes of a small request, by kind, revision and BLAS core type.
///
/// When one of these fails although the change was meant, bump the kind's revision in the stage
/// catalogue, so that users' cached artifacts are made again, and record the new digests:
/// `NRC_RECORD_GOLDENS=1 make test`, once with each core type the file has.
@Suite(.serialized) struct GoldenOutputTests {
    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Golden/outputs.json")
    private static let records = ProcessInfo.processInfo.environment["NRC_RECORD_GOLDENS"] == "1"

    @Test("every kind's output is the recorded one, or its revision was bumped")
    func outputsAreRecorded() throws {
        let digests = try StageChain().digests
        let kinds = Set(digests.keys.map { String($0.prefix { $0 != "@" }) })
        #expect(kinds == StageRunner.kindNames)
        var golden = try JSONDecoder().decode(
            [String: [String: String]].self, from: Data(contentsOf: Self.file))
        let core = BLASLibrary.coreType
        if Self.records {
            golden[core] = digests
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try (encoder.encode(golden) + Data("\n".utf8)).write(to: Self.file)
            return
        }
        guard let expected = golden[core] else {
            try Test.cancel("no golden outputs for the BLAS core type \(core)")
        }
        let names = Set(digests.keys).union(expected.keys)
        let changed = names.filter { digests[$0] != expected[$0] }.sorted().map { name in
            "\(name): \(expected[name] ?? "none") recorded, \(digests[name] ?? "none") made"
        }
        #expect(changed == [])
    }
}
