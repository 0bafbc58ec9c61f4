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

/// Waits for the next lookup and lets its process go on.
///
/// - `path`: becomes absolute, but as the process wrote it, with `..` and with links; empty for what nobody
///   can have read, such as a file opened to be written only, and for what cannot be told.
/// - `size`: of `path`; longer ones are not told.
/// - `opens_folder`: becomes 1 for a path that was opened as a folder, else 0.
///
/// Returns 0, or errno; ENOENT for a process that has ended meanwhile.
int nrc_next_lookup(int listener, char *path, size_t size, int *opens_folder);

#endif
