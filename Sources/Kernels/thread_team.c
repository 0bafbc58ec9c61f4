#define _GNU_SOURCE
#include "thread_team.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

// A task is published by giving each member a share, one word that names the task, how many pieces
// the share has and how many are taken. Taking one is a compare-and-swap of that word, which fails
// for a thread that still thinks of an earlier task; so nobody waits for threads that have not
// noticed a task, and the caller is done when the pieces are.

#define COUNT_BITS 12
#define COUNT_MASK ((UINT64_C(1) << COUNT_BITS) - 1)
#define CACHE_LINE 64

_Static_assert(NRC_TEAM_MOST_PIECES <= COUNT_MASK, "a share holds all pieces of a team of one");

/// Turns a thread waits busily, some 50 microseconds: longer than phases of a small network wait
/// for each other, shorter than it takes to be missed elsewhere. Then it sleeps. Yielding instead
/// would put it behind all other processes: on a busy machine it then did one piece in a hundred.
#define BUSY_TURNS 1000

struct share {
    _Alignas(CACHE_LINE) _Atomic uint64_t word;
};

struct member {
    struct nrc_team *team;
    size_t index;
    pthread_t thread;
};

struct nrc_team {
    size_t threads;
    unsigned busy_turns;
    // Written by the caller before the shares, read by who has taken a piece.
    void (*work)(void *, size_t);
    void *context;
    /// Counts tasks; the last one ends the team.
    _Alignas(CACHE_LINE) _Atomic uint64_t task;
    _Atomic bool ends;
    /// Pieces of the task that are not done.
    _Alignas(CACHE_LINE) _Atomic size_t remaining;
    _Alignas(CACHE_LINE) _Atomic size_t sleepers;
    _Atomic bool caller_sleeps;
    pthread_mutex_t mutex;
    pthread_cond_t task_came;
    pthread_cond_t pieces_done;
    struct share shares[NRC_TEAM_MOST_THREADS];
    struct member members[NRC_TEAM_MOST_THREADS];
};

static void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

/// Whether to look again at once; otherwise it is time to sleep.
static bool waits_awake(const struct nrc_team *team, unsigned *turns) {
    *turns += 1;
    if (*turns <= team->busy_turns) {
        pause_briefly();
        return true;
    }
    return false;
}

/// Takes the next piece of one share, if the share is still of this task and has one.
static bool take(struct share *share, uint64_t task, uint64_t *position) {
    uint64_t word = atomic_load_explicit(&share->word, memory_order_acquire);
    for (;;) {
        uint64_t taken = word & COUNT_MASK;
        uint64_t count = word >> COUNT_BITS & COUNT_MASK;
        if (word >> 2 * COUNT_BITS != (task & (UINT64_MAX >> 2 * COUNT_BITS)) || taken == count) {
            return false;
        }
        if (atomic_compare_exchange_weak_explicit(&share->word, &word, word + 1,
                                                  memory_order_acq_rel, memory_order_acquire)) {
            *position = taken;
            return true;
        }
    }
}

static void finish_piece(struct nrc_team *team) {
    if (atomic_fetch_sub(&team->remaining, 1) == 1 && atomic_load(&team->caller_sleeps)) {
        pthread_mutex_lock(&team->mutex);
        pthread_cond_signal(&team->pieces_done);
        pthread_mutex_unlock(&team->mutex);
    }
}

/// Works on the pieces of a task, beginning with the member's own, until all are taken.
static void work_on(struct nrc_team *team, uint64_t task, size_t member) {
    for (size_t step = 0; step < team->threads; step++) {
        size_t owner = (member + step) % team->threads;
        uint64_t position;
        while (take(&team->shares[owner], task, &position)) {
            team->work(team->context, owner + position * team->threads);
            finish_piece(team);
        }
    }
}

/// Waits for another task than the one seen last.
static uint64_t next_task(struct nrc_team *team, uint64_t seen) {
    unsigned turns = 0;
    do {
        uint64_t task = atomic_load_explicit(&team->task, memory_order_acquire);
        if (task != seen) {
            return task;
        }
    } while (waits_awake(team, &turns));
    pthread_mutex_lock(&team->mutex);
    atomic_fetch_add(&team->sleepers, 1);
    while (atomic_load(&team->task) == seen) {
        pthread_cond_wait(&team->task_came, &team->mutex);
    }
    atomic_fetch_sub(&team->sleepers, 1);
    pthread_mutex_unlock(&team->mutex);
    return atomic_load(&team->task);
}

