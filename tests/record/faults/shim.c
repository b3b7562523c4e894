/* Loaded with LD_PRELOAD. It counts the calls that change files under one folder, and at the nth of them kills the
 * process (before, half-way or after it), or lets the disk be full. It can also log them, for a loss of power. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NEVER, BEFORE, HALF, AFTER, FULL_ONCE, FULL };
static char under[PATH_MAX];
static long counted, at;
static int how, log_to = -1;
static volatile int turn; /* threads take turns */

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)
#define TAKE while (__sync_lock_test_and_set(&turn, 1))
#define GIVE __sync_lock_release(&turn)

/* -- said from Python -- */
void shim_arm(const char *folder, long nth, int what) { strcpy(under, folder); counted = 0; at = nth; how = what; }
void shim_log(const char *folder, int descriptor) { strcpy(under, folder); log_to = descriptor; }
long shim_counted(void) { return counted; }

static ssize_t raw_write(int fd, const void *data, size_t n) {
  REAL(ssize_t, "write", int, const void *, size_t);
  return real(fd, data, n);
}
static void put(const void *data, size_t n) { if (n && raw_write(log_to, data, n) != (ssize_t)n) abort(); }
static void note(char what, const char *path, const char *other, long offset, const void *data, size_t n) {
  if (log_to < 0) return;
  long head[] = {what, strlen(path), other ? strlen(other) : 0, offset, data ? n : 0};
  TAKE;
  put(head, sizeof head); put(path, head[1]); put(other, head[2]); put(data, head[4]);
  GIVE;
}
void shim_mark(const char *text) { note('!', "", NULL, 0, text, strlen(text)); }

/* -- what each call asks: whether to fail, and to be killed half-way -- */
static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }
static int ours(const char *path) { size_t n = strlen(under); return n && !strncmp(path, under, n); }
static int path_of(int fd, char *path) {
  char link[64];
  if (!*under) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, PATH_MAX - 1);
  if (n < 0) return 0;
  path[n] = 0;
  return ours(path);
}
static void whole(const char *path, char *out) {
  if (*path == '/' || !getcwd(out, PATH_MAX)) { strcpy(out, path); return; }
  strcat(strcat(out, "/"), path);
}
static int boundary(int can_be_full) { /* 1: the disk is full; 2: to be killed half-way; 3: after */
  long n = __sync_add_and_fetch(&counted, 1);
  if (how == FULL && n >= at) return can_be_full;
  if (n != at) return 0;
  if (how == BEFORE) die();
  return how == FULL_ONCE ? can_be_full : how == HALF ? 2 : how == AFTER ? 3 : 0;
}
#define FULLY(fate) if (fate == 1) { errno = ENOSPC; return -1; }
#define DONE(fate) if (fate >= 2) die()

static ssize_t put_at(int fd, const void *data, size_t n, off_t offset, int placed) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
  char path[PATH_MAX];
  if (!path_of(fd, path)) return placed ? real(fd, data, n, offset) : raw_write(fd, data, n);
  int fate = boundary(1);
  FULLY(fate);
  size_t part = fate == 2 ? n / 2 : n;
  long where = placed ? offset : (fcntl(fd, F_GETFL) & O_APPEND) ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
  ssize_t done = placed ? real(fd, data, part, offset) : raw_write(fd, data, part);
  DONE(fate);
  if (done > 0) note('w', path, NULL, where, data, done);
  return done;
}
ssize_t write(int fd, const void *data, size_t n) { return put_at(fd, data, n, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t n, off_t offset) { return put_at(fd, data, n, offset, 1); }
ssize_t pwrite64(int fd, const void *data, size_t n, off_t offset) { return put_at(fd, data, n, offset, 1); }

#define ON_FILE(what, name, full, offset, declared, passed) \
  int name declared { \
    REAL(int, #name, int, ...); \
    char path[PATH_MAX]; \
    int fate = path_of(fd, path) ? boundary(full) : -1; \
    FULLY(fate); \
    int done = real passed; \
    DONE(fate); \
    if (!done && fate >= 0) note(what, path, NULL, offset, NULL, 0); \
    return done; \
  }
ON_FILE('s', fsync, 0, 0, (int fd), (fd))
ON_FILE('s', fdatasync, 0, 0, (int fd), (fd))
ON_FILE('t', ftruncate, 0, n, (int fd, off_t n), (fd, n))
ON_FILE('t', ftruncate64, 0, n, (int fd, off_t n), (fd, n))
ON_FILE('g', posix_fallocate, 1, from + n, (int fd, off_t from, off_t n), (fd, from, n))
ON_FILE('g', posix_fallocate64, 1, from + n, (int fd, off_t from, off_t n), (fd, from, n))

#define ON_NAMES(what, name) \
  int name(const char *from, const char *to) { \
    REAL(int, #name, const char *, const char *); \
    char old[PATH_MAX], new[PATH_MAX]; \
    whole(from, old); whole(to, new); \
    int fate = ours(new) ? boundary(0) : -1; \
    int done = real(from, to); \
    DONE(fate); \
    if (!done && fate >= 0) note(what, old, new, 0, NULL, 0); \
    return done; \
  }
ON_NAMES('r', rename)
ON_NAMES('l', link)

static int unlinked(const char *path, int (*real)(const char *)) {
  char full[PATH_MAX];
  whole(path, full);
  int fate = ours(full) ? boundary(0) : -1;
  int done = real(path);
  DONE(fate);
  if (!done && fate >= 0) note('u', full, NULL, 0, NULL, 0);
  return done;
}
int unlink(const char *path) { REAL(int, "unlink", const char *); return unlinked(path, real); }
int mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir", const char *, mode_t);
  char full[PATH_MAX];
  whole(path, full);
  int fate = ours(full) ? boundary(1) : -1;
  FULLY(fate);
  int done = real(path, mode);
  DONE(fate);
  if (!done && fate >= 0) note('d', full, NULL, 0, NULL, 0);
  return done;
}

#define ON_OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(int, #name, const char *, int, ...); \
    va_list more; va_start(more, flags); mode_t mode = va_arg(more, int); va_end(more); \
    char full[PATH_MAX]; \
    struct stat before; \
    whole(path, full); \
    int makes = (flags & O_CREAT) && stat(path, &before) < 0, cuts = (flags & O_TRUNC) && !makes; \
    int fate = ours(full) && (makes || cuts) ? boundary(makes) : -1; \
    FULLY(fate); \
    int done = real(path, flags, mode); \
    if (done >= 0) DONE(fate); \
    if (done >= 0 && fate >= 0) note(makes ? 'c' : 't', full, NULL, 0, NULL, 0); \
    return done; \
  }
ON_OPEN(open)
ON_OPEN(open64)
