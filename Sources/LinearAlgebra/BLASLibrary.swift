internal import COpenBLAS

/// Which BLAS computes, for provenance: its core type decides the last bits of every product.
package enum BLASLibrary {
    /// Keeps BLAS to the calling thread. With more, some of LAPACK's results change their bytes.
    package static func useOneThread() { openblas_set_num_threads(1) }

    /// The kernels in force, such as `SkylakeX`.
    package static var coreType: String {
        guard let name = unsafe openblas_get_corename() else { return "unknown" }
        return unsafe String(cString: name)
    }

    /// Version and build options, such as `OpenBLAS 0.3.21 DYNAMIC_ARCH …`.
    ///
    /// Asked for once: the library puts the text together in one buffer for all threads, so that two
    /// that ask at the same time would read each other's halves.
    package static let configuration: String = {
        guard let text = unsafe openblas_get_config() else { return "unknown" }
        return unsafe String(cString: text)
    }()
}
