"""In which order does the shop come up, and what keeps it up?"""

import shutil
import time
import urllib.error
import urllib.request
from pathlib import Path

from devtools.checkout import Checkout, locked
from devtools.ending import clear_leftovers
from devtools.environment import operator_settings, shop_environment
from devtools.following import Follower
from devtools.home import lasting_home
from devtools.install import compile_sources, ensure_installed
from devtools.ports import LOOPBACK, listen_for_web
from devtools.problems import Problem, last_words
from devtools.record import new_record
from devtools.servers import Embedded, Servers, outside
from devtools.shop_services import WORKER_QUEUES, beat, manage, web, workers
from devtools.static_files import are_collected, note_collected
from devtools.stopping import Stopper
from devtools.supervisor import TICK_S, Supervisor
from devtools.words import kept_secret_words

READY_PATIENCE_S = 90.0
STEP_PAUSE_S = 0.05
COMMAND_ERROR = "CommandError: "
# Without the demo there are no people: whoever installs it is the first.
FIRST_SIGN_IN = "./dev manage createsuperuser"


class Start:
    """One run of ``./dev up`` in this very process."""

    def __init__(self, checkout: Checkout, stopper: Stopper, *, empty: bool, follow: bool) -> None:
        self._checkout = checkout
        self._empty = empty
        self._follow = follow
        self._stopper = stopper
        self._record = new_record()
        self._supervisor = Supervisor(checkout, self._record, self._stopper)
        self._environment: dict[str, str] = {}

    def run(self) -> None:
        """
        Bring everything up and keep it up until somebody asks to stop.

        :raises Problem: if a step fails or a process cannot be kept alive; everything is stopped by then.
        :raises Stop: when asked to stop; everything is stopped by then.
        """
        excuse = "Another ./dev command of this checkout is at work: try again when it is done."
        with locked(self._checkout.state / "lock", patience_s=30, excuse=excuse):
            clear_leftovers(self._checkout)
            shutil.rmtree(self._checkout.state / "held", ignore_errors=True)
            try:
                self._bring_up()
                self._keep_up()
            finally:
                self._stopper.ignore()
                if self._record.processes:
                    print("dev: stopping", flush=True)
                self._supervisor.stop_all()
                self._checkout.running.unlink(missing_ok=True)

    def _bring_up(self) -> None:
        began_s = time.monotonic()
        ensure_installed(self._checkout)
        compile_sources(self._checkout)
        for old in self._checkout.logs.glob("*.log"):
            if old.name != "launcher.log":
                old.unlink()
        said = operator_settings(self._checkout)
        with listen_for_web(said.get("PORT") or None) as listener:
            self._record.base_url = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
            self._start_servers(said)
            self._prepare_data()
            # Kept open for the web server's successors: this copy belongs to the supervisor.
            service = web(self._checkout, self._environment, listener=listener.detach())
        for process in (service, *workers(self._checkout, self._environment)):
            self._supervisor.start(process)
        self._supervisor.start(beat(self._checkout, self._environment))
        self._wait_until_ready()
        if not self._empty:
            self._walk_the_journey()
        self._record.ready = True
        self._record.write(self._checkout.running)
        print(f"Ready after {time.monotonic() - began_s:.0f} s. {self._where()}", flush=True)

    def _start_servers(self, said: dict[str, str]) -> None:
        words = kept_secret_words(self._checkout.secrets)
        instead = outside(said)
        instead.check()
        began_s = time.monotonic()
        servers = Servers()
        embedded = Embedded(
            venv=self._checkout.venv,
            home=lasting_home(self._checkout, token=words.home_token),
            words=words,
            logs=self._checkout.logs,
            durable=True,
        )
        with self._stopper.shielded():
            embedded.start_into(servers, instead=instead, started=self._supervisor.watch)
        self._record.urls = servers.urls
        self._record.demo = not self._empty
        self._environment = shop_environment(
            self._checkout,
            said,
            words=words,
            urls=servers.urls,
            base_url=self._record.base_url,
            demo=not self._empty,
        )
        _tell("Starting PostgreSQL and Redis", began_s)

    def _prepare_data(self) -> None:
        if not are_collected(self._checkout):
            self._step("Collecting the static files", "collectstatic", "--noinput", "--verbosity=0")
            note_collected(self._checkout)
        self._step("Migrating", "migrate", "--noinput", "--verbosity=1")
        self._step("Loading the reference data", "load_reference")
        if not self._empty:
            where = ("--credentials", str(self._checkout.credentials))
            self._step("Loading the demo data", "load_demo", "--pictures", *where)
        self._step("Laying the sandbox", "lay_sandbox")

    def _walk_the_journey(self) -> None:
        self._step(
            "Walking the demo journey",
            "demo_journey",
            "--base-url",
            self._record.base_url,
            "--credentials",
            str(self._checkout.credentials),
            show=True,
        )

    def _step(self, title: str, *words: str, show: bool = False) -> None:
        """Run one management command to its end, while everything else stays alive."""
        began_s = time.monotonic()
        service = manage(self._checkout, self._environment, *words)
        running = self._supervisor.start(service)
        follower = Follower({"": service.log})
        while not running.has_ended:
            if show:
                _print_lines(follower)
            time.sleep(STEP_PAUSE_S)
        self._supervisor.forget(service.name)
        if show:
            _print_lines(follower)
        if running.popen.returncode:
            said = last_words(service.log).removeprefix(COMMAND_ERROR)
            raise Problem(f"{title} failed: {said} (see {service.log})")
        self._supervisor.check()
        _tell(title, began_s)

    def _wait_until_ready(self) -> None:
        began_s = time.monotonic()
        answer = "no answer"
        while time.monotonic() - began_s < READY_PATIENCE_S:
            self._supervisor.check()
            answer = ask(f"{self._record.base_url}/readyz")
            if answer == "200":
                _tell("Starting the web server, workers and clock", began_s)
                return
            time.sleep(0.1)
        log = self._checkout.logs / "web.log"
        raise Problem(f"The shop does not become ready, /readyz says {answer}: {last_words(log)} (see {log})")

    def _keep_up(self) -> None:
        follower = Follower(log_files(self._checkout))
        follower.skip_to_the_end()
        if self._follow:
            print("The logs follow; Ctrl-C stops everything.", flush=True)
        while True:
            self._supervisor.tend()
            if self._follow:
                follower.show()
            time.sleep(TICK_S)

    def _where(self) -> str:
        shop = self._record.base_url
        return f"Shop: {shop}/  Admin: {shop}/admin/  {how_to_sign_in(demo=self._record.demo)}"


def how_to_sign_in(*, demo: bool) -> str:
    """Where somebody's sign-in is told, or how the first is made where nobody has one."""
    return "Sign-ins: ./dev info" if demo else f"Nobody can sign in yet: {FIRST_SIGN_IN}"


def log_files(checkout: Checkout) -> dict[str, Path]:
    """The logs of the processes that stay, by name."""
    names = ("web", *WORKER_QUEUES, "beat", "postgres", "redis")
    return {name: checkout.logs / f"{name}.log" for name in names}


def ask(url: str) -> str:
    """The status with which an address answers, or why it does not."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - always our own http address
            return str(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return str(error.code)
    except OSError as error:
        return str(error)


def _print_lines(follower: Follower) -> None:
    for _, line in follower.new_lines():
        # The error becomes the launcher's own sentence.
        if not line.startswith(COMMAND_ERROR):
            print(line, flush=True)


def _tell(title: str, began_s: float) -> None:
    print(f"  {title}: {time.monotonic() - began_s:.1f} s", flush=True)
