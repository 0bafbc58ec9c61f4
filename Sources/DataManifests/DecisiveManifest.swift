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

    /// Whether this is the decisive part of the published manifest with some of the pins that it has
    /// by now.
    package func differsInPinsAlone(
        from published: DataManifest, pinned: DataManifest
    ) -> Bool {
        var earlier = pinned
        for source in earlier.sources.indices {
            let files = earlier.sources[source].files.indices
            for file in files where earlier.sources[source].files[file].isPinned {
                let wasPinned =
                    sources.indices.contains(source)
                    && sources[source].files.indices.contains(file)
                    && sources[source].files[file].isPinned
                if wasPinned { continue }
                earlier.sources[source].files[file] = published.sources[source].files[file]
            }
        }
        return earlier.decisive == self
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
