"""Can anybody buy here, from the shop window to delivered?"""

import json
import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.credentials import read_credentials
from shop.journey import Journey, JourneyFailed, Step

TIMEOUT_S = 20.0
REST_S = 0.5
COLUMNS = "{number:>2}  {who:<12} {what:<27} {status:>4}  {result:<70} {url}"


class Command(BaseCommand):
    """A thin door to the journey; it speaks HTTP alone, so the shop may run anywhere."""

    help = "Walk the demo journey over HTTP and print its steps."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which shop, with whose sign-ins."""
        parser.add_argument("--base-url", default=settings.PUBLIC_URL, help="Where the shop answers.")
        parser.add_argument(
            "--credentials",
            type=Path,
            default=settings.STATE_DIR / "credentials.json",
            help="The file that load_demo wrote.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Walk, and print each step when it is taken.

        :raises CommandError: naming the first step that fails.
        """
        # The table shows each request; a log line beside it would tear it apart.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        known = read_credentials(options["credentials"])
        if not {"buyers", "sellers", "partner"} <= set(known):
            raise CommandError(f"{options['credentials']} holds no demo sign-ins: run load_demo first.")
        with httpx.Client(base_url=options["base_url"], timeout=TIMEOUT_S, trust_env=False) as http:
            journey = Journey(http=http, credentials=known, rest=lambda: time.sleep(REST_S))
            try:
                for number, step in enumerate(journey.walk(), start=1):
                    self._print(number, step)
            except JourneyFailed as failure:
                raise CommandError(f"The demo journey failed. {failure}") from None
        self._print_sign_ins(options["base_url"], known, journey)

    def _print(self, number: int, step: Step) -> None:
        if number == 1:
            heads = {"who": "who", "what": "step", "result": "result", "url": "URL"}
            self.stdout.write(COLUMNS.format(number="#", status="HTTP", **heads))
        self.stdout.write(
            COLUMNS.format(
                number=number,
                who=step.who,
                what=step.what,
                status=step.status,
                result=step.result,
                url=step.url,
            )
        )

    def _print_sign_ins(self, base_url: str, known: Mapping[str, Any], journey: Journey) -> None:
        page = journey.tracking_url.replace("/api/v1/", "/")
        self.stdout.write("")
        self.stdout.write(f"The parcel:  {page}")
        self.stdout.write(f"The API:     {base_url}/api/docs")
        self.stdout.write(f"The admin:   {base_url}/admin/")
        people = [known["admin"], known["staff"], *known["sellers"], *known["buyers"]]
        for person in people:
            code = f" (seller {person['code']})" if "code" in person else ""
            app = f"  authenticator {person['totp_secret']}" if "totp_secret" in person else ""
            self.stdout.write(f"  sign in as {person['email']}  {json.dumps(person['password'])}{app}{code}")