static void *serve(void *argument) {
    struct member *member = argument;
    struct nrc_team *team = member->team;
    uint64_t task = 0;
    for (;;) {
        task = next_task(team, task);
        if (atomic_load(&team->ends)) {
            return NULL;
        }
        work_on(team, task, member->index);
    }
}

/// Tells the members that there is another task.
///
/// The store and the load keep their order, as do those of a thread that falls asleep: one of the
/// two sees the other.
static void announce(struct nrc_team *team, uint64_t task) {
    atomic_store(&team->task, task);
    if (atomic_load(&team->sleepers) > 0) {
        pthread_mutex_lock(&team->mutex);
        pthread_cond_broadcast(&team->task_came);
        pthread_mutex_unlock(&team->mutex);
    }
}

static void wait_for_pieces(struct nrc_team *team) {
    unsigned turns = 0;
    do {
        if (atomic_load_explicit(&team->remaining, memory_order_acquire) == 0) {
            return;
        }
    } while (waits_awake(team, &turns));
    pthread_mutex_lock(&team->mutex);
    atomic_store(&team->caller_sleeps, true);
    while (atomic_load(&team->remaining) > 0) {
        pthread_cond_wait(&team->pieces_done, &team->mutex);
    }
    atomic_store(&team->caller_sleeps, false);
    pthread_mutex_unlock(&team->mutex);
}

void nrc_team_run(struct nrc_team *team, size_t pieces, void (*work)(void *context, size_t piece),
                  void *context) {
    if (pieces > NRC_TEAM_MOST_PIECES) {
        abort();
    }
    team->work = work;
    team->context = context;
    atomic_store_explicit(&team->remaining, pieces, memory_order_relaxed);
    uint64_t task = atomic_load_explicit(&team->task, memory_order_relaxed) + 1;
    for (size_t member = 0; member < team->threads; member++) {
        // Member m has the pieces m, m + threads, m + 2 · threads and so on.
        uint64_t count = (pieces + team->threads - 1 - member) / team->threads;
        atomic_store_explicit(&team->shares[member].word,
                              task << 2 * COUNT_BITS | count << COUNT_BITS, memory_order_release);
    }
    announce(team, task);
    work_on(team, task, 0);
    wait_for_pieces(team);
}

/// Processors this process may use, at least one.
static size_t processors(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        int count = CPU_COUNT(&set);
        return count > 0 ? (size_t)count : 1;
    }
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (size_t)count : 1;
}

/// Starts the threads after the first, as many as the system grants.
static void start_members(struct nrc_team *team, size_t threads) {
    // Signals are the caller's affair: whether one waits must not depend on who could take it.
    // Those that tell of a fault are not held back.
    sigset_t held, before;
    sigfillset(&held);
    const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        sigdelset(&held, faults[i]);
    }
    pthread_sigmask(SIG_SETMASK, &held, &before);
    // Members wait for their first task, which comes after the number of threads is final.
    size_t started = 1;
    while (started < threads) {
        struct member *member = &team->members[started];
        member->team = team;
        member->index = started;
        if (pthread_create(&member->thread, NULL, serve, member) != 0) {
            break;
        }
        started++;
    }
    team->threads = started;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct nrc_team *nrc_team_create(size_t threads) {
    struct nrc_team *team = aligned_alloc(CACHE_LINE, sizeof *team);
    if (team == NULL) {
        return NULL;
    }
    threads = threads < NRC_TEAM_MOST_THREADS ? threads : NRC_TEAM_MOST_THREADS;
    atomic_init(&team->task, 0);
    atomic_init(&team->ends, false);
    atomic_init(&team->remaining, 0);
    atomic_init(&team->sleepers, 0);
    atomic_init(&team->caller_sleeps, false);
    for (size_t i = 0; i < NRC_TEAM_MOST_THREADS; i++) {
        atomic_init(&team->shares[i].word, 0);
    }
    pthread_mutex_init(&team->mutex, NULL);
    pthread_cond_init(&team->task_came, NULL);
    pthread_cond_init(&team->pieces_done, NULL);
    // Threads that share a processor only keep each other from it by waiting busily.
    team->busy_turns = threads <= processors() ? BUSY_TURNS : 0;
    start_members(team, threads);
    return team;
}

size_t nrc_team_threads(const struct nrc_team *team) {
    return team->threads;
}

void nrc_team_destroy(struct nrc_team *team) {
    atomic_store(&team->ends, true);
    announce(team, atomic_load(&team->task) + 1);
    for (size_t i = 1; i < team->threads; i++) {
        pthread_join(team->members[i].thread, NULL);
    }
    pthread_cond_destroy(&team->pieces_done);
    pthread_cond_destroy(&team->task_came);
    pthread_mutex_destroy(&team->mutex);
    free(team);
}
