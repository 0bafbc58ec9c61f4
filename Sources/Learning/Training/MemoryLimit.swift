/// How much memory a training may take, and who says so.
package struct MemoryLimit: Sendable, Equatable {
    package enum Origin: Sendable, Equatable {
        /// What the machine has left.
        case machine
        /// What a control group leaves to this process.
        case controlGroup
        /// `resources.memory` of the stage.
        case stage
    }

    package let bytes: Int
    package let origin: Origin

    package init(bytes: Int, origin: Origin) {
        self.bytes = bytes
        self.origin = origin
    }

    /// Goes on with `but`.
    package var complaint: String {
        let amount = Self.text(Double(bytes))
        switch origin {
        case .machine: return "the machine has \(amount) of memory left"
        case .controlGroup: return "a control group leaves \(amount) of memory to this process"
        case .stage: return "the stage is allowed \(amount) by 'resources.memory'"
        }
    }

    /// An amount of memory for messages: `3.1 GB`, `20 MB`.
    package static func text(_ bytes: Double) -> String {
        let tenths = (bytes / 1e8).rounded() / 10
        return tenths >= 1 ? "\(tenths) GB" : "\(Int((bytes / 1e6).rounded())) MB"
    }
}
