/// The line of a stage that was fresh, in a run's record:
///
///     {"fingerprint":"…","outcome":"reused","outputs":[{"bytes":4,"digest":"…","kind":"file","name":"out"}],"stage":"s1"}
enum ReusedStageLine {
    private static let outcome = ExecutionEvent.FinishedAs.reused.rawValue

    /// - Returns: whether the stage can be told so; nothing is appended otherwise.
    static func append(_ stage: RunRecord.StageOutcome, to bytes: inout [UInt8]) -> Bool {
        guard stage.outcome == outcome, stage.startedAt == nil, stage.reasons == nil,
            stage.usage == nil, stage.provenance == nil, stage.failure == nil,
            let fingerprint = stage.fingerprint, let outputs = stage.outputs,
            PlainJSON.holds(stage.stage), outputs.allSatisfy({ PlainJSON.holds($0.name) })
        else { return false }
        bytes += Piece.start
        append(fingerprint, to: &bytes)
        bytes += Piece.outputs
        for (index, output) in outputs.enumerated() {
            bytes += index == 0 ? Piece.firstOutput : Piece.nextOutput
            bytes += "\(output.bytes)".utf8
            bytes += Piece.digest
            append(output.digest, to: &bytes)
            bytes += Piece.kind
            bytes += output.kind.rawValue.utf8
            bytes += Piece.name
            bytes += output.name.utf8
            bytes += Piece.endOfOutput
        }
        bytes += Piece.stage
        bytes += stage.stage.utf8
        bytes += Piece.end
        return true
    }

    /// - Returns: `nil` for a line that is not of this form.
    static func stage(_ line: ArraySlice<UInt8>) -> RunRecord.StageOutcome? {
        var scanner = LineScanner(line)
        guard scanner.skip(Piece.start), let fingerprint = scanner.digest(),
            scanner.skip(Piece.outputs)
        else { return nil }
        var outputs: [RunRecord.Output] = []
        while !scanner.skip(Piece.stage) {
            guard scanner.skip(outputs.isEmpty ? Piece.firstOutput : Piece.nextOutput),
                let bytes = scanner.number(), scanner.skip(Piece.digest),
                let digest = scanner.digest(), scanner.skip(Piece.kind),
                let kind = scanner.text().flatMap(ArtifactKindName.init(rawValue:)),
                scanner.skip(Piece.name), let name = scanner.text(),
                scanner.skip(Piece.endOfOutput)
            else { return nil }
            outputs.append(RunRecord.Output(name: name, kind: kind, digest: digest, bytes: bytes))
        }
        guard let name = scanner.text(), scanner.skip(Piece.end.dropLast()), scanner.isAtEnd else {
            return nil
        }
        return RunRecord.StageOutcome(
            stage: name, outcome: outcome, fingerprint: fingerprint, outputs: outputs)
    }

    private static func append(_ digest: Digest, to bytes: inout [UInt8]) {
        for index in 0..<(2 * Digest.byteCount) { bytes.append(digest.hexDigit(index)) }
    }

    fileprivate enum Piece {
        static let start = Array(#"{"fingerprint":""#.utf8)
        static let outputs = Array(#"","outcome":"reused","outputs":["#.utf8)
        static let firstOutput = Array(#"{"bytes":"#.utf8)
        static let nextOutput = Array(#",{"bytes":"#.utf8)
        static let digest = Array(#","digest":""#.utf8)
        static let kind = Array(#"","kind":""#.utf8)
        static let name = Array(#"","name":""#.utf8)
        static let endOfOutput = Array(#""}"#.utf8)
        static let stage = Array(#"],"stage":""#.utf8)
        static let end = Array("\"}\n".utf8)
    }
}

private struct LineScanner {
    private let line: ArraySlice<UInt8>
    private var position: Int

    init(_ line: ArraySlice<UInt8>) {
        self.line = line
        position = line.startIndex
    }

    var isAtEnd: Bool { position == line.endIndex }

    mutating func skip(_ piece: some Collection<UInt8>) -> Bool {
        guard line[position...].starts(with: piece) else { return false }
        position += piece.count
        return true
    }

    /// Up to a quotation mark; `nil` where anything is escaped.
    mutating func text() -> String? {
        let start = position
        while position < line.endIndex, line[position] != PlainJSON.quote {
            if line[position] == PlainJSON.backslash { return nil }
            position += 1
        }
        return String(decoding: line[start..<position], as: UTF8.self)
    }

    mutating func number() -> Int64? {
        let start = position
        while position < line.endIndex, Self.digits ~= line[position] { position += 1 }
        return Int64(String(decoding: line[start..<position], as: UTF8.self))
    }

    mutating func digest() -> Digest? {
        let length = 2 * Digest.byteCount
        guard line.endIndex - position >= length else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Digest.byteCount)
        for index in stride(from: position, to: position + length, by: 2) {
            guard let high = Self.value(line[index]), let low = Self.value(line[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        position += length
        return Digest(bytes: bytes)
    }

    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    private static let letters = UInt8(ascii: "a")...UInt8(ascii: "f")

    private static func value(_ digit: UInt8) -> UInt8? {
        if digits ~= digit { return digit - digits.lowerBound }
        return letters ~= digit ? digit - letters.lowerBound + 10 : nil
    }
}
