"""What the package sees of the system on Windows, shown to it on Linux: put before the first import of a process as ``sitecustomize``.

Our own modules, and no others, get an ``os``, ``signal`` and ``sys`` without what only POSIX has (by the library reference of Python), under
the names that Windows gives itself; modules that Windows does not have cannot be imported by them. Paths stay those of Linux.
"""

from __future__ import annotations

import builtins
import os
import signal
import sys
from types import ModuleType
from typing import Any

NO_MODULES = frozenset(
    {"crypt", "fcntl", "grp", "nis", "posix", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty"}
)
NO_OS = frozenset({
    "O_CLOEXEC", "O_DIRECTORY", "O_DSYNC", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC", "O_TMPFILE",
    "WEXITSTATUS", "WIFEXITED", "WIFSIGNALED", "WIFSTOPPED", "WNOHANG", "WTERMSIG", "chown", "confstr", "copy_file_range", "ctermid",
    "eventfd", "fchdir", "fchmod", "fchown", "fdatasync", "fork", "forkpty", "fpathconf", "fstatvfs", "getegid", "geteuid", "getgid",
    "getgrouplist", "getgroups", "getloadavg", "getpgid", "getpgrp", "getpriority", "getresgid", "getresuid", "getsid", "getuid",
    "getxattr", "initgroups", "killpg", "lchmod", "lchown", "listxattr", "lockf", "major", "makedev", "memfd_create", "minor", "mkfifo",
    "mknod", "nice", "openpty", "pathconf", "pidfd_open", "pipe2", "posix_fadvise", "posix_fallocate", "posix_spawn", "posix_spawnp",
    "pread", "preadv", "pwrite", "pwritev", "readv", "register_at_fork", "removexattr", "sched_getaffinity", "sched_setaffinity",
    "sched_yield", "sendfile", "setegid", "seteuid", "setgid", "setgroups", "setpgid", "setpriority", "setregid", "setresgid",
    "setresuid", "setreuid", "setsid", "setuid", "setxattr", "splice", "statvfs", "sync", "sysconf", "tcgetpgrp", "tcsetpgrp",
    "ttyname", "uname", "wait", "wait3", "wait4", "waitid", "writev",
})  # fmt: skip
HAS_SIGNALS = frozenset({"SIGABRT", "SIGFPE", "SIGILL", "SIGINT", "SIGSEGV", "SIGTERM", "SIG_DFL", "SIG_IGN"})
NO_SIGNAL = frozenset({
    name for name in dir(signal) if name.startswith(("SIG", "ITIMER")) and name not in HAS_SIGNALS
} | {"alarm", "getitimer", "pause", "pidfd_send_signal", "pthread_kill", "pthread_sigmask", "setitimer", "siginterrupt",
     "sigpending", "sigtimedwait", "sigwait", "sigwaitinfo"}) - {"Signals", "Sigmasks"}  # fmt: skip


class Seen(ModuleType):
    """A module of which some names are missing, or have other values."""

    def __init__(self, real: ModuleType, missing: frozenset[str] = frozenset(), **others: object) -> None:
        super().__init__(real.__name__)
        self.__dict__.update(_real=real, _missing=missing, _others=others)

    def __getattr__(self, name: str) -> Any:
        if name in self._missing:
            raise AttributeError(f"module {self._real.__name__!r} has no attribute {name!r} on Windows")
        return self._others[name] if name in self._others else getattr(self._real, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._real, name, value)

    def __dir__(self) -> list[str]:
        return [name for name in dir(self._real) if name not in self._missing]


SEEN = {"os": Seen(os, NO_OS, name="nt"), "signal": Seen(signal, NO_SIGNAL), "sys": Seen(sys, platform="win32")}


def install(package: str = "shkplan") -> None:
    """From now on the modules of a package see the system so."""
    real = builtins.__import__

    def ours(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:  # noqa: A002
        if level == 0 and str((globals or {}).get("__name__", "")).partition(".")[0] == package:
            first = name.partition(".")[0]
            if first in NO_MODULES:
                raise ModuleNotFoundError(f"No module named {first!r} on Windows", name=first)
            if name in SEEN:
                return SEEN[name]
        return real(name, globals, locals, fromlist, level)

    builtins.__import__ = ours
