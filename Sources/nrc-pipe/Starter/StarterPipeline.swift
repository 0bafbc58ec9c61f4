/// The pipeline that `nrc-pipe init` writes: it runs as it is, and its comments explain it.
enum StarterPipeline {
    static func text(name: String) -> String {
        #"""
        # A pipeline of nrc-pipe. It runs as it is:
        #
        #     nrc-pipe run collapse    # makes results/quick/figures/collapse.png; again: nothing
        #     nrc-pipe explain         # after a change: what would run, and which line made it so
        #     nrc-pipe verify          # does what the paper claims hold?
        #
        # Change a value below and run it again: only what depends on it is made anew. The tutorial goes
        # through this file step by step: docs/tutorial.md in the repository of nrc-pipe.

        pipeline:
          name: \#(name)
          schema: 1
          default_profile: quick

        # Values with a name: `${name}` stands for them, and `--set name=value` overrides one for a
        # trial.
        parameters:
          samples: 2000
          epochs: 60
          weight_decay: 2e-3
          seeds: [1, 2, 3]

        # The same stages at several scales: `nrc-pipe run collapse --profile paper`.
        profiles:
          quick: {}
          paper:
            parameters: {samples: 10000, epochs: 600, seeds: [1, 2, 3, 4, 5]}

        # Each stage makes files out of the files of others. What it is given decides when it is made anew.
        stages:
          # A kind that comes with nrc-pipe; `nrc-pipe list --kinds` tells all of them.
          data:
            kind: synthetic.dataset
            with:
              {seed: 1, teacher: nonlinear, samples: "${samples}", input_dimension: 20,
               target_dimension: 3, rank: 10}

          # One instance for each seed: train@seed=1, train@seed=2, …
          train:
            kind: train.mlp
            matrix:
              seed: ${seeds}
            with:
              layers: 4
              width: 64
              learning_rate: 0.05
              weight_decay: ${weight_decay}
              epochs: ${epochs}
              seed: ${seed}
            inputs:
              features: data.features
              targets: data.targets
              test_features: data.test_features
              test_targets: data.test_targets

          # Joined to `train` by the name of the axis: each model is measured on its own.
          measure:
            kind: collapse.measure
            matrix:
              seed: ${seeds}
            inputs:
              model: train.model
              features: data.features
              targets: data.targets
              test_features: data.test_features
              test_targets: data.test_targets

          # Any command is a stage too. It sees its declared inputs and nothing else of the project.
          # What it gathers lies in a folder for each instance: inputs/histories/seed=1/history.csv
          losses:
            kind: exec
            with:
              command:
                - sh
                - -c
                - |
                  for history in "$@"; do
                      echo "$(basename "$(dirname "$history")"),$(tail -n 1 "$history")"
                  done > "${outputs.table}"
                - sh
                - ${inputs.histories}
            inputs:
              histories: train.history@seed=*
            outputs:
              table: losses.csv

          draw:
            kind: figure
            with:
              name: collapse
              title: Collapse of a small network
              panels: [noise_component, feature_weight_alignment, linear_predictability]
            inputs:
              measurements: measure.measurement@seed=*

        # What a reader wants: `publish` puts files of stages below results/PROFILE/.
        figures:
          collapse:
            title: Collapse of a small network
            publish:
              figures/collapse.png: draw.png
              figures/collapse.data.json: draw.data
              tables/losses.csv: losses.table
              metrics/: measure.measurement@seed=*

        # What must hold of the measurements: `nrc-pipe verify` judges it, and CI can rely on its exit code.
        claims:
          fits:
            statement: Every network fits its training data
            measurements: measure.measurement@seed=*
            seeds: {needs: 3, passes_with: all}
            each_seed:
              - {metric: train_mse, at_most: 0.2}

        """#
    }
}
