import PipelineLanguage
import StageCatalogue
import TestSupport
import Testing

/// What kinds find wrong with stages, and metrics that nothing measures, before anything runs.
@Suite struct StageCheckTests {
    private static let measured = """
        pipeline: {name: test, schema: 1}
        stages:
          data:
            kind: synthetic.dataset
            with: {seed: 1, teacher: nonlinear, samples: 9, input_dimension: 2, target_dimension: 1, rank: 1}
          train:
            kind: train.mlp
            matrix: {decay: [0.1, 0.2], arm: [a]}
            with: {layers: 2, width: 2, learning_rate: 0.1, weight_decay: "${decay}", epochs: 1, seed: 1}
            inputs: {features: data.features, targets: data.targets}
          measure:
            kind: collapse.measure
            matrix: {decay: [0.1, 0.2], arm: [a]}
            with: {labels: {arm: "${arm}"}}
            inputs: {model: train.model, features: data.features, targets: data.targets}

        """

    private func load(_ text: String) throws -> LoadedPipeline {
        let project = try TemporaryProject()
        return try PipelineLoader.load(
            SourceFile(path: "p.yaml", bytes: Array(text.utf8)), projectRoot: project.path,
            kinds: StageCatalogue.kinds)
    }

    private func diagnostics(_ text: String) throws -> String {
        let error = #expect(throws: PipelineDiagnostics.self) { try load(text) }
        return try #require(error).rendered()
    }

    private func figure(_ with: String) -> String {
        Self.measured + """
              draw:
                kind: figure
                with: {name: f, title: t, \(with)}
                inputs: {measurements: "measure.measurement@decay=*,arm=*"}

            """
    }

    @Test("a key to group by is k or a label, and the YAML to add is told for an axis")
    func labels() throws {
        _ = try load(figure("panels: [noise_component], group_by: arm"))
        _ = try load(figure("panels: [noise_component], group_by: k"))
        #expect(
            try diagnostics(figure("panels: [noise_component], group_by: decay")) == #"""
                p.yaml:18:68: error: 'group_by' of stage 'draw' is 'decay', which is neither k nor a label of 'measure'
                   18 |     with: {name: f, title: t, panels: [noise_component], group_by: decay}
                      |                                                                    ^ expected 'labels: {decay: "${decay}"}' under 'with' of 'measure'

                """#)
        #expect(
            try diagnostics(figure("panels: [noise_component], curves_by: arms")) == #"""
                p.yaml:18:69: error: 'curves_by' of stage 'draw' is 'arms', which is neither k nor a label of 'measure'
                   18 |     with: {name: f, title: t, panels: [noise_component], curves_by: arms}
                      |                                                                     ^ did you mean 'arm'?

                """#)
    }

    @Test("the panel of errors takes curves")
    func lossOfOne() throws {
        _ = try load(figure("panels: [noise_component, loss], curves_by: arm"))
        #expect(
            try diagnostics(figure("panels: [noise_component, loss]")) == #"""
                p.yaml:18:39: error: the panel 'loss' of stage 'draw' has no curves to show
                   18 |     with: {name: f, title: t, panels: [noise_component, loss]}
                      |                                       ^ expected 'curves_by' with it: it has a place for each curve of the others

                """#)
    }

    @Test("a table of one's own needs the columns to read")
    func columnsOfTable() throws {
        for (with, label) in [
            ("{}", "features: […], targets: […]"), ("{features: [a]}", "targets: […]"),
        ] {
            let output = try diagnostics(
                """
                pipeline: {name: test, schema: 1}
                stages:
                  data: {kind: dataset.tabular, with: \(with), inputs: {table: {file: t.csv}}}

                """)
            #expect(
                output.contains("error: stage 'data' does not say which columns it reads"),
                "\(output)")
            #expect(output.contains("^~~~ expected '\(label)' under 'with'"), "\(output)")
        }
    }

    @Test("curves over each other take panels of one quantity")
    func severalQuantities() throws {
        _ = try load(figure("panels: [alignment]"))
        #expect(
            try diagnostics(figure("panels: [alignment], curves_by: arm")) == #"""
                p.yaml:18:39: error: the panel 'alignment' of stage 'draw' shows two quantities, so that with 'curves_by' no curve could be told
                   18 |     with: {name: f, title: t, panels: [alignment], curves_by: arm}
                      |                                       ^ expected 'signal_target_alignment, feature_weight_alignment' in its place

                """#)
    }

    @Test("a data set of nothing is refused, once for a sweep")
    func noSamples() throws {
        #expect(
            try diagnostics(
                """
                pipeline: {name: test, schema: 1}
                stages:
                  data:
                    kind: dataset.tabular
                    matrix: {seed: [1, 2]}
                    with: {features: [a], targets: [b]}

                """) == #"""
                    p.yaml:3:3: error: stage 'data' has no samples to read
                        3 |   data:
                          |   ^~~~ expected the input 'table', or 'files' and 'description' of a dataset.fetch stage

                    """#)
    }

    private func claim(_ condition: String) -> String {
        Self.measured + """
            claims:
              c:
                statement: s
                measurements: "measure.measurement@decay=*,arm=*"
                \(condition)

            """
    }

    @Test("a metric that nothing measures is told when the claim is read, with the nearest one")
    func metrics() throws {
        _ = try load(
            claim(
                "each_seed: [{metric: proposition1.ratio, at_most: {metric: train_mse, times: 2}}]")
        )
        #expect(
            try diagnostics(claim("each_seed: [{metric: noise_componet, at_most: 0.1}]")) == #"""
                p.yaml:20:26: error: 'metric' of claim 'c' is 'noise_componet', which nothing that the claim measures has
                   20 |     each_seed: [{metric: noise_componet, at_most: 0.1}]
                      |                          ^~~~~~~~~~~~~~ did you mean 'noise_component'?

                """#)
        #expect(
            try diagnostics(claim("each_seed: [{metric: cka, above: cka_celing}]")) == #"""
                p.yaml:20:38: error: 'above' of claim 'c' is 'cka_celing', which nothing that the claim measures has
                   20 |     each_seed: [{metric: cka, above: cka_celing}]
                      |                                      ^~~~~~~~~~ did you mean 'cka_ceiling'?

                """#)
        #expect(
            try diagnostics(
                claim("trends: [{layers: all, rising: [ckas], falling: [], at_least: 0.7}]")
            ).contains("'rising' of claim 'c' is 'ckas', which nothing that the claim measures has")
        )
    }
}
