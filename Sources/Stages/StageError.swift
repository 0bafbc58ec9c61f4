/// Why a stage cannot do what it was asked for; the text goes to the stage's log as it is.
struct StageError: Error, CustomStringConvertible {
    let description: String
}
