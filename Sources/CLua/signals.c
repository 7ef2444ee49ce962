// Stopping a script without looking at the clock while it runs.
//
// A permanent hook costs tight loops a third of their speed. Instead a signal to the script's own thread puts the hook in,
// when the time is over or another thread sets the flag. It is SIGURG, which does nothing where nobody waits for it.
#include "host.h"
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/syscall.h>
#endif

/// The engine whose outermost call this thread is in.
static _Thread_local struct clua_host *volatile running_host;
static struct sigaction earlier;

static void awake(int number, siginfo_t *information, void *context) {
  int saved = errno;
  struct clua_host *h = running_host;
  if (h != NULL) clua_arm(h);
  else if ((earlier.sa_flags & SA_SIGINFO) != 0 && earlier.sa_sigaction != NULL)
    earlier.sa_sigaction(number, information, context);
  else if (earlier.sa_handler != SIG_DFL && earlier.sa_handler != SIG_IGN) earlier.sa_handler(number);
  errno = saved;
}

static void install(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = awake;
  action.sa_flags = SA_RESTART | SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaction(SIGURG, &action, &earlier);
}

void clua_wake(struct clua_flag *flag) {
  atomic_fetch_add(&flag->senders, 1);
  if (atomic_load(&flag->wakes)) pthread_kill(flag->thread, SIGURG);
  atomic_fetch_sub(&flag->senders, 1);
}

#if defined(__linux__)
static void start_timer(struct clua_host *h) {
  if (h->deadline == UINT64_MAX) return;
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGURG;
#if defined(sigev_notify_thread_id)
  event.sigev_notify_thread_id = (pid_t)syscall(SYS_gettid);
#else
  event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
#endif
  if (timer_create(CLOCK_MONOTONIC, &event, &h->timer) != 0) {
    clua_arm(h);  // the system has no timer left: the script is polled from its first instructions on
    return;
  }
  h->has_timer = true;
  // Again and again, should the first come a moment before the deadline.
  uint64_t at = h->deadline + 1;
  struct itimerspec times = {{0, 5000000}, {(time_t)(at / 1000000000u), (long)(at % 1000000000u)}};
  timer_settime(h->timer, TIMER_ABSTIME, &times, NULL);
}

static void stop_timer(struct clua_host *h) {
  if (h->has_timer) timer_delete(h->timer);
  h->has_timer = false;
}
#else
static void start_timer(struct clua_host *h) { (void)h; }
static void stop_timer(struct clua_host *h) { (void)h; }
#endif

void clua_watch(struct clua_host *h) {
  if (!h->limits.bySignal) return;
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
  h->outer = running_host;
  running_host = h;
  // Threads of a pool, such as Dispatch's, block every signal.
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGURG);
  h->was_blocked = pthread_sigmask(SIG_UNBLOCK, &mask, &h->mask) == 0 && sigismember(&h->mask, SIGURG) == 1;
  if (h->flag != NULL) {
    h->flag->thread = pthread_self();
    atomic_store(&h->flag->wakes, true);
    if (atomic_load(&h->flag->value)) clua_arm(h);  // it was set a moment ago
  }
  start_timer(h);
}

void clua_unwatch(struct clua_host *h) {
  if (!h->limits.bySignal) return;
  stop_timer(h);
  if (h->flag != NULL) {
    atomic_store(&h->flag->wakes, false);
    while (atomic_load(&h->flag->senders) > 0) sched_yield();  // this thread may end next, and must not be signalled then
  }
  running_host = h->outer;
  if (h->was_blocked) pthread_sigmask(SIG_SETMASK, &h->mask, NULL);
  if (h->outer != NULL) clua_arm(h->outer);  // a signal for it may have come meanwhile
}
