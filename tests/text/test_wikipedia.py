"""Wiki markup into prose, piece by piece."""

import bz2

import pytest

from playground.text.wikipedia import DUMP, load_wikipedia, paragraph, prose

LONG = "This sentence is long enough to be a paragraph, for it goes on and on until there are eighty characters."


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("The ''[[cat]]'' met '''two [[dog|dogs]]'''.", "The cat met two dogs."),
        ("It is {{convert|1300|mi|km}} long.<ref name=x>A note. [http://a.b c]</ref>", "It is 1300 mi long."),
        ("A [[File:a.jpg|thumb|a [[small]] picture]]cat {{citation needed|date={{now}}}}sat.", "A cat sat."),
        (
            "The ''Eagle'''s stage &ndash; 1914–18 – fell, she said, “there”.",
            'The Eagle\'s stage - 1914-18 - fell, she said, "there".',
        ),
        ("Apollo ({{lang|grc|Ἀπόλλων}}; {{IPA|x}}) was a god (of light).", "Apollo was a god (of light)."),
        ("See [http://example.org the site] and <!-- not --> stay.", "See the site and stay."),
    ],
)
def test_markup_becomes_what_a_reader_sees(markup, shown):
    assert prose(f"{LONG} {markup}") == [f"{LONG} {shown}"]


@pytest.mark.parametrize(
    "sentence", ["The sum of <math>x</math> is four.", "It lies at {{coord|1|2}}.", "The word λόγος is old.", "It was by ."]
)
def test_a_sentence_with_a_hole_goes(sentence):
    assert prose(f"{LONG} {sentence} The rest of it stays.") == [f"{LONG} The rest of it stays."]


def test_lists_headings_tables_captions_and_notes_go():
    page = f"""{{{{Infobox|a={{{{b}}}}
| c = d.}}}}
{LONG}
== Heading ==
* {LONG}
{{| class="x"
| {LONG}
|}}
A caption without an end
== References ==
{LONG}"""
    assert prose(page) == [LONG]


def test_accents_are_dropped():
    assert paragraph("Gödel met Héloïse in Łódź.") == "Godel met Heloise in Lodz."


def test_a_dump_gives_whole_articles_up_to_the_limit(tmp_path):
    page = "<page><title>{0}</title><ns>{1}</ns><revision><text>{2}</text></revision></page>"
    long = "\n\n".join([LONG] * 25)
    pages = [("One", 0, long), ("Talk", 1, long), ("Old", 0, "#REDIRECT [[One]]" + long), ("Short", 0, LONG), ("Two", 0, long)]
    inside = "".join(page.format(*values) for values in pages)
    xml = f'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/">{inside}</mediawiki>'
    (tmp_path / DUMP).parent.mkdir(parents=True)
    (tmp_path / DUMP).write_bytes(bz2.compress(xml.encode()))
    text = load_wikipedia(tmp_path, 10_000)
    assert text == "".join(f"{title}\n\n{long}\n\n\n" for title in ("One", "Two"))
    assert load_wikipedia(tmp_path, 5_000) == f"One\n\n{long}\n\n\n"
