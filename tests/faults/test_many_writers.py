"""Twenty people write into one entry at once, ten saves each: everybody's paragraph is there in the end."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from accounts.enums import Role
from plans.models import Entry, Revision, SideRevision
from tests.conftest import make_user
from tests.faults.conftest import address_of

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, SAVES = 20, 10
ADDRESS = address_of("4.2.9")


class Page:
    """An open entry page of one person, who edits one paragraph and takes in what comes back merged."""

    def __init__(self, client: Client, number: int, narrative: str, version: int, start: threading.Barrier):
        self.client, self.number, self.start = client, number, start
        self.narrative, self.version = narrative, version
        self.bases_of_merges: list[tuple[int, str]] = []
        self.versions: list[int] = []

    def write(self) -> None:
        try:
            self.start.wait()
            for save in range(1, SAVES + 1):
                self._save(save)
        finally:
            connection.close()

    def _save(self, save: int) -> None:
        base = self.version, self.narrative
        mine = re.sub(rf"<p>Yazan {self.number}:[^<]*</p>", f"<p>Yazan {self.number}: söz {save}.</p>", self.narrative)
        form = {"narrative": mine, "version": self.version, "page": f"{self.number:08x}", "page_save": save}
        response = self.client.post(ADDRESS, form, headers={"X-Requested-With": "fetch"})
        answer = response.json()
        assert response.status_code == 200, answer
        self.version, self.narrative = answer["version"], mine
        self.versions.append(self.version)
        if answer["result"] == "merged":
            self.narrative = answer["content"]["narrative"]
            self.bases_of_merges.append(base)


def test_two_hundred_saves_of_twenty_people_into_one_entry(write_entry, agency):
    text = "".join(f"<p>Yazan {number}: başlanğıc.</p>" for number in range(WRITERS))
    entry = write_entry("4.2.9", text)
    start = threading.Barrier(WRITERS)
    pages = []
    for number in range(WRITERS):
        client = Client()
        client.force_login(make_user(f"yazan{number}", Role.CONTRIBUTOR, agency))
        pages.append(Page(client, number, text, entry.version, start))
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(page.write) for page in pages]:
            done.result()
    entry = Entry.objects.get()
    assert entry.narrative == "".join(f"<p>Yazan {number}: söz {SAVES}.</p>" for number in range(WRITERS))
    assert entry.version == 1 + WRITERS * SAVES
    for page in pages:
        assert page.versions == sorted(set(page.versions))
    revisions = dict(Revision.objects.values_list("version", "narrative"))
    assert revisions[entry.version] == entry.narrative
    bases = {base for page in pages for base in page.bases_of_merges}
    assert len(bases) > WRITERS
    for version, narrative in bases:
        assert revisions[version] == narrative
    # Both inputs of every merge stay: the entry's in its revisions, the other beside it.
    merges = sum(len(page.bases_of_merges) for page in pages)
    assert SideRevision.objects.filter(kind="merged", settled_at__isnull=False).count() == merges
