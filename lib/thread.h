/* SPDX-License-Identifier: MIT
 *
 * Threads that work beside the main one, to which all signals go.
 */
#ifndef THREAD_H
#define THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* False where none can be had: the caller does the work itself. */
bool thread_start(pthread_t *t, void *(*run)(void *), void *arg);

#endif
