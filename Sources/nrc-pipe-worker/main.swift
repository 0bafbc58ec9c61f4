internal import Foundation
internal import Stages

/// `nrc-pipe-worker REQUEST RESPONSE`: runs one stage. nrc-pipe calls it in a scratch folder, with
/// an environment made for it.
/// `nrc-pipe-worker --facts` prints the versions of what it is made with, as JSON.
let arguments = CommandLine.arguments.dropFirst()
if arguments == ["--facts"] {
    print(StageRunner.facts())
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
