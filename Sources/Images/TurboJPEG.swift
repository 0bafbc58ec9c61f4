internal import CTurboJPEG

/// A compressor or decompressor of libjpeg-turbo, given back when its owner is gone.
///
/// Safe, because the handle is valid as long as this is, and is used only within a call.
@safe struct TurboJPEG: ~Copyable {
    @unsafe let handle: tjhandle
    /// The file that is worked on, for messages.
    let path: String

    /// Takes over a handle that a call has just returned.
    init(_ handle: tjhandle?, _ path: String) throws(ImageFileError) {
        guard let handle = unsafe handle else { throw .noMemory(path) }
        unsafe self.handle = handle
        self.path = path
    }

    deinit { _ = unsafe tjDestroy(handle) }

    /// Why the call that has just failed did.
    func lastError() -> String {
        guard let text = unsafe tjGetErrorStr2(handle) else { return "no reason given" }
        return ImageFileError.shown(unsafe String(cString: text))
    }
}

extension ImageFileError {
    fileprivate static func noMemory(_ path: String) -> ImageFileError {
        ImageFileError(
            path: path, problem: "libjpeg-turbo could not be started for it",
            remedy: "free some memory")
    }
}
