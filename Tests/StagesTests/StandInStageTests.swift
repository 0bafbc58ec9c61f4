import Foundation
import Images
import PipelineLanguage
import StageCatalogue
import StandIns
import Testing
import WorkerProtocol

@Suite struct StandInStageTests {
    private struct Description: Decodable, Equatable {
        var version: Int
        var dataset: String
        var title: String
        var source: String
        var standIn: String?
        var fidelity: String?
        var note: String?
        var files: [String]
        var layout: String?
    }

    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    @Test("road scenes are the renderer's, one after the other, and say what they are")
    func driving() throws {
        let outputs = try folder.run(
            .drivingStandIn,
            [
                "seed": .integer(7), "samples": .integer(3), "height": .integer(32),
                "width": .integer(40),
            ])
        let images = try NumPyFile(#require(outputs["images"]))
        #expect(images.elementType == "|u1")
        try #require(images.shape == [3, 32, 40, 3])
        let targets = try GoldenFile.rows(#require(outputs["targets"]))
        let scenes = try DrivingStandIn(seed: 7, height: 32, width: 40)
        for index in 0..<3 {
            var pixels = [UInt8](repeating: 0, count: 32 * 40 * 3)
            let expected = scenes.sample(index, into: &pixels)
            #expect(images.picture(index) == pixels)
            #expect(targets[index] == [Double(expected.steer), Double(expected.speed)])
        }
        #expect(
            try GoldenFile.json(#require(outputs["description"]), as: Description.self)
                == Description(
                    version: 1, dataset: "carla2d", title: "rendered road scenes",
                    source: "standin.driving", standIn: "rendered road scenes", files: []))
    }

    @Test("faces are the renderer's, one after the other, and say what they are")
    func portraits() throws {
        let outputs = try folder.run(
            .portraitStandIn, ["seed": .integer(7), "samples": .integer(3), "side": .integer(32)])
        let images = try NumPyFile(#require(outputs["images"]))
        #expect(images.elementType == "|u1")
        try #require(images.shape == [3, 32, 32, 3])
        let targets = try GoldenFile.rows(#require(outputs["targets"]))
        let portraits = try PortraitStandIn(seed: 7, side: 32)
        for index in 0..<3 {
            var pixels = [UInt8](repeating: 0, count: 32 * 32 * 3)
            let age = portraits.sample(index, into: &pixels)
            #expect(images.picture(index) == pixels)
            #expect(targets[index] == [Double(age)])
        }
        #expect(
            try GoldenFile.json(#require(outputs["description"]), as: Description.self)
                == Description(
                    version: 1, dataset: "utkface", title: "rendered faces",
                    source: "standin.portraits", standIn: "rendered faces", files: []))
    }

    @Test("the contact sheet is a JPEG of the first pictures, at most six rows of eight")
    func contactSheet() throws {
        for (samples, size) in [
            (3, ImageSize(height: 4 + 36, width: 4 + 3 * 36)),
            (50, ImageSize(height: 4 + 6 * 36, width: 4 + 8 * 36)),
        ] {
            let outputs = try folder.run(
                .portraitStandIn,
                ["seed": .integer(1), "samples": .integer(samples), "side": .integer(32)])
            let sheet = try JPEGFile.decode(path: #require(outputs["contact_sheet"]).path)
            #expect(sheet.size == size)
            // The margin is white, and something is shown.
            #expect(sheet.pixels.prefix(3).allSatisfy { $0 > 250 })
            #expect(Set(sheet.pixels).count > 100)
        }
    }

    @Test(
        "whatever size the catalogue allows can be rendered",
        arguments: [StageKind.drivingStandIn, .portraitStandIn])
    func sizes(kind: StageKind) throws {
        let sides = kind.parameters.compactMap { parameter -> ClosedRange<Int>? in
            guard ["height", "width", "side"].contains(parameter.name),
                case .integer(let range) = parameter.type
            else { return nil }
            return range
        }
        #expect(sides.count == (kind.name == "standin.driving" ? 2 : 1))
        for side in sides.flatMap({ [$0.lowerBound, $0.upperBound] }) {
            #expect(throws: Never.self) { try DrivingStandIn(seed: 1, height: side, width: side) }
            #expect(throws: Never.self) { try PortraitStandIn(seed: 1, side: side) }
        }
    }

    @Test("a set prepared from a stand-in says so in its summary")
    func summary() throws {
        struct Origin: Decodable, Equatable {
            var dataset: String?
            var standIn: String?
            var fidelity: String?
        }
        let made = try folder.run(
            .portraitStandIn, ["seed": .integer(1), "samples": .integer(5), "side": .integer(32)])
        let prepared = try folder.run(
            .imageDataset,
            inputs: [
                "images": #require(made["images"]).path,
                "image_targets": #require(made["targets"]).path,
                "description": #require(made["description"]).path,
            ])
        #expect(
            try GoldenFile.json(#require(prepared["summary"]), as: Origin.self)
                == Origin(dataset: "utkface", standIn: "rendered faces"))
    }
}
