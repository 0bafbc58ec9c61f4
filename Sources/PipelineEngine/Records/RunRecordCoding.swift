/// A run's record as its file has it: a line of JSON about the run, then a line for each stage.
///
/// Of a pipeline's 100,000 stages most runs find all but a few fresh. So the lines of those, which say
/// little, are written and read without a general encoder; they are the same as its own.
enum RunRecordCoding {
    private static let newline = UInt8(ascii: "\n")

    static func encode(_ record: RunRecord) throws -> [UInt8] {
        var head = record
        head.stages = []
        var bytes = try RecordCoding.encode(head, pretty: false)
        for stage in record.stages {
            if !ReusedStageLine.append(stage, to: &bytes) {
                bytes += try RecordCoding.encode(stage, pretty: false)
            }
        }
        return bytes
    }

    static func decode(_ content: [UInt8]) throws -> RunRecord {
        var record = try RecordCoding.decode(RunRecord.self, from: firstLine(of: content))
        var start = (content.firstIndex(of: newline) ?? content.count) + 1
        while start < content.count {
            let end = content[start...].firstIndex(of: newline) ?? content.count
            let line = content[start..<end]
            try record.stages.append(
                ReusedStageLine.stage(line)
                    ?? RecordCoding.decode(RunRecord.StageOutcome.self, from: Array(line)))
            start = end + 1
        }
        guard record.stages.count == record.counts.total else { throw CutOffRecord() }
        return record
    }

    static func decodeHead(_ content: [UInt8]) throws -> RunHead {
        try RecordCoding.decode(RunHead.self, from: firstLine(of: content))
    }

    private static func firstLine(of content: [UInt8]) -> [UInt8] {
        Array(content.prefix { $0 != newline })
    }
}

/// A record has fewer stages, or more, than its first line says.
private struct CutOffRecord: Error {}
