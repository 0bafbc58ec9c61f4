/// One request for a file or the rest of it.
struct TransferRequest: Hashable {
    /// The first byte asked for; 0 asks for the whole file, without `Range`.
    let offset: Int
    /// What the bytes before `offset` are known as.
    let record: PartialRecord?

    /// Asks for what is missing, as far as the bytes so far may be built on.
    ///
    /// With a known digest all may be, whatever server they are from, because the digest tells in
    /// the end; else only those which the same server can vouch for.
    init(_ download: Download, at location: Location, after partial: PartialFile) {
        let isSameLocation =
            partial.record?.locationDigest == PartialRecord.digest(of: location)
        let isVouchedFor = isSameLocation && partial.record?.isResumable == true
        guard download.sha256 != nil || isVouchedFor else {
            offset = 0
            record = nil
            return
        }
        offset = partial.count
        record = isSameLocation ? partial.record : nil
    }

    /// Header lines besides libcurl's own.
    var headers: [String] {
        // Nothing may be packed on the way: the digest is over the file's own bytes.
        var lines = ["Accept: */*", "Accept-Encoding: identity"]
        if offset > 0 {
            lines.append("Range: bytes=\(offset)-")
            if let validator = record?.validator {
                lines.append("If-Range: \(validator.value)")
            }
        }
        return lines
    }
}
