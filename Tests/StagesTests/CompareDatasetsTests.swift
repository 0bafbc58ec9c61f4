import Foundation
import StageCatalogue
import Testing

@testable import DataManifests

@Suite struct CompareDatasetsTests {
    private static let heading = """
        # Data sets: the paper beside the data

        A cell is what both say, or `paper ≠ data` where they differ; `paper / data` where nothing \
        can be compared: there are no data, nothing is stated, or the data are a stand-in. The \
        rank of the targets counts eigenvalues of their standardised covariance from 0.01 of the \
        largest on.

        | data set | samples | input | targets | rank of targets | task | architecture | data |
        | --- | --- | --- | --- | --- | --- | --- | --- |

        """
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    /// The table and the page.
    private func compare(
        _ stated: [StatedDataset], _ summaries: [String]
    ) throws -> (table: String, page: String) {
        let paths = try summaries.enumerated().map { index, text in
            try folder.write(text, to: "summary-\(index).json")
        }
        let outputs = try folder.run(
            .compareDatasets, ComparedDatasets.parameters(stated), lists: ["summaries": paths])
        return (
            try String(contentsOf: #require(outputs["table"]), encoding: .utf8),
            try String(contentsOf: #require(outputs["page"]), encoding: .utf8)
        )
    }

    @Test("what agrees is said once, what differs stands beside it, rank or not")
    func agreeAndDiffer() throws {
        let found = try compare(
            [
                ComparedDatasets.stated("a", facts: ComparedDatasets.facts()),
                ComparedDatasets.stated(
                    "b", facts: ComparedDatasets.facts(samples: 240_000, targetRank: 1)),
            ],
            [
                ComparedDatasets.summary(
                    "b",
                    [
                        "samples": 241_600, "used_samples": 241_600, "fidelity": "equivalent",
                        "inputs": [8, 3],
                    ]),
                ComparedDatasets.summary("a"),
            ])
        #expect(
            found.table == """
                dataset,quantity,paper,data,same_number,source,fidelity
                a,samples,1000,1000,yes,publisher,original
                a,input,8,8,yes,publisher,original
                a,targets,2,2,yes,publisher,original
                a,rank of targets,,2,unknown,publisher,original
                b,samples,240000,241600,no,publisher,equivalent
                b,input,8,8×3,no,publisher,equivalent
                b,targets,2,2,yes,publisher,equivalent
                b,rank of targets,1,2,no,publisher,equivalent

                """)
        #expect(
            found.page == Self.heading + """
                | A | 1000 | 8 | 2 | – / 2 | a task | MLP 8×256 | source publisher, original |
                | B | 240000 **≠ 241600** | 8 **≠ 8×3** | 2 | 1 **≠ 2** | a task | MLP 8×256 | \
                source publisher, equivalent |

                """)
    }

