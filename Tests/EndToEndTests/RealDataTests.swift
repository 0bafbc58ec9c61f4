import TestSupport
import Testing

/// The paper's tables, from a mirror beside the project.
@Suite(
    .enabled(
        if: RealData.isPresent(
            "sgemm_product_dataset.zip", "swimmer.csv", "reacher.csv", "hopper.csv"),
        "\(RealData.absence)"))
struct RealDataTests {
    @Test("fetch from the mirror, then Table 2 and the figures of these data, without a network")
    func tablesAndFigures() throws {
        let project = try ScratchProject.ofThisRepository()
        let fetched = try project.run(
            "fetch", "sgemm", "swimmer", "reacher", "hopper", "--mirror", RealData.folder,
            "--offline")
        #expect(fetched.status == 0, "\(fetched.errors)")
        let table = try project.run("run", "table2", "--offline")
        #expect(table.status == 0, "\(table.errors)")
        let rows = try project.text("results/quick/tables/table2.csv").split(separator: "\n")
        #expect(rows.contains("sgemm,samples,240000,241600,no,uci,original"))
        #expect(rows.contains("sgemm,rank of targets,1,1,yes,uci,original"))
        #expect(rows.contains("reacher,input,11,11,yes,roll-out,substitute"))
        #expect(rows.contains("carla2d,samples,50000,,unknown,,"))
        let figures = try BuiltProgram.run(
            ["run", "fig2", "fig6", "fig7", "--offline"] + Self.small, in: project.root)
        #expect(figures.status == 0, "\(figures.errors)")
        for name in ["fig2", "fig6", "fig7"] {
            #expect(project.exists("results/quick+set/figures/\(name).png"))
        }
    }

    /// Enough to draw something, too little to learn anything.
    private static let small = [
        "fig2_width=16", "fig2_epochs=2", "fig6_width=16", "fig6_epochs=2", "fig7_width=16",
        "fig7_epochs=1", "fig7_training_samples=500",
    ].flatMap { ["--set", $0] }
}
