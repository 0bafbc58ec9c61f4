internal import ArgumentParser
internal import Claims
internal import PipelineEngine

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Judge claims by the measurements that are there; nothing is run.",
        discussion: """
            Writes results/PROFILE/claims.json. Ends with code 4 when a claim failed, else with 5 \
            when one is mixed or undetermined. With --reference it ends with 0 when verdicts and \
            metrics are as the file has them, whatever they are.
            """)

    @Argument(help: "Claims, figures or stages whose claims to judge, globs, or all (the default).")
    var targets: [String] = []

    @OptionGroup var project: ProjectOptions

    @Option(
        help: ArgumentHelp(
            "Compare with the verdicts and bands of this file.", valueName: "file"))
    var reference: String?

    @Option(
        name: .customLong("write-reference"),
        help: ArgumentHelp(
            "Make such a file from the present results, and end with 0.", valueName: "file"))
    var writeReference: String?

    @Option(help: ArgumentHelp("Write JUnit XML, a test case for each claim.", valueName: "file"))
    var junit: String?

    @Flag(
        help: """
            Instead of claims, hash everything in the store; what is damaged is set aside and made \
            again by the next run. Ends with code 4 when something was damaged or missing.
            """)
    var store = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if store, !targets.isEmpty || reference != nil || writeReference != nil || junit != nil {
            throw ValidationError("--store takes no claims, no reference and no --junit")
        }
        if reference != nil, writeReference != nil {
            throw ValidationError("--reference and --write-reference exclude each other")
        }
    }

    func run() throws {
        let console = Console()
        if store { return try checkStore(console: console) }
        let pipeline = try OpenedPipeline(project, console: console)
        let verification = try Verification(pipeline, targets: targets)
        let differences = try reference.map { typed in
            try ReferenceFile(path: project.path(typed), verification: verification)
                .differences()
        }
        let report = VerificationReport(verification, differences: differences)
        if let junit { try write(report.junit, to: project.path(junit)) }
        let path = try verification.writeRecords()
        try output.print(report, to: console)
        if let path {
            console.progress("wrote \(path)")
        } else {
            console.progress("note: nothing is measured yet, so claims.json stays as it is")
        }
        if let writeReference {
            let missing = try ReferenceFile(
                path: project.path(writeReference), verification: verification
            ).write()
            console.progress("wrote \(writeReference)")
            if !missing.isEmpty {
                console.progress(
                    "note: it says nothing new of what is not measured: "
                        + missing.joined(separator: ", "))
            }
            return
        }
        let status = report.status
        if status != .success { throw CommandFailure(status) }
    }

    private func checkStore(console: Console) throws {
        let space = try OpenedPipeline.space(project)
        let report: StoreReport
        do {
            report = StoreReport(try StoreCheck.run(space))
        } catch {
            throw EngineFailure.translated(error)
        }
        try output.print(report, to: console)
        if !report.isWhole { throw CommandFailure(.claimFailed) }
    }

    private func write(_ report: JUnitReport, to path: String) throws {
        do throws(FileError) {
            try FileContent.replace(path, with: Array(report.text.utf8))
        } catch {
            throw CommandFailure(.invalid, "error: \(error)")
        }
    }
}
