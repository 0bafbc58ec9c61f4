internal import DataManifests
internal import PipelineEngine

/// What is installed, what data are here, what could be run.
struct DoctorReport: Report {
    let installation: Installation
    let data: [DataInventory.Item]
    let figures: [FigureReadiness]
    /// On the disk that the project is on.
    let freeBytes: Int?

    var canRun: Bool {
        !installation.programs.contains { $0.isRequired && $0.problem != nil }
    }

    // MARK: Text

    func text(on page: Page) -> String {
        var lines = ["programs"] + programLines(on: page)
        lines.append("libraries")
        lines += libraryLines(on: page)
        if !data.isEmpty { lines += ["data"] + dataLines(on: page) }
        if !figures.isEmpty { lines += ["figures"] + figureLines(on: page) }
        if let freeBytes { lines.append("disk: \(Quantities.bytes(freeBytes)) free") }
        return lines.joined(separator: "\n")
    }

    private func programLines(on page: Page) -> [String] {
        var table = TextTable()
        for program in installation.programs {
            let state =
                program.problem
                ?? (program.path == nil ? "missing: \(program.purpose)" : program.version ?? "ok")
            table.append(["  \(program.name)", PrintableText.line(state)])
        }
        return table.lines(on: page)
    }

    private func libraryLines(on page: Page) -> [String] {
        var table = TextTable()
        for (name, version) in installation.libraries.sorted(by: { $0.key < $1.key }) {
            table.append(["  \(name)", PrintableText.line(version)])
        }
        return table.lines(on: page)
    }

    private func dataLines(on page: Page) -> [String] {
        var table = TextTable()
        for item in data { table.append(["  \(item.dataset)"] + described(item)) }
        return table.lines(on: page)
    }

    private func described(_ item: DataInventory.Item) -> [String] {
        let size = item.bytes.map(Quantities.bytes) ?? ""
        let terms = item.needsTerms ? " --accept-terms \(item.dataset)" : ""
        switch item.state {
        case .here:
            let source = "source \(item.source ?? "")"
            return ["here", size, source + (item.fidelity.map { ", \($0.rawValue)" } ?? "")]
        case .fetchable:
            return ["absent", size, "nrc-pipe fetch \(item.dataset)\(terms)"]
        case .byHand:
            return [
                "absent", size,
                "by hand, or nrc-pipe fetch \(item.dataset)\(terms) --mirror DIR-or-URL",
            ]
        }
    }

    private func figureLines(on page: Page) -> [String] {
        var table = TextTable()
        for figure in figures {
            let text =
                switch figure.state {
                case .fresh: "fresh"
                case .ready(let stages, let seconds):
                    "could run: \(Quantities.count(stages, "stage"))"
                        + (seconds.map { ", about \(Quantities.duration($0))" } ?? "")
                case .fetches(let datasets):
                    "could run, and would fetch: \(datasets.joined(separator: ", "))"
                case .lacks(let datasets): "lacks data: \(datasets.joined(separator: ", "))"
                case .blocked(let stage, let reasons):
                    "cannot run: \(stage) \(reasons.map(PrintableText.line).joined(separator: "; "))"
                }
            table.append(["  \(figure.name)", text])
        }
        return table.lines(on: page)
    }

    // MARK: JSON

    var json: JSON {
        JSON(
            programs: installation.programs.map {
                JSON.Program(
                    name: $0.name, path: $0.path, version: $0.version, problem: $0.problem,
                    required: $0.isRequired)
            },
            libraries: installation.libraries,
            data: data.map {
                JSON.Dataset(
                    dataset: $0.dataset, state: $0.state.rawValue, source: $0.source,
                    fidelity: $0.fidelity?.rawValue, bytes: $0.bytes, needsTerms: $0.needsTerms)
            },
            figures: figures.map(JSON.Figure.init), freeBytes: freeBytes, canRun: canRun)
    }

    struct JSON: Encodable {
        let programs: [Program]
        /// By name.
        let libraries: [String: String]
        let data: [Dataset]
        let figures: [Figure]
        let freeBytes: Int?
        let canRun: Bool

        struct Program: Encodable {
            let name: String
            let path: String?
            let version: String?
            let problem: String?
            let required: Bool
        }

        struct Dataset: Encodable {
            let dataset: String
            let state: String
            let source: String?
            let fidelity: String?
            let bytes: Int?
            let needsTerms: Bool
        }

        struct Figure: Encodable {
            let figure: String
            /// `fresh`, `ready`, `would fetch`, `lacks data` or `blocked`.
            let state: String
            let missing: [String]

            init(_ readiness: FigureReadiness) {
                figure = readiness.name
                switch readiness.state {
                case .fresh: (state, missing) = ("fresh", [])
                case .ready: (state, missing) = ("ready", [])
                case .fetches(let datasets): (state, missing) = ("would fetch", datasets)
                case .lacks(let datasets): (state, missing) = ("lacks data", datasets)
                case .blocked(_, let reasons): (state, missing) = ("blocked", reasons)
                }
            }
        }
    }
}
