// Threads whose stack has a size that is asked for.
#include "CLua.h"
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

typedef struct { void (*body)(void *); void *context; } start;

static void *begin(void *argument) {
  start given = *(start *)argument;
  free(argument);
  given.body(given.context);
  return NULL;
}

bool clua_start_thread(size_t stack, void (*body)(void *), void *context) {
  pthread_attr_t attributes;
  pthread_t thread;
  start *given = malloc(sizeof *given);
  if (given == NULL) return false;
  *given = (start){body, context};
  if (pthread_attr_init(&attributes) != 0) {
    free(given);
    return false;
  }
  bool started = pthread_attr_setstacksize(&attributes, stack < PTHREAD_STACK_MIN ? PTHREAD_STACK_MIN : stack) == 0
    && pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0
    && pthread_create(&thread, &attributes, begin, given) == 0;
  pthread_attr_destroy(&attributes);
  if (!started) free(given);
  return started;
}
