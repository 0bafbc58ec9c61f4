extension DataManifest {
    /// The manifest with checksum and size from the pins where it publishes none.
    ///
    /// - Throws: `.contradictions` with all pins that the manifest itself denies.
    package func pinned(by pinFile: PinFile) throws(PinFileError) -> DataManifest {
        var result = self
        var contradictions: [PinContradiction] = []
        for (sourceIndex, source) in sources.enumerated() {
            for (fileIndex, file) in source.files.enumerated() {
                let key = PinFile.key(dataset: dataset, source: source.name, file: file.name)
                guard let pin = pinFile.pins[key] else { continue }
                if file.denies(pin) {
                    contradictions.append(
                        PinContradiction(
                            key: key,
                            manifest: "\(ManifestReader.folder)/\(dataset)\(ManifestReader.suffix)",
                            sha256: file.isPinned ? nil : file.sha256, size: file.size, pin: pin))
                } else {
                    result.sources[sourceIndex].files[fileIndex].adopt(pin)
                }
            }
        }
        guard contradictions.isEmpty else { throw .contradictions(contradictions) }
        return result
    }
}

extension DataFile {
    fileprivate func denies(_ pin: Pin) -> Bool {
        (sha256 ?? pin.sha256) != pin.sha256 || (size ?? pin.size) != pin.size
    }

    fileprivate mutating func adopt(_ pin: Pin) {
        if sha256 == nil {
            sha256 = pin.sha256
            isPinned = true
        }
        size = pin.size
    }
}
