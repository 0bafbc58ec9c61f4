internal import Glibc

/// Makes this thread read names as UTF-8 while it exists, whatever locale the process has.
///
/// libarchive converts the names of zip and pax entries to the current locale; in the locale of a
/// bare process (`C`) everything beyond ASCII would become a question mark. The process's own
/// locale is left alone.
@safe final class LocaleScope {
    private let locale: locale_t
    private let previous: locale_t?

    init(archive: String) throws(ArchiveError) {
        guard let locale = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) else {
            throw .noLocale(archive)
        }
        unsafe self.locale = locale
        unsafe previous = uselocale(locale)
    }

    deinit {
        unsafe uselocale(previous)
        unsafe freelocale(locale)
    }
}

extension ArchiveError {
    fileprivate static func noLocale(_ archive: String) -> ArchiveError {
        ArchiveError(
            archive, problem: "cannot be read: the system has no locale C.UTF-8",
            remedy: "install the system's C library in full")
    }
}