    @Test("data that were not looked at are named, with the reason where there is one")
    func notLookedAt() throws {
        let facts = ComparedDatasets.facts(inputs: [288, 200, 3])
        let found = try compare(
            [
                ComparedDatasets.stated("a", facts: facts),
                ComparedDatasets.stated("b", facts: facts, needsHand: true, hasTerms: true),
                ComparedDatasets.stated("c", facts: facts, hasTerms: true),
                ComparedDatasets.stated("d"),
            ], [ComparedDatasets.summary("d", ["source": NSNull(), "fidelity": NSNull()])])
        #expect(
            found.page == Self.heading + """
                | A | 1000 / – | 288×200×3 / – | 2 / – | – | a task | MLP 8×256 | not looked at |
                | B | 1000 / – | 288×200×3 / – | 2 / – | – | a task | MLP 8×256 | \
                not looked at: to be got by hand |
                | C | 1000 / – | 288×200×3 / – | 2 / – | – | a task | MLP 8×256 | \
                not looked at: terms to accept |
                | D | – / 1000 | – / 8 | – / 2 | – / 2 | – | – | source unknown |

                """)
        #expect(
            found.table == """
                dataset,quantity,paper,data,same_number,source,fidelity
                \(["a", "b", "c"].map { name in
                    """
                    \(name),samples,1000,,unknown,,
                    \(name),input,288×200×3,,unknown,,
                    \(name),targets,2,,unknown,,
                    \(name),rank of targets,,,unknown,,
                    """
                }.joined(separator: "\n"))
                d,samples,,1000,unknown,,
                d,input,,8,unknown,,
                d,targets,,2,unknown,,
                d,rank of targets,,2,unknown,,

                """)
    }

    @Test("a stand-in neither agrees nor differs, whatever its numbers")
    func standIn() throws {
        let found = try compare(
            [ComparedDatasets.stated("a", facts: ComparedDatasets.facts(targetRank: 1))],
            [
                ComparedDatasets.summary(
                    "a",
                    [
                        "stand_in": "rendered scenes", "source": "standin.driving",
                        "fidelity": NSNull(),
                    ])
            ])
        #expect(
            found.table == """
                dataset,quantity,paper,data,same_number,source,fidelity
                a,samples,1000,1000,unknown,standin.driving,stand-in
                a,input,8,8,unknown,standin.driving,stand-in
                a,targets,2,2,unknown,standin.driving,stand-in
                a,rank of targets,1,2,unknown,standin.driving,stand-in

                """)
        #expect(
            found.page == Self.heading + """
                | A | 1000 / 1000 | 8 / 8 | 2 / 2 | 1 / 2 | a task | MLP 8×256 | \
                **stand-in data**: rendered scenes |

                """)
    }

    @Test("notes, limits and constant columns stand below the table")
    func notes() throws {
        let found = try compare(
            [ComparedDatasets.stated("a"), ComparedDatasets.stated("b")],
            [
                ComparedDatasets.summary("b", ["constant_inputs": [Int]()]),
                ComparedDatasets.summary(
                    "a",
                    [
                        "note": "Not the paper's\nown file.\n", "samples": 5000,
                        "constant_inputs": [3, 10],
                    ]),
            ])
        #expect(
            found.page == Self.heading + """
                | A | – / 1000 | – / 8 | – / 2 | – / 2 | – | – | source publisher, original |
                | B | – / 1000 | – / 8 | – / 2 | – / 2 | – | – | source publisher, original |

                * A: Not the paper's own file.
                * A: The first 1000 of 5000 samples.
                * A: Input columns that never change (from 0): 3, 10.

                """)
    }

    @Test("no text breaks out of its cell")
    func escaping() throws {
        let found = try compare(
            [
                ComparedDatasets.stated(
                    "a", title: "A | B\r\nC",
                    facts: ComparedDatasets.facts(task: "x\n| y", architecture: "|"))
            ], [ComparedDatasets.summary("a", ["source": "the, \"publisher\"\nhimself"])])
        #expect(
            found.page == Self.heading + """
                | A \\| B C | 1000 | 8 | 2 | – / 2 | x \\| y | \\| | \
                source the, "publisher" himself, original |

                """)
        #expect(
            found.table.hasPrefix(
                """
                dataset,quantity,paper,data,same_number,source,fidelity
                a,samples,1000,1000,yes,"the, ""publisher""
                himself",original

                """))
    }

    // MARK: Errors

    private func refusal(_ stated: [StatedDataset], _ summaries: [String]) throws -> String {
        let paths = try summaries.enumerated().map { index, text in
            try folder.write(text, to: "summary-\(index).json")
        }
        return folder.refusal(
            .compareDatasets, try ComparedDatasets.parameters(stated),
            lists: ["summaries": paths])
    }

    @Test("summaries that cannot be compared are refused")
    func refusals() throws {
        let stated = [ComparedDatasets.stated("a")]
        let path = folder.path("summary-0.json")
        #expect(
            try refusal(stated, [ComparedDatasets.summary(nil)]) == """
                '\(path)' is of a table without a manifest; only data sets with one can be compared
                """)
        #expect(
            try refusal(stated, [ComparedDatasets.summary("b")])
                == "'datasets' does not list 'b', of which there is a summary")
        #expect(
            try refusal(stated, [ComparedDatasets.summary("a"), ComparedDatasets.summary("a")])
                == "there are several summaries of 'a'; give one of each data set")
        #expect(
            try refusal(stated, ["{\"dataset\": \"a\"}"]) == """
                '\(path)' is not the summary of a prepared data set; give the output 'summary' of \
                a 'dataset.tabular' or 'dataset.images' stage
                """)
    }
}
