#ifndef NRC_THREAD_TEAM_H
#define NRC_THREAD_TEAM_H

#include <stddef.h>

// A few threads that work on the pieces of one task at a time.
//
// Which thread takes which piece depends on chance and changes nothing: pieces must write apart
// from each other. A thread begins with its own pieces, the same ones every time, so that what they
// need stays in its core's cache, and goes on with those of others; so a thread that the system has
// set aside holds up no more than the piece it is at.

/// More pieces than this in one task are refused.
#define NRC_TEAM_MOST_PIECES 4095
/// A team that is asked for more threads gets as many.
#define NRC_TEAM_MOST_THREADS 256

struct nrc_team;

/// Starts a team of `threads` threads, of which the caller of `nrc_team_run` is one.
///
/// The team is smaller when the system grants fewer; that costs time alone. The threads take no
/// signals. NULL without memory.
struct nrc_team *nrc_team_create(size_t threads);

/// The threads it has, the caller included.
size_t nrc_team_threads(const struct nrc_team *team);

/// Calls work(context, piece) once for each piece in 0 ..< pieces and returns when all are done.
///
/// What a piece wrote is visible to the caller then, and to the pieces of the next task. For one
/// caller at a time, and not from within a piece. Aborts with more pieces than allowed.
void nrc_team_run(struct nrc_team *team, size_t pieces, void (*work)(void *context, size_t piece),
                  void *context);

/// Ends the threads and frees the team; no task may be at work.
void nrc_team_destroy(struct nrc_team *team);

#endif
