internal import Foundation
internal import Stages

/// `nrc-pipe-worker REQUEST RESPONSE`: runs one stage. nrc-pipe calls it in a scratch folder, with
/// an environment made for it.
/// `nrc-pipe-worker --calibrate KIND` prints how fast this machine is at work of a kind, in
/// floating-point operations a second of one core.
/// `nrc-pipe-worker --facts` prints the versions of what it is made with, as JSON.
let arguments = CommandLine.arguments.dropFirst()
if arguments == ["--facts"] {
    print(StageRunner.facts())
    exit(0)
}
if arguments.count == 2, arguments.first == "--calibrate", let kind = arguments.last {
    guard let speed = try? SpeedMeasurement.operationsPerSecond(of: kind) else { exit(2) }
    print(speed)
    exit(0)
}
guard arguments.count == 2, let request = arguments.first, let response = arguments.last else {
    FileHandle.standardError.write(Data("usage: nrc-pipe-worker REQUEST RESPONSE\n".utf8))
    exit(2)
}
do {
    try StageRunner.run(requestPath: request, responsePath: response)
} catch {
    FileHandle.standardError.write(Data("error: \(error)\n".utf8))
    exit(1)
}
