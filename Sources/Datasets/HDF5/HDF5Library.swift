internal import CHDF5

/// The settings and the error stack of the HDF5 library.
///
/// The library is safe to call from several threads only where it was built so, which
/// `H5is_library_threadsafe` tells. The types here are therefore not `Sendable`, and a program has
/// one thread that reads HDF5.
package enum HDF5Library {
    /// Of the library, as `1.10.8`.
    package static var version: String {
        var (major, minor, release) = (UInt32(0), UInt32(0), UInt32(0))
        guard unsafe H5get_libversion(&major, &minor, &release) >= 0 else { return "unknown" }
        return "\(major).\(minor).\(release)"
    }

    /// Makes the library keep its errors for `lastErrors` in place of printing them, and never load
    /// code: a file may name a filter that the library would look for in a folder of plug-ins.
    ///
    /// A build for several threads keeps the first setting for each thread, hence the call for each
    /// file.
    static func prepare() {
        _ = H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
        _ = H5PLset_loading_state(0)
    }

    /// The error stack of the call that has just failed: what was attempted and why it failed.
    static func lastErrors() -> String {
        var descriptions: [String] = []
        unsafe withUnsafeMutablePointer(to: &descriptions) { destination in
            _ = unsafe H5Ewalk2(
                hid_t(H5E_DEFAULT), H5E_WALK_DOWNWARD,
                { _, entry, destination in
                    let descriptions = unsafe destination?.assumingMemoryBound(to: [String].self)
                    if let text = unsafe entry?.pointee.desc {
                        unsafe descriptions?.pointee.append(String(cString: text))
                    }
                    return 0
                }, destination)
        }
        guard let attempted = descriptions.first, let reason = descriptions.last else {
            return "HDF5 gives no reason"
        }
        let text = descriptions.count == 1 ? attempted : "\(attempted): \(reason)"
        return text.unicodeScalars.prefix(200).map { $0.escaped(asASCII: false) }.joined()
    }
}
