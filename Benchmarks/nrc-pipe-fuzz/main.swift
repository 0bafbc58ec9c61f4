internal import Foundation
internal import TestSupport

// nrc-pipe-fuzz [INPUTS [SEED]]: feeds damaged files to every reader of strangers' bytes. It ends
// with 0 when none crashed (the process would), hung or took much memory; `make fuzz` runs it with
// the address sanitizer.

/// A file of some kilobytes that takes a reader this long has found something quadratic or worse.
private let patience = Duration.seconds(5)
/// What no file of some kilobytes may make a reader ask for; the sanitizer's own share included.
private let mostBytes = 1 << 30

let arguments = CommandLine.arguments.dropFirst().map { Int($0) }
guard arguments.count <= 2, arguments.allSatisfy({ $0 ?? 0 > 0 }) else {
    FileHandle.standardError.write(Data("usage: nrc-pipe-fuzz [INPUTS [SEED]]\n".utf8))
    exit(2)
}
let count = arguments.first.flatMap(\.self) ?? 1_000_000
let seed = UInt64(arguments.dropFirst().first.flatMap(\.self) ?? 1)
let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("nrc-pipe-fuzz-\(ProcessInfo.processInfo.processIdentifier)")
defer { try? FileManager.default.removeItem(at: folder) }

var isSound = true
for reader in try FuzzedReader.all(in: folder) {
    var tally = FuzzTally()
    for bytes in try FuzzInputs(
        corpus: reader.corpus, words: reader.words, count: count, seed: seed)
    {
        try tally.note { try reader.reads(bytes) }
    }
    // Not by print, which would keep it back until the end where output is no terminal.
    FileHandle.standardOutput.write(Data("\(tally.summary(of: reader.name))\n".utf8))
    isSound = isSound && tally.slowest < patience && FuzzTally.peakBytes() < mostBytes
}
exit(isSound ? 0 : 1)
