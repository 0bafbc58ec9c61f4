internal import Foundation
internal import Stages
internal import WorkerProtocol

/// `nrc-pipe-worker REQUEST RESPONSE`: runs one stage. nrc-pipe calls it in a scratch folder, with
/// an environment made for it.
/// `nrc-pipe-worker --calibrate KIND` prints how fast this machine is at work of a kind, in
/// floating-point operations a second of one core.
/// `nrc-pipe-worker --facts` prints the versions of what it is made with, as JSON.
/// `nrc-pipe-worker --pack LIST FILE NAME`, `--take MEMBER ARCHIVE FILE BYTES` and `--unpack ARCHIVE FOLDER BYTES` are for
/// bundles; NAME is what messages call the archive that is written to FILE.
let arguments = Array(CommandLine.arguments.dropFirst())
do {
    switch (arguments.first, arguments.count) {
    case ("--facts", 1): print(StageRunner.facts())
    case ("--calibrate", 2):
        guard let speed = try SpeedMeasurement.operationsPerSecond(of: arguments[1]) else {
            exit(2)
        }
        print(speed)
    case ("--pack", 4):
        try BundleArchiving.pack(
            listPath: arguments[1], into: arguments[2], named: arguments[3])
    case ("--take", 5):
        try BundleArchiving.take(
            arguments[1], of: arguments[2], into: arguments[3],
            maximumBytes: Int(arguments[4]) ?? 0)
    case ("--unpack", 4):
        try BundleArchiving.unpack(
            archive: arguments[1], folder: arguments[2], maximumBytes: Int(arguments[3]) ?? 0)
    case (_, 2): try StageRunner.run(requestPath: arguments[0], responsePath: arguments[1])
    default:
        FileHandle.standardError.write(Data("usage: nrc-pipe-worker REQUEST RESPONSE\n".utf8))
        exit(2)
    }
} catch {
    FileHandle.standardError.write(Data("\(FailureMark.text)\(error)\n".utf8))
    exit(1)
}
