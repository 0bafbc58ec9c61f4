internal import CHDF5

/// An identifier of the HDF5 library, given back when its owner is gone.
struct HDF5Handle: ~Copyable {
    let id: hid_t
    private let close: (hid_t) -> herr_t

    /// Takes over an identifier that a call has just returned.
    ///
    /// - Throws: the library's errors when the identifier is negative, which means a failed call.
    init(
        _ id: hid_t, in path: String, failure: String, closing close: @escaping (hid_t) -> herr_t
    ) throws(HDF5Error) {
        guard id >= 0 else { throw .library(path, failure) }
        self.id = id
        self.close = close
    }

    // What could not be closed is open until the process ends; nothing was written.
    deinit { _ = close(id) }
}
