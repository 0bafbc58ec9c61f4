#ifndef NRC_LOOKUPS_H
#define NRC_LOOKUPS_H

#include <stddef.h>
#include <sys/types.h>

// The kernel stops a process at a system call that looks a path up, tells a listener of it (seccomp's
// user notifications), and lets it go on when the listener has answered.

/// Has all lookups of the calling process and of its descendants told to a listener from now on. Where
/// the process has no privilege over its namespace it can gain none any more. Returns the listener, or
/// -errno.
int nrc_tell_lookups(void);

enum nrc_lookup_purpose {
    nrc_reads,
    nrc_opens_folder,
    /// The file is made, or emptied, or opened to be written alone.
    nrc_writes,
};

/// Waits for the next lookup and lets its process go on.
///
/// - `path`: becomes absolute, but as the process wrote it, with `..` and with links; empty for what
///   cannot be told.
/// - `size`: of `path`; longer ones are not told.
///
/// Returns 0, or errno; ENOENT for a process that has ended meanwhile.
int nrc_next_lookup(int listener, char *path, size_t size, enum nrc_lookup_purpose *purpose);

#endif
