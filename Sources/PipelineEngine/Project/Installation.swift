internal import FoundationEssentials
internal import WorkerProtocol

/// What of the programs that stages need is installed and works.
package struct Installation: Sendable {
    package struct Program: Sendable, Hashable {
        package var name: String
        /// Absolute; `nil` when it is not there.
        package var path: String?
        /// What the program says of itself.
        package var version: String?
        /// What it is for.
        package var purpose: String
        /// Whether nothing can be run without it.
        package var isRequired: Bool
        /// Why it is of no use; `nil` when it is fine.
        package var problem: String?
    }

    /// The version of this program.
    package static let version = ProgramVersion.current

    package var programs: [Program]
    /// What the worker says of the libraries it uses; empty when it does not work.
    package var libraries: [String: String]

    /// Looks for the programs where stages would find them, and asks each for its version.
    package static func examine(_ programs: Programs) async -> Installation {
        let facts = await WorkerQuestion.answer(of: programs.worker, ["--facts"])
        let libraries = facts.flatMap {
            try? JSONDecoder().decode([String: String].self, from: Data($0.utf8))
        }
        let worker = Program(
            name: "nrc-pipe-worker", path: existing(programs.worker),
            version: libraries?["version"], purpose: "runs the built-in stages",
            isRequired: true, problem: problem(ofWorker: libraries?["version"]))
        let supervisor = Program(
            name: "nrc-pipe-guard", path: existing(programs.guardProgram),
            purpose: "watches over every stage", isRequired: true)
        var found = [worker, supervisor]
        for index in found.indices where found[index].path == nil {
            found[index].problem = "it is not beside nrc-pipe; install all together"
        }
        for (name, purpose) in [
            ("gnuplot", "draws figures"), ("python3", "exec stages that say so, such as Parquet"),
        ] {
            let path = searched(name)
            var version: String?
            if let path { version = await WorkerQuestion.answer(of: path, ["--version"]) }
            found.append(
                Program(
                    name: name, path: path, version: version, purpose: purpose,
                    isRequired: false))
        }
        found.append(await sandbox())
        return Installation(
            programs: found, libraries: (libraries ?? [:]).filter { $0.key != "version" })
    }

    private static func sandbox() async -> Program {
        let path = searched(Sandbox.programName)
        var program = Program(
            name: Sandbox.programName, path: path, purpose: "shows commands only what they declare",
            isRequired: false)
        guard let path else { return program }
        program.version = await WorkerQuestion.answer(of: path, ["--version"])
        if case .fails(let reason) = await SandboxProbe.examine(root: "/nonexistent") {
            program.problem = reason
        }
        return program
    }

    private static func problem(ofWorker version: String?) -> String? {
        guard let version else {
            return "it does not start; is one of its system libraries missing? try: ldd"
        }
        return version == Self.version ? nil : "it is of another build; install all together"
    }

    private static func existing(_ path: String) -> String? {
        (try? FileStatus.following(path))?.isExecutable == true ? path : nil
    }

    private static func searched(_ name: String) -> String? {
        ChildEnvironment.path.split(separator: ":").lazy.map { "\($0)/\(name)" }
            .first { existing($0) != nil }
    }
}
