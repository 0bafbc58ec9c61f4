/// What `nrc-pipe-worker --pack LIST ARCHIVE` puts into an archive, in this order.
package struct PackingList: Codable, Sendable {
    package var members: [Member]

    package init(members: [Member]) { self.members = members }

    package struct Member: Codable, Sendable {
        /// Relative, components separated by `/`.
        package var path: String
        /// The regular file that it is read from.
        package var source: String

        package init(path: String, source: String) {
            self.path = path
            self.source = source
        }
    }
}
