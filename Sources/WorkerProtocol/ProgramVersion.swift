/// The version of all the programs of one build.
package enum ProgramVersion {
    package static let current = "0.2.0"
}
