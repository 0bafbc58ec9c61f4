package import PipelineLanguage

/// Everything that decides what a stage makes; its SHA-256 is the stage's fingerprint.
///
/// Names of stages, places in files, resources, timeouts and retries are not part of it.
package struct Manifest: Hashable, Sendable {
    package var kind: String
    package var kindRevision: Int
    /// Only for kinds whose output names the profile.
    package var profile: String?
    /// Sorted by name, as are the other lists.
    package var parameters: [Parameter]
    package var inputs: [Input]
    package var outputs: [Output]
    /// The allow-listed variables of a command.
    package var environment: [Variable]

    package struct Parameter: Hashable, Sendable {
        package var name: String
        package var value: ParameterValue
    }

    package struct Input: Hashable, Sendable {
        package var name: String
        package var isList: Bool
        /// In the order written.
        package var contents: [Content]
    }

    /// One file or folder as the stage sees it.
    package struct Content: Hashable, Sendable {
        package var kind: Artifact.Kind
        package var digest: Digest
        /// The name it has in the stage's scratch folder: a command can see it.
        package var visibleName: String
    }

    package struct Output: Hashable, Sendable {
        package var name: String
        package var path: String
        package var format: String
    }

    package struct Variable: Hashable, Sendable {
        package var name: String
        /// `nil` when the runner's environment lacks it.
        package var value: String?
    }
}
