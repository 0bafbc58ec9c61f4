import Datasets
import Foundation
import LinearAlgebra
import Testing

extension HDF5Tests {
    @Suite struct Driving {
        private let folder: ScratchFolder

        init() throws { folder = try ScratchFolder() }

        /// The pictures that `make_hdf5_goldens.py` makes.
        private static func pixels(frame: Int) -> [UInt8] {
            var pixels: [UInt8] = []
            pixels.reserveCapacity(88 * 200 * 3)
            for row in 0..<88 {
                for column in 0..<200 {
                    for channel in 0..<3 {
                        pixels.append(
                            UInt8((7 * frame + 3 * row + 5 * column + 11 * channel) % 256))
                    }
                }
            }
            return pixels
        }

        private static let files = [
            Golden.path("driving-5.h5"), Golden.path("driving-3.h5"),
        ]

        @Test("slices follow each other through all files, in the files' order")
        func slices() throws {
            let frames = try DrivingFrames(files: Self.files)
            #expect(frames.count == 8)
            var slices: [DrivingSlice] = []
            try frames.forEachSlice(ofAtMost: 2, targets: [.steer, .speed]) { slices.append($0) }
            #expect(slices.map(\.firstFrame) == [0, 2, 4, 5, 7])
            #expect(slices.map(\.targets.rows) == [2, 2, 1, 2, 1])
            let numbers = [0, 1, 2, 3, 4, 0, 1, 2]
            let targets: [[Double]] = numbers.map { [Double($0), Double($0) + 10.0 / 32] }
            #expect(slices.flatMap(\.targets.elements) == targets.flatMap(\.self))
            #expect(slices.flatMap(\.images) == numbers.flatMap(Self.pixels(frame:)))
        }

        @Test("the first frames alone, with one target")
        func first() throws {
            let frames = try DrivingFrames(files: Self.files)
            for (wanted, lengths) in [(1, [1]), (5, [5]), (6, [5, 1]), (8, [5, 3])] {
                var slices: [DrivingSlice] = []
                try frames.forEachSlice(first: wanted, targets: [.speed]) { slices.append($0) }
                #expect(slices.map(\.targets.shape) == lengths.map { [$0, 1] })
            }
            for wanted in [0, 9] {
                #expect {
                    try frames.forEachSlice(first: wanted, targets: [.speed]) { _ in }
                } throws: {
                    "\($0)" == "\(Self.files[0]): starts 2 files with 8 frames in all, but "
                        + "\(wanted) are wanted; name more files or ask for 1 to 8 frames"
                }
            }
        }

        @Test(
            "another layout is told, with the file",
            arguments: [
                (
                    "driving-narrow.h5",
                    "'rgb' is uint8 of shape (2, 88, 100, 3), not uint8 [frames, 88, 200, 3]"
                ),
                (
                    "driving-wide-pixels.h5",
                    "'rgb' is int16 of shape (2, 88, 200, 3), not uint8 [frames, 88, 200, 3]"
                ),
                (
                    "driving-few-columns.h5",
                    "'targets' is float32 of shape (2, 27), not float32 [frames, 28]"
                ),
            ])
        func layout(name: String, problem: String) {
            let path = Golden.path(name)
            #expect {
                try DrivingFrames(files: [Self.files[0], path])
            } throws: {
                "\($0)"
                    == "\(path): \(problem); name files of the CORL 2017 imitation learning data"
            }
        }

        @Test("pictures and targets of different numbers are no frames")
        func unequal() {
            let path = Golden.path("driving-unequal.h5")
            #expect {
                try DrivingFrames(files: [path])
            } throws: {
                "\($0)"
                    == "\(path): has 3 frames in 'rgb', but 2 in 'targets'; copy or download it "
                    + "again, or leave it out"
            }
        }

        @Test("a NaN is told where its target is wanted, and only there")
        func notFinite() throws {
            let path = Golden.path("driving-nan-speed.h5")
            let frames = try DrivingFrames(files: [Self.files[0], path])
            try frames.forEachSlice(targets: [.steer]) { _ in }
            #expect {
                try frames.forEachSlice(targets: [.steer, .speed]) { _ in }
            } throws: {
                "\($0)"
                    == "\(path): frame 2 (from 0) has the speed nan; copy or download it again, "
                    + "or leave it out"
            }
            let gas = try DrivingFrames(files: [Golden.path("driving-infinite-gas.h5")])
            try gas.forEachSlice(targets: DrivingTarget.allCases) { _ in }
        }

        @Test("a file that changes between opening and reading is noticed")
        func changed() throws {
            let path = try folder.file("data_00000.h5", Golden.bytes("driving-3.h5"))
            let frames = try DrivingFrames(files: [path])
            _ = try folder.file("data_00000.h5", Golden.bytes("driving-5.h5"))
            #expect {
                try frames.forEachSlice(targets: [.steer]) { _ in }
            } throws: {
                "\($0)" == "\(path): has another number of frames than when it was first opened; "
                    + "leave the files alone while they are read"
            }
        }
    }
}
