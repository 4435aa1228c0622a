"""The kernel of a report: of this interpreter, off the network, and where the system allows it already warm.

On Linux a process that has the libraries loaded turns itself into the kernel: starting one that way takes a tenth of a
second, where importing pandas, scipy and seaborn anew takes three. Elsewhere a kernel is started the common way.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any, NoReturn, cast

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner


class OwnKernel(AsyncKernelManager):
    """A kernel of this interpreter, whatever kernels the user has installed.

    It talks through Unix sockets, so that no port is opened; Windows has none that would do, and takes local TCP.
    """

    @property
    def kernel_spec(self) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")

    def _transport_default(self) -> str:
        return "tcp" if os.name == "nt" else "ipc"


class Spare:
    """A forked process that waits to become a kernel; to jupyter_client it looks like the usual ``Popen``."""

    stdin = stdout = stderr = None

    def __init__(self) -> None:
        self.returncode: int | None = None
        reading, self._writing = os.pipe()
        starter = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._writing)
            _become_kernel(reading, starter)
        os.close(reading)

    def start(self, arguments: list[str]) -> None:
        """Let the process be the kernel that these arguments of ipykernel describe."""
        os.write(self._writing, "\n".join(arguments).encode())
        os.close(self._writing)

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def _become_kernel(orders: int, starter: int) -> NoReturn:
    """Wait for the arguments, then be a kernel until told to stop; without arguments, just end."""
    os.setsid()  # as jupyter_client does, so that a signal to the kernel reaches whatever its cells start
    arguments = os.fdopen(orders, "rb").read().decode().split("\n")
    if arguments == [""]:
        os._exit(0)
    from ipykernel.kernelapp import IPKernelApp

    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    # A kernel ends when its starter does; who that is, ipykernel looked up when it was loaded, in another process.
    IPKernelApp.launch_instance(argv=[*arguments, f"--IPKernelApp.parent_handle={starter}"])
    os._exit(0)


def warm_kernel(spare: Spare) -> type[OwnKernel]:
    """The kind of :class:`OwnKernel` that the spare process becomes."""

    class Warm(LocalProvisioner):
        async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
            del kwargs
            spare.start(cmd[cmd.index("-f") :])
            self.process, self.pid, self.pgid = cast(Any, spare), spare.pid, spare.pid
            return self.connection_info

    class WarmKernel(OwnKernel):
        async def _async_pre_start_kernel(self, **kw: Any) -> Any:
            self.provisioner = Warm(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
            return await super()._async_pre_start_kernel(**kw)

    return WarmKernel
