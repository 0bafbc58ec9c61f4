internal import PipelineEngine

/// What `verify --store` found.
struct StoreReport: Report {
    private let check: StoreCheck

    init(_ check: StoreCheck) { self.check = check }

    var isWhole: Bool { check.findings.isEmpty }

    func text(on page: Page) -> String {
        var lines = check.findings.map { finding in
            let makers =
                finding.artifacts.isEmpty
                ? "no record's" : finding.artifacts.joined(separator: ", ")
            let place = finding.movedTo.map { "; it lies now in \($0)" } ?? ""
            return "\(finding.digest.short)  \(makers)  \(finding.problem)\(place)"
        }
        let size = Quantities.bytes(Int(check.bytes))
        let looked = "\(Quantities.count(check.objectCount, "object")), \(size)"
        lines.append(
            isWhole
                ? "\(looked): all as they were made"
                : "\(looked): \(check.findings.count) damaged or missing; run makes them again")
        return lines.joined(separator: "\n")
    }

    var json: JSON {
        JSON(
            objects: check.objectCount, bytes: check.bytes,
            findings: check.findings.map {
                JSON.Finding(
                    sha256: $0.digest.hex, artifacts: $0.artifacts, problem: $0.problem.description,
                    movedTo: $0.movedTo)
            })
    }

    struct JSON: Encodable {
        let objects: Int
        let bytes: Int64
        let findings: [Finding]

        struct Finding: Encodable {
            let sha256: String
            let artifacts: [String]
            let problem: String
            let movedTo: String?
        }
    }
}
