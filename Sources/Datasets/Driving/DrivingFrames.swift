package import LinearAlgebra

/// What the driving data say beside a picture, by column of `targets`.
package enum DrivingTarget: Int, Sendable, CaseIterable {
    /// −1 (left) to 1 (right).
    case steer = 0
    /// In km/h.
    case speed = 10
}

/// Frames of a drive that follow each other.
package struct DrivingSlice: Sendable, Equatable {
    /// The place of the slice's first frame among all frames, from 0.
    package let firstFrame: Int
    /// `[frames, 88, 200, 3]`, red, green, blue.
    package let images: [UInt8]
    /// `[frames, targets]`, in the order they were asked for.
    package let targets: Matrix<Double>
}

/// The recorded drives of the CORL 2017 imitation learning data: HDF5 files of some 200 frames,
/// `rgb` uint8 [frames, 88, 200, 3] and `targets` float32 [frames, 28].
///
/// Frames are numbered through all files in order; a slice at a time is in memory.
/// Source: Codevilla et al., End-to-end Driving via Conditional Imitation Learning (2018), and its
/// data release.
package struct DrivingFrames: Sendable {
    package static let height = 88
    package static let width = 200
    package static let channels = 3
    /// Columns of `targets`, of which `DrivingTarget` names those used here.
    package static let targetColumns = 28

    private struct File {
        let path: String
        let frames: Int
    }

    private let files: [File]
    /// Frames of all files.
    package let count: Int

    /// Opens every file once and checks its layout.
    ///
    /// - Parameter paths: in the order in which frames are wanted; at least one.
    /// - Throws: an error that names the file that has another layout, or whose `rgb` and `targets`
    ///   have different numbers of frames.
    package init(files paths: [String]) throws(HDF5Error) {
        precondition(!paths.isEmpty, "driving frames come from files")
        var files: [File] = []
        for path in paths {
            files.append(File(path: path, frames: try Recording(path).frames))
        }
        self.files = files
        count = files.reduce(0) { $0 + $1.frames }
    }

    /// Hands out frames from the first on, in order; a slice never spans two files.
    ///
    /// - Parameters:
    ///   - frames: how many in all; all of them when nil
    ///   - limit: the largest slice
    ///   - targets: the columns wanted
    /// - Throws: when a file has become unreadable, a target is NaN or infinite, or there are fewer
    ///   frames than wanted; and what `body` throws.
    package func forEachSlice(
        first frames: Int? = nil, ofAtMost limit: Int = 200, targets: [DrivingTarget],
        _ body: (DrivingSlice) throws -> Void
    ) throws {
        precondition(limit > 0 && !targets.isEmpty, "slices have frames and targets")
        let wanted = frames ?? count
        guard (1...count).contains(wanted) else {
            throw HDF5Error.fewFrames(files[0].path, count, files: files.count, wanted: wanted)
        }
        var firstOfFile = 0
        for file in files where firstOfFile < wanted {
            let recording = try Recording(file.path)
            guard recording.frames == file.frames else { throw HDF5Error.changed(file.path) }
            let end = min(file.frames, wanted - firstOfFile)
            for start in stride(from: 0, to: end, by: limit) {
                let rows = start..<min(start + limit, end)
                try body(
                    DrivingSlice(
                        firstFrame: firstOfFile + start,
                        images: try recording.images.bytes(rows: rows),
                        targets: try recording.targets(targets, rows: rows)))
            }
            firstOfFile += file.frames
        }
    }
}

/// One open file of the release, its layout checked.
private struct Recording {
    let frames: Int
    let images: HDF5DataSet
    private let targets: HDF5DataSet

    init(_ path: String) throws(HDF5Error) {
        let file = try HDF5File(path: path)
        images = try file.dataSet("rgb")
        targets = try file.dataSet("targets")
        frames = images.rows
        let imageShape = [DrivingFrames.height, DrivingFrames.width, DrivingFrames.channels]
        guard Array(images.shape.dropFirst()) == imageShape,
            images.elementType == .integer(bytes: 1, isSigned: false)
        else { throw .wrongLayout(images, "uint8 [frames, 88, 200, 3]") }
        guard Array(targets.shape.dropFirst()) == [DrivingFrames.targetColumns],
            targets.elementType == .floatingPoint(bytes: 4)
        else { throw .wrongLayout(targets, "float32 [frames, 28]") }
        guard targets.rows == frames else {
            throw .unequalFrames(path, images: frames, targets: targets.rows)
        }
    }

    /// `[rows, targets]`, finite.
    func targets(
        _ wanted: [DrivingTarget], rows: Range<Int>
    ) throws(HDF5Error) -> Matrix<Double> {
        let all = try targets.doubles(rows: rows)
        var chosen = Matrix<Double>(zeros: rows.count, wanted.count)
        for row in 0..<rows.count {
            for (column, target) in wanted.enumerated() {
                let value = all[row * DrivingFrames.targetColumns + target.rawValue]
                guard value.isFinite else {
                    throw .notFinite(
                        targets.file.path, target, value, frame: rows.lowerBound + row)
                }
                chosen[row, column] = value
            }
        }
        return chosen
    }
}

extension HDF5Error {
    fileprivate static func wrongLayout(_ dataSet: HDF5DataSet, _ expected: String) -> HDF5Error {
        HDF5Error(
            path: dataSet.file.path,
            problem: "\(quoted(dataSet.name)) is \(dataSet.elementType) of shape "
                + "\(dataSet.shape.shapeText), not \(expected)",
            remedy: "name files of the CORL 2017 imitation learning data")
    }

    fileprivate static func unequalFrames(
        _ path: String, images: Int, targets: Int
    ) -> HDF5Error {
        HDF5Error(
            path: path, problem: "has \(images) frames in 'rgb', but \(targets) in 'targets'",
            remedy: "copy or download it again, or leave it out")
    }

    fileprivate static func changed(_ path: String) -> HDF5Error {
        HDF5Error(
            path: path, problem: "has another number of frames than when it was first opened",
            remedy: "leave the files alone while they are read")
    }

    fileprivate static func fewFrames(
        _ path: String, _ count: Int, files: Int, wanted: Int
    ) -> HDF5Error {
        HDF5Error(
            path: path,
            problem: "starts \(files) \(files == 1 ? "file" : "files") with \(count) frames in "
                + "all, but \(wanted) are wanted",
            remedy: "name more files or ask for 1 to \(count) frames")
    }

    fileprivate static func notFinite(
        _ path: String, _ target: DrivingTarget, _ value: Double, frame: Int
    ) -> HDF5Error {
        HDF5Error(
            path: path,
            problem: "frame \(frame) (from 0) has the \(target) \(value)",
            remedy: "copy or download it again, or leave it out")
    }
}
