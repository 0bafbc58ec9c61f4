internal import Collapse
internal import Figures
internal import StageCatalogue

/// Trajectories that share a panel: the seeds of one setting.
struct TrajectoryGroup {
    /// What tells the group's panels from others in names of files; empty for the only one.
    let key: String
    /// Empty for the only group.
    let title: String
    /// At least one; all alike in their `properties`.
    let trajectories: [Trajectory]

    /// Groups in the order in which their values first occur.
    ///
    /// - Parameters:
    ///   - trajectories: at least one.
    ///   - name: `k`, or a label; `nil` makes one group.
    ///   - titles: a title for a group's value.
    /// - Throws: when a trajectory lacks the label, or those of a group cannot be seeds of one
    ///   setting.
    static func groups(
        of trajectories: [Trajectory], by name: String?, titles: [String: String]
    ) throws(StageError) -> [TrajectoryGroup] {
        guard let name else {
            return [try TrajectoryGroup(key: "", title: "", checking: trajectories)]
        }
        var groups: [TrajectoryGroup] = []
        for (value, members) in try trajectories.parts(by: name) {
            groups.append(
                try TrajectoryGroup(
                    key: "-\(FileNameText.encoded("\(name)-\(value)"))",
                    title: titles[value] ?? "\(name) = \(value)", checking: members))
        }
        return groups
    }

    private init(
        key: String, title: String, checking trajectories: [Trajectory]
    ) throws(StageError) {
        let differences = differences(among: Self.properties(trajectories))
        guard differences.isEmpty else { throw .notSeeds(differences, title) }
        self.key = key
        self.title = title
        self.trajectories = trajectories
    }

    /// What seeds of one setting have in common.
    private static func properties(
        _ trajectories: [Trajectory]
    ) -> [(name: String, values: [String?])] {
        let epochs = trajectories.map { $0.checkpoints.map(\.epoch) }
        let last = epochs.map { $0.last.map(String.init) }
        return [
            ("last epoch", last),
            // Those of a longer training are others, which its last epoch says already.
            ("listed epochs", Set(last).count > 1 ? [] : differing(epochs)),
            ("layers", trajectories.map { "\($0.checkpoints.first?.layers.count ?? 0)" }),
            ("k", trajectories.map { "\($0.k)" }),
            ("samples", trajectories.map { "\($0.samples)" }),
            ("feature_columns", trajectories.map { "\($0.featureColumns)" }),
            ("target_columns", trajectories.map { "\($0.targetColumns)" }),
            ("decay_budget", trajectories.map { $0.decayBudget.map(ShortNumber.text) }),
        ]
    }

    /// How many each list has or, where that is the same, the epochs where they part.
    private static func differing(_ epochs: [[Int]]) -> [String?] {
        guard Set(epochs.map(\.count)).count == 1 else {
            return epochs.map { "\($0.count) of them" }
        }
        let place = epochs[0].indices.first { place in
            epochs.contains { $0[place] != epochs[0][place] }
        }
        return place.map { place in epochs.map { "\($0[place])" } } ?? []
    }

    // MARK: Over the seeds

    private var onset: OnsetAndSettling { OnsetAndSettling(trajectories) }

    /// `unknown` where nobody says.
    var decayBudget: String {
        trajectories.compactMap { $0.decayBudget.map(ShortNumber.text) }.first ?? "unknown"
    }

    /// `20000 of 193280`; `nil` where all training samples were measured.
    var samplePart: String? {
        let first = trajectories[0]
        return first.samples < first.trainingSamples
            ? "\(first.samples) of \(first.trainingSamples)" : nil
    }

    var lastEpoch: String { "\(trajectories[0].checkpoints.last?.epoch ?? 0)" }

    // MARK: Panels

    /// - Parameter isOnlyKind: whether the figure shows nothing else, so that its own title says it.
    func panel(_ kind: TrajectoryPanel, epochs: EpochAxis, isOnlyKind: Bool) -> Panel {
        Panel(
            name: kind.rawValue + key, title: title.isEmpty ? kind.title : title,
            subtitle: title.isEmpty || isOnlyKind ? "" : kind.title, remark: onset.verdict,
            seeds: trajectories.count,
            xAxis: Axis(label: "epoch", scale: epochs == .linear ? .linear : .logarithmic),
            yAxis: kind.axis, series: series(kind, epochs: epochs),
            verticalLines: line("loss has settled", .settling, onset.settling)
                + line("onset of collapse", .collapse, onset.onset))
    }

    private func series(_ kind: TrajectoryPanel, epochs: EpochAxis) -> [Series] {
        kind.curves.compactMap { curve in
            let points = trajectories[0].checkpoints.indices.compactMap { index -> Point? in
                let epoch = trajectories[0].checkpoints[index].epoch
                guard epoch > 0 || epochs == .linear else { return nil }
                return Point(
                    x: Double(epoch),
                    values: trajectories.map { curve.value($0.checkpoints[index]) })
            }
            guard points.contains(where: { $0.seeds > 0 }) else { return nil }
            return Series(label: curve.label, role: curve.role, points: points)
        }
    }

    private func line(_ label: String, _ role: PanelLine.Role, _ epoch: Double?) -> [PanelLine] {
        // Epoch 0 has no place on a logarithmic axis, and none before it is left on a linear one.
        guard let epoch, epoch > 0 else { return [] }
        return [PanelLine(label: label, role: role, value: epoch)]
    }
}

extension TrajectoryPanel {
    fileprivate struct Curve {
        let label: String
        let role: Series.Role
        let value: (Trajectory.Checkpoint) -> Double?
    }

    fileprivate var title: String {
        switch self {
        case .loss: "Loss"
        case .lastLayer: "Last layer"
        }
    }

    fileprivate var axis: Axis {
        switch self {
        case .loss: Axis(label: "MSE", scale: .logarithmic)
        case .lastLayer: Axis(label: "NRC1, NRC2, NRC3", lower: 0, upper: 1)
        }
    }

    fileprivate var curves: [Curve] {
        switch self {
        case .loss:
            [
                Curve(label: "train MSE", role: .train, value: \.trainMSE),
                Curve(label: "test MSE", role: .test, value: \.testMSE),
            ]
        case .lastLayer:
            [
                Curve(label: "NRC1 noise component", role: .noise) {
                    $0.layers.last?.noiseComponent
                },
                Curve(label: "NRC2 CKA", role: .companion) { $0.layers.last?.cka },
                Curve(label: "NRC3 mean cosine", role: .signal) {
                    $0.layers.last?.featureWeightAlignment
                },
            ]
        }
    }
}

extension StageError {
    fileprivate static func notSeeds(_ differences: [String], _ title: String) -> StageError {
        StageError(
            description: """
                the trainings of one group\(title.isEmpty ? "" : " (\(title))") differ in \
                \(differences.joined(separator: ", ")), so they are not seeds of one setting; \
                group them apart with 'group_by' (k or a label), or draw them in figures of their \
                own
                """)
    }
}
