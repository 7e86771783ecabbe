"""Which processes make the running shop?"""

import signal
from collections.abc import Mapping

from devtools.checkout import Checkout
from devtools.processes import Service

# SIGTERM lets a worker finish for a moment, then hands its tasks back to the queue.
WORKER_GOODBYES = ((signal.SIGTERM, 10.0),)
# Seconds for that moment: whoever presses Ctrl-C waits for it.
WORKER_GRACE = "worker_soft_shutdown_timeout=2"
WORKER_QUEUES = {
    "slots": "slots",
    "planning": "planning",
    "window": "storefront",
    "news": "news,mail,webhooks",
    "work": "default,payments,imports",
}
WORKER_TITLES = {
    "slots": "The worker for slots",
    "planning": "The worker that plans the trains",
    "window": "The worker for the shop window",
    "news": "The worker for events, mail and webhooks",
    "work": "The worker for everything else",
}
# The window is refreshed by one at a time anyway. Events are handed on, mail is sent and endpoints are
# called by one each, so that none of the three waits for another; one more as a sender's last calls, to
# those who hang, go on while the next sender has begun.
WORKER_PROCESSES = {"slots": 2, "planning": 1, "window": 1, "news": 4, "work": 2}


def web(checkout: Checkout, environment: Mapping[str, str], *, listener: int) -> Service:
    """The web server, on a socket that already listens."""
    return Service(
        name="web",
        title="The web server",
        argv=[
            str(checkout.python),
            "-m",
            "gunicorn",
            "--config",
            "gunicorn.conf.py",
            "--bind",
            f"fd://{listener}",
        ],
        environment=environment,
        folder=checkout.root,
        log=checkout.logs / "web.log",
        inherited=(listener,),
    )


def workers(checkout: Checkout, environment: Mapping[str, str]) -> list[Service]:
    """One each for slots, plans, the window and news, which never wait for other work, one for the rest."""
    return [
        Service(
            name=name,
            title=WORKER_TITLES[name],
            argv=[
                *_celery(checkout),
                "worker",
                f"--queues={queues}",
                f"--hostname={name}@%h",
                f"--concurrency={WORKER_PROCESSES[name]}",
                "--loglevel=INFO",
                "--without-gossip",
                "--without-mingle",
                "--",
                WORKER_GRACE,
            ],
            environment={**environment, "REMAP_SIGTERM": "SIGQUIT"},
            folder=checkout.root,
            log=checkout.logs / f"{name}.log",
            goodbyes=WORKER_GOODBYES,
        )
        for name, queues in WORKER_QUEUES.items()
    ]


def beat(checkout: Checkout, environment: Mapping[str, str]) -> Service:
    """The clock that asks for the sweeps."""
    return Service(
        name="beat",
        title="The clock (beat)",
        argv=[
            *_celery(checkout),
            "beat",
            f"--schedule={checkout.state / 'beat-schedule'}",
            "--pidfile=",
            "--loglevel=INFO",
        ],
        environment=environment,
        folder=checkout.root,
        log=checkout.logs / "beat.log",
    )


def manage(checkout: Checkout, environment: Mapping[str, str], *words: str) -> Service:
    """A management command as one step of starting up."""
    return Service(
        name=f"manage {words[0]}",
        title=f"manage.py {words[0]}",
        argv=[str(checkout.python), "manage.py", *words],
        environment=environment,
        folder=checkout.root,
        log=checkout.logs / f"{words[0]}.log",
    )


def _celery(checkout: Checkout) -> list[str]:
    return [str(checkout.python), "-m", "celery", "--app=shop", "--quiet"]
