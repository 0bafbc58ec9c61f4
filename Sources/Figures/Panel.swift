/// One pair of axes with its curves and lines.
package struct Panel: Sendable, Equatable, Codable {
    /// Distinguishes the panel's table (`NAME.csv`); unique in the figure, and fit for a file name.
    package var name: String
    package var title: String
    /// A second, lighter line of the title that tells panels of one kind apart; may be empty.
    package var subtitle: String
    /// A line below these that says what the curves and lines do not show.
    package var remark: String?
    /// How many seeds the panel is drawn from; a curve may be from fewer, and a point defined for
    /// fewer.
    package var seeds: Int
    package var xAxis: Axis
    package var yAxis: Axis
    package var series: [Series]
    /// Horizontal lines.
    package var referenceLines: [PanelLine]
    /// Vertical lines.
    package var verticalLines: [PanelLine]

    package init(
        name: String, title: String, subtitle: String = "", remark: String? = nil, seeds: Int,
        xAxis: Axis, yAxis: Axis, series: [Series],
        referenceLines: [PanelLine] = [], verticalLines: [PanelLine] = []
    ) {
        self.name = name
        self.title = title
        self.subtitle = subtitle
        self.remark = remark
        self.seeds = seeds
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.series = series
        self.referenceLines = referenceLines
        self.verticalLines = verticalLines
    }
}

/// An axis, as far as its panel's author cares; the rest follows from the data.
package struct Axis: Sendable, Equatable, Codable {
    package enum Scale: String, Sendable, Codable {
        case linear, logarithmic
    }

    package var label: String
    package var scale: Scale
    /// The axis reaches at least down to here, and further where the data do.
    package var lower: Double?
    /// The axis reaches at least up to here, and further where the data do.
    package var upper: Double?
    /// Where the ticks are, for example one a layer; nil leaves it to the data. Labels that would
    /// touch are thinned out.
    package var ticks: [Double]?
    /// What the ticks say, in place of numbers; as many as `ticks`.
    package var tickLabels: [String]?

    package init(
        label: String, scale: Scale = .linear, lower: Double? = nil, upper: Double? = nil,
        ticks: [Double]? = nil, tickLabels: [String]? = nil
    ) {
        precondition(
            tickLabels == nil || tickLabels?.count == ticks?.count, "a label for each tick")
        self.label = label
        self.scale = scale
        self.lower = lower
        self.upper = upper
        self.ticks = ticks
        self.tickLabels = tickLabels
    }
}

/// A straight line across a panel.
package struct PanelLine: Sendable, Equatable, Codable {
    /// What a line means; it decides colour and dashes.
    package enum Role: String, Sendable, Codable, CaseIterable {
        /// The network's own error beside NRC4: dashed red.
        case networkError = "network-error"
        /// A quantity of the targets for comparison, such as their stable rank: dotted grey.
        case targetReference = "target-reference"
        /// The first collapsed layer, or the epoch of onset: solid green.
        case collapse
        /// The epoch at which the loss has settled: dashed grey.
        case settling
    }

    /// Text for the legend; empty keeps the line out of it.
    package var label: String
    package var role: Role
    /// Height of a reference line, place of a vertical one, in the axis's units.
    package var value: Double

    package init(label: String, role: Role, value: Double) {
        self.label = label
        self.role = role
        self.value = value
    }
}
