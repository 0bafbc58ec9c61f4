import Foundation
import Datasets
import Images
import LinearAlgebra
import StageCatalogue
import Testing
import WorkerProtocol

@testable import DataManifests

/// Where `dataset.images` finds pictures, beside the recordings of a drive.
@Suite struct ImageSourceTests {
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    /// Seven names in their byte order with all the irregularities of UTKFace, and their ages.
    private static let portraits: [(name: String, age: Double)] = [
        ("10_0_0_20170109150557335.jpg.chip.jpg", 10),
        ("1_0_2_20161219140623097.jpg.chip.jpg", 1),
        ("24_0_1_20170116220224657 .jpg.chip.jpg", 24),
        ("39_1_20170116174525125.jpg.chip.jpg", 39),
        ("a/2_1_0_20170109142408075.jpg.chip.jpg", 2),
        ("a/55_0_0_20170116232725357jpg.chip.jpg", 55),
        ("b/116_1_0_20170120134921760.jpg.chip.jpg", 116),
    ]

    /// Writes the portraits, each of a colour of its own, last first.
    private func writePortraits() throws -> String {
        for (index, portrait) in Self.portraits.enumerated().reversed() {
            let path = folder.path("faces/\(portrait.name)")
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: path).deletingLastPathComponent(),
                withIntermediateDirectories: true)
            try JPEGFile.write(Self.picture(index), to: path)
        }
        // What archivers leave, and what is no picture.
        _ = try folder.write("litter", to: "faces/._10_0_0_20170109150557335.jpg.chip.jpg")
        _ = try folder.write("notes", to: "faces/readme.txt")
        return folder.path("faces")
    }

    private static func picture(_ index: Int) -> RGBImage {
        let level = UInt8(30 * index + 10)
        return RGBImage(
            size: ImageSize(height: 8, width: 12), filledWith: (level, 255 - level, level / 2))
    }

    @Test(
        "portraits come in the byte order of their paths, split as the reference splits",
        arguments: ["scikit-learn", "hugging-face-datasets"])
    func portraits(split: String) throws {
        let golden = try GoldenFile.json("stage_images.json", as: SplitGoldens.self)
        let order = try #require(
            split == "scikit-learn"
                ? golden.ordersOfSeven.scikitLearn : golden.ordersOfSeven.huggingFace)
        var description = DescribedPictures.portraits
        description.rows = 7
        description.image = ImageShape(height: 8, width: 12, channels: 3)
        let outputs = try folder.run(
            .imageDataset, ["split": .text(split)],
            inputs: ["files": writePortraits(), "description": description.write(to: folder)])
        for (name, indices) in [("", order.train), ("test_", order.test)] {
            let targets = try GoldenFile.rows(#require(outputs["\(name)targets"]))
            #expect(targets == indices.map { [Self.portraits[$0].age] })
            let images = try NumPyFile(#require(outputs["\(name)images"]))
            #expect(images.shape == [indices.count, 8, 12, 3])
            for (place, index) in indices.enumerated() {
                let path = folder.path("faces/\(Self.portraits[index].name)")
                #expect(try images.picture(place) == JPEGFile.decode(path: path).pixels)
            }
        }
    }

    @Test("grey pictures become colour where that is allowed")
    func grey() throws {
        let colour = GoldenFile.ofImages("full-colour.jpg")
        for (index, portrait) in Self.portraits.enumerated() {
            let path = folder.path("faces/\(portrait.name.split(separator: "/").last ?? "")")
            try FileManager.default.createDirectory(
                atPath: folder.path("faces"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: index == 3 ? GoldenFile.ofImages("grey.jpg") : colour, toPath: path)
        }
        let inputs = [
            "files": folder.path("faces"),
            "description": try DescribedPictures.portraits.write(to: folder),
        ]
        let grey = folder.path("faces/39_1_20170116174525125.jpg.chip.jpg")
        #expect(
            folder.refusal(.imageDataset, inputs: inputs) == """
                \(grey): is grey, not in colour; allow grey pictures, convert it to RGB, or leave \
                it out
                """)
        let outputs = try folder.run(
            .imageDataset, ["grey_as_colour": .boolean(true)], inputs: inputs)
        #expect(try NumPyFile(#require(outputs["images"])).shape == [5, 23, 37, 3])
    }

    @Test("an array of pictures is split with its targets, and resized one by one")
    func array() throws {
        let size = ImageSize(height: 4, width: 6)
        let writer = try ImageArrayWriter(path: folder.path("all.npy"), size: size)
        let pictures = (0..<7).map { index in
            RGBImage(
                size: size,
                pixels: (0..<size.byteCount).map { UInt8(truncatingIfNeeded: 11 * $0 + 31 * index) }
            )
        }
        for picture in pictures { try writer.append(picture) }
        try writer.finish()
        let targets = Matrix(rows: 7, columns: 2, elements: (0..<14).map { Double($0) / 4 })
        try ArrayFile.write(targets, to: folder.path("targets.npy"))
        let order = try #require(
            try GoldenFile.json("stage_images.json", as: SplitGoldens.self)
                .ordersOfSeven.scikitLearn)
        let outputs = try folder.run(
            .imageDataset, ["height": .integer(3)],
            inputs: [
                "images": folder.path("all.npy"), "image_targets": folder.path("targets.npy"),
            ])
        let images = try NumPyFile(#require(outputs["images"]))
        #expect(images.shape == [5, 3, 6, 3])
        let resize = ImageResize(from: size, to: ImageSize(height: 3, width: 6))
        for (place, index) in order.train.enumerated() {
            #expect(images.picture(place) == resize(pictures[index]).pixels)
        }
        #expect(
            try GoldenFile.rows(#require(outputs["test_targets"]))
                == order.test.map { [Double(2 * $0) / 4, Double(2 * $0 + 1) / 4] })
    }

    /// The last portrait, of 116 years, is the second by its name alone.
    @Test("pictures of many sizes become one where a size is given; nothing else is left behind")
    func sizes() throws {
        for (index, portrait) in Self.portraits.enumerated() {
            let name = portrait.name.split(separator: "/").last ?? ""
            try FileManager.default.createDirectory(
                atPath: folder.path("faces"), withIntermediateDirectories: true)
            try JPEGFile.write(
                RGBImage(
                    size: ImageSize(height: 9 + index, width: 20 - index),
                    filledWith: (50, 100, 150)),
                to: folder.path("faces/\(name)"))
        }
        let inputs = [
            "files": folder.path("faces"),
            "description": try DescribedPictures.portraits.write(to: folder),
        ]
        let outputs = try folder.run(
            .imageDataset, ["height": .integer(16), "width": .integer(16)], inputs: inputs)
        #expect(try NumPyFile(#require(outputs["images"])).shape == [5, 16, 16, 3])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path("dataset.images"))
                .sorted()
                == [
                    "description.json", "images.npy", "summary.json", "targets.npy",
                    "test_images.npy",
                    "test_targets.npy",
                ])
        #expect(
            folder.refusal(.imageDataset, inputs: inputs) == """
                '\(folder.path("faces/116_1_0_20170120134921760.jpg.chip.jpg"))' has 15×14 pixels, those before it 9×20; give 'height' and \
                'width' to resize all of them
                """)
    }
}

private struct SplitGoldens: Decodable {
    struct Order: Decodable {
        let train: [Int]
        let test: [Int]
    }

    struct Orders: Decodable {
        let scikitLearn: Order?
        let huggingFace: Order?

        private enum CodingKeys: String, CodingKey {
            case scikitLearn = "scikit-learn"
            case huggingFace = "hugging-face-datasets"
        }
    }

    let ordersOfSeven: Orders
}
