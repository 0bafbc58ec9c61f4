extension DataManifest {
    /// What decides which bytes come of a data set, and nothing else: a new mirror or a better
    /// description makes nothing stale.
    package var decisive: DataManifest {
        var manifest = self
        manifest.description = ""
        manifest.citation = ""
        manifest.terms = nil
        manifest.stated = nil
        for source in manifest.sources.indices {
            manifest.sources[source].manual = nil
            for file in manifest.sources[source].files.indices
            where manifest.sources[source].files[file].sha256 != nil {
                manifest.sources[source].files[file].urls = []
            }
        }
        return manifest
    }

    /// The sources with these names, in their order; all of them for none.
    ///
    /// - Returns: `nil` when one of the names is none of the manifest's.
    package func sources(named names: [String]) -> [DataSource]? {
        guard !names.isEmpty else { return sources }
        let found = names.compactMap { name in sources.first { $0.name == name } }
        return found.count == names.count ? found : nil
    }
}
