import Datasets
import Foundation
import Images
import LinearAlgebra
import StageCatalogue
import Testing
import WorkerProtocol

@testable import DataManifests

/// What `dataset.images` says of a request that it cannot serve.
@Suite struct ImageRejectionTests {
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    private func refusal(
        _ pictures: DescribedPictures = .driving, _ parameters: [String: RequestValue] = [:],
        in files: String = GoldenFile.ofDatasets("")
    ) throws -> String {
        folder.refusal(
            .imageDataset, parameters,
            inputs: ["files": files, "description": try pictures.write(to: folder)])
    }

    /// Seven pictures of 2×2, and as many rows of targets as asked for.
    private func writeArrays(targets: Matrix<Double>) throws -> [String: String] {
        let size = ImageSize(height: 2, width: 2)
        let writer = try ImageArrayWriter(path: folder.path("all.npy"), size: size)
        for _ in 0..<7 { try writer.append(RGBImage(size: size, filledWith: (1, 2, 3))) }
        try writer.finish()
        try ArrayFile.write(targets, to: folder.path("targets.npy"))
        return ["images": folder.path("all.npy"), "image_targets": folder.path("targets.npy")]
    }

    // MARK: Inputs

    @Test("pictures come from one place")
    func inputs() throws {
        let arrays = try writeArrays(targets: Matrix(zeros: 7, 1))
        let folders = [
            "files": GoldenFile.ofDatasets(""),
            "description": try DescribedPictures.driving.write(to: folder),
        ]
        #expect(
            folder.refusal(.imageDataset, inputs: arrays.merging(folders) { $1 }) == """
                there are pictures twice: give the input 'images', or 'files' and 'description' \
                of a 'dataset.fetch' stage
                """)
        for inputs in [[:], folders.filter { $0.key == "files" }] {
            #expect(
                folder.refusal(.imageDataset, inputs: inputs) == """
                    there are no pictures: give the inputs 'files' and 'description' of a \
                    'dataset.fetch' stage, or an array as 'images'
                    """)
        }
        #expect(
            folder.refusal(.imageDataset, inputs: arrays.filter { $0.key == "images" })
                == "the input 'images' needs 'image_targets' beside it")
        let targets = arrays.filter { $0.key == "image_targets" }
        for inputs in [targets, targets.merging(folders) { $1 }] {
            #expect(
                folder.refusal(.imageDataset, inputs: inputs)
                    == "the input 'image_targets' needs 'images' beside it")
        }
    }

    @Test("tables are sent to the stage that reads them")
    func noPictureFormat() throws {
        let inputs = [
            "files": DescribedTable.folder,
            "description": try DescribedTable.named.write(to: folder),
        ]
        #expect(
            folder.refusal(.imageDataset, inputs: inputs)
                == "the data set's format is csv: 'dataset.tabular' reads it")
    }

    @Test("each picture has its row of finite targets")
    func targets() throws {
        #expect(
            folder.refusal(
                .imageDataset, inputs: try writeArrays(targets: Matrix(zeros: 6, 1)))
                == "there are 7 pictures, but 6 rows of targets")
        var targets = Matrix<Double>(zeros: 7, 2)
        targets[4, 1] = -.infinity
        #expect(
            folder.refusal(.imageDataset, inputs: try writeArrays(targets: targets)) == """
                '\(folder.path("targets.npy"))' has -inf in row 4, column 1 (from 0); leave such \
                samples out
                """)
    }

    // MARK: Counts

    @Test("as many pictures as the manifest says, and no more than there are")
    func counts() throws {
        var pictures = DescribedPictures.driving
        pictures.rows = 9
        #expect(
            try refusal(pictures) == """
                'driving-?.h5' gives 8 pictures, but the manifest says 9; fetch the data again, \
                or correct 'rows' in the manifest
                """)
        #expect(
            try refusal(.driving, ["first": .integer(9)])
                == "the first 9 pictures are wanted, but there are 8")
        pictures = .driving
        pictures.first = 50_000
        #expect(try refusal(pictures) == "the first 50000 pictures are wanted, but there are 8")
        #expect(
            try refusal(.driving, ["training_samples": .integer(7)])
                == "'training_samples' asks for 7 samples, but the training set has 6")
    }

    // MARK: Layouts

    @Test("HDF5 is read as the CORL 2017 release has it")
    func drivingRelease() throws {
        var pictures = DescribedPictures.driving
        pictures.format = .hdf5(
            inputs: ArraySelection(array: "images"), targets: ArraySelection(array: "targets"))
        #expect(
            try refusal(pictures) == """
                pictures in HDF5 are read as the CORL 2017 release has them, from 'rgb' and \
                'targets', not from 'images' and 'targets'
                """)
        for columns in [[0, 1], [1]] {
            pictures.format = .hdf5(
                inputs: ArraySelection(array: "rgb"),
                targets: ArraySelection(array: "targets", columns: columns))
            #expect(
                try refusal(pictures) == """
                    column 1 of the driving data's targets is not one that is read: 0 (steer), \
                    10 (speed)
                    """)
        }
        pictures.format = .hdf5(
            inputs: ArraySelection(array: "rgb"), targets: ArraySelection(array: "targets"))
        #expect(
            try refusal(pictures) == """
                all columns of the driving data's targets are asked for; name those that are \
                read: 0 (steer), 10 (speed)
                """)
    }

    @Test("what the manifest says of pictures and targets is what is read")
    func statedShapes() throws {
        var pictures = DescribedPictures.driving
        pictures.image = ImageShape(height: 288, width: 200, channels: 3)
        #expect(
            try refusal(pictures) == """
                the manifest says that pictures are 288×200×3, but those of the CORL 2017 release \
                are 88×200×3; correct 'image' in the manifest
                """)
        pictures.image = ImageShape(height: 88, width: 200, channels: 3)
        #expect(try refusal(pictures) == "")
        pictures.format = .hdf5(
            inputs: ArraySelection(array: "rgb"),
            targets: ArraySelection(array: "targets", columns: [0], columnCount: 27))
        #expect(
            try refusal(pictures) == """
                the manifest says that 'targets' has 27 columns, but that of the CORL 2017 \
                release has 28; correct 'of' in the manifest
                """)
        for (index, height) in [8, 9].enumerated() {
            try FileManager.default.createDirectory(
                atPath: folder.path("faces"), withIntermediateDirectories: true)
            try JPEGFile.write(
                RGBImage(size: ImageSize(height: height, width: 8), filledWith: (9, 9, 9)),
                to: folder.path("faces/\(index)_0_0_2017.jpg.chip.jpg"))
        }
        pictures = .portraits
        pictures.image = ImageShape(height: 8, width: 8, channels: 3)
        #expect(
            try refusal(pictures, ["test_fraction": .real(0.5)], in: folder.path("faces")) == """
                \(folder.path("faces/1_0_0_2017.jpg.chip.jpg")): has 9×8 pixels, not 8×8 as all \
                others; resize it, or leave it out
                """)
    }

    @Test("a JPEG file that is grey, of four colours or cut short is named; nothing is left behind")
    func badFiles() throws {
        let goldens = ScratchPictures.goldens
        let whole = try Data(contentsOf: goldens.appendingPathComponent("square.jpg"))
        let cases = [
            (
                try Data(contentsOf: goldens.appendingPathComponent("grey.jpg")),
                "is grey, not in colour; allow grey pictures, convert it to RGB, or leave it out"
            ),
            (
                try Data(contentsOf: goldens.appendingPathComponent("four-colours.jpg")),
                "has the four colours of print (CMYK), not RGB; convert it to RGB, or leave it out"
            ),
            (whole.prefix(whole.count / 2), "can't be decoded as JPEG ("),
        ]
        for (index, (content, problem)) in cases.enumerated() {
            let faces = folder.path("faces-\(index)")
            try FileManager.default.createDirectory(
                atPath: faces, withIntermediateDirectories: true)
            try whole.write(to: URL(fileURLWithPath: "\(faces)/1_0_0_2017.jpg.chip.jpg"))
            try content.write(to: URL(fileURLWithPath: "\(faces)/2_0_0_2017.jpg.chip.jpg"))
            let refusal = try refusal(.portraits, in: faces)
            #expect(refusal.contains("\(faces)/2_0_0_2017.jpg.chip.jpg"), "\(refusal)")
            #expect(refusal.contains(problem), "\(refusal)")
            let left = try FileManager.default.contentsOfDirectory(
                atPath: folder.path("dataset.images"))
            #expect(left == [], "\(left)")
        }
    }

    @Test("names that tell no age are named")
    func names() throws {
        _ = try folder.write("", to: "faces/me.jpg")
        #expect(
            try refusal(.portraits, in: folder.path("faces")) == """
                \(folder.path("faces"))/: the name 'me.jpg' is not \
                [age]_[gender]_[race]_[date].jpg.chip.jpg; rename it or move it elsewhere
                """)
    }
}

private enum ScratchPictures {
    /// Pictures that Pillow made.
    static let goldens = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("ImagesTests/Golden")
}
