"""Lists of addresses as mailing tools export them, and as people keep them."""

from __future__ import annotations

import pytest

from postlab.errors import FaultsError, InputError
from postlab.exports.address_list import read_address_list

TWO = ["ann@uni.example", "bob@uni.example"]

LISTS = {
    "Mailchimp": 'Email Address,First Name,Last Name,RATING\n"ann@uni.example",Ann,Lee,2\nbob@uni.example,Bob,,3\n',
    "Brevo": "EMAIL;VORNAME;SMS\nann@uni.example;Ann;\nbob@uni.example;Bob;\n",
    "Handshake": "First Name,Last Name,Student Email,Year\nAnn,Lee,ann@uni.example,2\nBob,,bob@uni.example,\n",
    "German": "Vorname;E-Mail-Adresse\nAnn;ann@uni.example\nBob;bob@uni.example\n",
    "tabs": "Name\tE-mail\nAnn\tann@uni.example\nBob\tbob@uni.example\n",
    "plain": "ann@uni.example\n\nbob@uni.example\n",
    "names without headers": "Ann,ann@uni.example\nBob,bob@uni.example\n",
    "Windows": "\ufeffE-Mail;Name\r\nann@uni.example;Änn\r\nbob@uni.example;Bob\r\n",
}


@pytest.mark.parametrize("kind", LISTS)
def test_the_addresses_are_found(kind: str) -> None:
    assert read_address_list(LISTS[kind].encode(), "list.csv").addresses == TWO


def test_an_old_encoding_is_read() -> None:
    read = read_address_list("Name;E-Mail\nJürgen;ann@uni.example\nBob;bob@uni.example\n".encode("cp1252"), "list.csv")
    assert read.rows[0] == ("Jürgen", "ann@uni.example")


def test_the_columns_of_a_row_stay_as_they_were() -> None:
    read = read_address_list(LISTS["Mailchimp"].encode(), "list.csv")
    assert read.table_of([1]) == "Email Address,First Name,Last Name,RATING\nbob@uni.example,Bob,,3\n"
    assert (
        read_address_list(LISTS["Brevo"].encode(), "list.csv").table_of([0]).splitlines()[1] == "ann@uni.example;Ann;"
    )
    assert (
        read_address_list(LISTS["plain"].encode(), "list.csv").table_of([0, 1]) == "ann@uni.example\nbob@uni.example\n"
    )


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("email\nann@uni.example\nAnn@uni.example\n", "line 3", "the same address as line 2"),
        ("email\nann@uni.example\nann at uni\n", "line 3", "no e-mail address"),
        ("email,name\nann@uni.example,Ann\n,Bob\n", "line 3", "no e-mail address"),
        ("email\nann@uni.example\nAnn <ann@uni.example>\n", "line 3", "no e-mail address"),
        ("email\nann@uni.example\nbob@localhost\n", "line 3", "no e-mail address"),
        ("email\nann@uni.example\na@b.example; c@d.example\n", "line 3", "no e-mail address"),
    ],
)
def test_a_line_is_named_and_never_what_stands_in_it(text: str, place: str, why: str) -> None:
    with pytest.raises(FaultsError) as caught:
        read_address_list(text.encode(), "list.csv")
    (fault,) = caught.value.faults
    assert (fault.place, why in fault.message) == (place, True)
    assert "@" not in f"{caught.value.message}{fault.message}{caught.value.hint}"


def test_of_many_faults_some_are_named() -> None:
    with pytest.raises(FaultsError) as caught:
        read_address_list(("email\n" + "nobody\n" * 40).encode(), "list.csv")
    assert [caught.value.faults[0].place, caught.value.faults[-1].place] == ["line 2", "further lines"]
    assert caught.value.faults[-1].message == "30 more"


def test_a_list_without_addresses_is_refused() -> None:
    with pytest.raises(InputError, match="no column of e-mail addresses"):
        read_address_list(b"Name,Year\nAnn,2\n", "list.csv")
