"""The digest as a table: the published numbers, and nothing that a spreadsheet would run."""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from advicebot.domain.outcomes import digest_json
from advicebot.domain.outcomes.digest import Digest
from advicebot.domain.outcomes.digest_csv import HIDDEN, LEGEND, as_csv, guarded
from tests.digests import a_full_digest, a_sparse_digest, an_empty_digest, bars, points


def rows(digest: Digest) -> list[dict[str, str]]:
    """Return the table as a spreadsheet reads it."""
    return list(csv.DictReader(StringIO(as_csv(digest).removeprefix("\ufeff"))))


def of(digest: Digest, what: str) -> list[str]:
    return [row["number"] for row in rows(digest) if row["what"] == what]


def test_counts_rates_and_times_are_in_cells_of_their_own():
    digest = a_full_digest()
    found = {(row["what"], row["period"]): row for row in rows(digest)}
    for number in digest.numbers:
        assert found[number.label, "this week"]["in words"] == number.this.words
        assert found[number.label, "term so far"]["how it is counted"] == number.how
    calls, full = digest.numbers[0], digest.numbers[3]
    assert found[calls.label, "this week"]["number"] == calls.this.words
    rate = full.this.rate
    assert rate is not None
    assert rate.share is not None
    row = found[full.label, "this week"]
    assert (row["number"], row["of"], row["not known"]) == tuple(
        map(str, (rate.right, rate.n, rate.unknown))
    )
    assert float(row["share"]) == pytest.approx(rate.share, abs=0.001)
    assert float(row["lowest share"]) <= float(row["share"]) <= float(row["highest share"])
    assert found[digest.numbers[2].label, "this week"]["median minutes"] == "12.0"


def test_what_is_not_shown_is_c_and_never_nought_or_empty():
    digest = replace(
        an_empty_digest(),
        weeks=points((None, None), (8, None), (0, 0)),
        whereabouts=bars(85, *[None] * 7),
    )
    assert of(digest, "Calls by week") == [HIDDEN, "8", "0"]
    assert of(digest, "Urgent calls by week") == [HIDDEN, HIDDEN, "0"]
    places = [r["number"] for r in rows(digest) if r["what"].startswith("Where")]
    assert places == ["85", *[HIDDEN] * 7]


def test_a_small_week_hides_in_the_table_what_the_digest_hides():
    digest = a_sparse_digest()
    assert of(digest, "Calls") == [HIDDEN, "6", "9"]
    assert of(digest, "Urgent")[0] == HIDDEN
    assert rows(digest)[-1]["in words"] == LEGEND


def test_a_period_without_anything_to_count_has_an_empty_cell():
    digest = an_empty_digest()
    label = digest.numbers[4].label
    assert of(digest, label) == ["", "", ""]
    assert {r["in words"] for r in rows(digest) if r["what"] == label} == {"none"}


def test_no_number_is_in_the_table_that_is_not_in_the_stored_digest():
    """What was read back from the store gives the same table: nothing is worked out anew."""
    digest = a_full_digest()
    assert as_csv(digest_json.load(digest_json.dump(digest))) == as_csv(digest)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+441632960123", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")']
)
def test_nothing_in_a_cell_is_run_as_a_formula(cell: str):
    digest = replace(an_empty_digest(), offers=(cell,), rota=(cell,), headline=cell)
    said = [row["in words"] for row in rows(digest) if row["in words"].endswith(cell)]
    assert said == [f"'{cell}"] * 3
    assert guarded("12") == "12"


def test_quotation_marks_commas_and_line_breaks_stay_in_their_cell():
    wild = 'Half "open", one\nor\r\ntwo; places: ŵ'
    digest = replace(an_empty_digest(), offers=(wild,))
    (offer,) = [row for row in rows(digest) if row["what"] == "Offer"]
    assert offer["in words"] == wild
