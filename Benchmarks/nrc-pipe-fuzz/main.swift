internal import Foundation
internal import TestSupport

// nrc-pipe-fuzz [INPUTS [SEED [READER]]]: feeds damaged files to every reader of strangers' bytes,
// or to the one with that name. It ends with 0 when none crashed (the process would), hung or took
// much memory; `make fuzz` runs it with the address sanitizer.

/// What no file of some kilobytes may make a reader ask for; the sanitizer's own share included.
private let mostBytes = 1 << 29

private func say(_ text: String, to file: FileHandle = .standardError) {
    // Not by print, which would keep it back until the end where output is no terminal.
    file.write(Data("\(text)\n".utf8))
}

let arguments = Array(CommandLine.arguments.dropFirst())
let numbers = arguments.prefix(2).map { Int($0) }
let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("nrc-pipe-fuzz-\(ProcessInfo.processInfo.processIdentifier)")
defer { try? FileManager.default.removeItem(at: folder) }
let readers = try FuzzedReader.all(in: folder).filter { reader in
    arguments.count < 3 || reader.name == arguments[2]
}
guard arguments.count <= 3, numbers.allSatisfy({ $0 ?? 0 > 0 }), !readers.isEmpty else {
    let names = try FuzzedReader.all(in: folder).map { "'\($0.name)'" }.joined(separator: ", ")
    say("usage: nrc-pipe-fuzz [INPUTS [SEED [READER]]], where READER is one of \(names)")
    exit(2)
}
let count = numbers.first.flatMap(\.self) ?? 1_000_000
let seed = UInt64(numbers.dropFirst().first.flatMap(\.self) ?? 1)
let watch = HangWatch { index, reader in
    say("\(reader) hangs at input \(index) of seed \(seed)")
    exit(1)
}

var isSound = true
for reader in readers {
    var tally = FuzzTally()
    let start = ContinuousClock.now
    for bytes in try FuzzInputs(
        corpus: reader.corpus, words: reader.words, count: count, seed: seed)
    {
        watch.begins(tally.inputs, of: reader.name)
        try tally.note { try reader.reads(bytes) }
    }
    say(
        "\(tally.summary(of: reader.name)) after \(ContinuousClock.now - start)",
        to: .standardOutput)
    isSound = isSound && FuzzTally.peakBytes() < mostBytes
}
exit(isSound ? 0 : 1)
