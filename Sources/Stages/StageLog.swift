internal import Foundation

/// What a stage has to say beside its outputs; the runner keeps it as the stage's log.
enum StageLog {
    static func tell(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}
