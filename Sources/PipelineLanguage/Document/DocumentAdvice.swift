/// What messages about the form of a file advise, where that depends on what the file is for.
package struct DocumentAdvice: Sendable {
    /// What the limit on the number of values applies to, as a message's subject.
    package var whole: String
    /// For a file without content.
    package var emptyFile: String
    /// For a second document in a file.
    package var secondDocument: String
    /// For `<<`.
    package var mergeKey: String
    /// For too many values.
    package var tooManyValues: String

    package init(
        whole: String, emptyFile: String, secondDocument: String, mergeKey: String,
        tooManyValues: String
    ) {
        self.whole = whole
        self.emptyFile = emptyFile
        self.secondDocument = secondDocument
        self.mergeKey = mergeKey
        self.tooManyValues = tooManyValues
    }

    package static let pipeline = DocumentAdvice(
        whole: "the pipeline",
        emptyFile: "expected sections such as 'stages:'",
        secondDocument:
            "expected one document in a file: move this to a file of its own, and 'include' it",
        mergeKey: "use a profile for variations, or 'include' for shared definitions",
        tooManyValues: "use fewer aliases, or a sweep")
}
