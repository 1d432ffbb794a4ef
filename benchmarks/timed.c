/* SPDX-License-Identifier: MIT */
/* timed [--watch] COMMAND…: runs a program and writes what it took to standard error, as one line of JSON.
 *
 * A small parent, because Linux gives a child the peak memory that its parent had when it forked: below Python every
 * program would seem to need 10 MB and more. With --watch it also looks, a thousand times a second, at the memory that
 * is not pages of files; that takes time, so a run is either timed or watched. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static long anonymous_kb(pid_t child) {
  char path[64], line[256];
  long kb = 0;
  snprintf(path, sizeof path, "/proc/%d/status", (int)child);
  FILE* file = fopen(path, "r");
  if (file == NULL) return 0;
  while (fgets(line, sizeof line, file) != NULL) {
    if (sscanf(line, "RssAnon: %ld", &kb) == 1) break;
  }
  fclose(file);
  return kb;
}

int main(int argc, char* argv[]) {
  const int watch = argc > 1 && strcmp(argv[1], "--watch") == 0;
  char** command  = argv + 1 + watch;
  if (command >= argv + argc) return 2;
  const double start = now();
  const pid_t child  = fork();
  if (child < 0) return 126;
  if (child == 0) {
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
  }
  int status = 0;
  long most  = 0;
  struct rusage usage;
  while (wait4(child, &status, watch ? WNOHANG : 0, &usage) == 0) {
    const long kb = anonymous_kb(child);
    if (kb > most) most = kb;
    usleep(1000);
  }
  const double seconds = now() - start;
  fprintf(stderr,
          "{\"seconds\": %.6f, \"peak_kb\": %ld, \"anonymous_kb\": %ld, \"faults\": %ld, \"disk_faults\": %ld, "
          "\"user\": %ld.%06ld, \"system\": %ld.%06ld}\n",
          seconds, usage.ru_maxrss, most, usage.ru_minflt, usage.ru_majflt, (long)usage.ru_utime.tv_sec,
          (long)usage.ru_utime.tv_usec, (long)usage.ru_stime.tv_sec, (long)usage.ru_stime.tv_usec);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
