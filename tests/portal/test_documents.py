import pytest
from django.utils.translation import override

from portal.documents import Facts, Heading, Paragraph, Table, write_pdf

BLOCKS = [
    Heading("Les formulations"),
    Paragraph("Rien n’est mis en forme : #strong[ni *ceci*] ni $cela$."),
    Facts([("Durée", "1 jour"), ("Base légale", "Mission d’intérêt public")]),
    Heading("Le détail", level=2),
    Table(["Clé", "Finalité"], [[f"question_{n}", "Trier."] for n in range(80)], widths=[1, 3]),
]


@pytest.mark.parametrize(("language", "landscape"), [("fr", False), ("en", True)])
def test_a_document_is_a_pdf_that_a_screen_reader_follows(language, landscape):
    with override(language):
        written = write_pdf(title="Registre", about="Ce jour", blocks=BLOCKS, landscape=landscape)
    assert written.startswith(b"%PDF")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in written
    assert f"<rdf:li>{language}</rdf:li>".encode() in written


@pytest.mark.parametrize("text", ["", "🎉", "مرحبا", "{{", '"\\', "\x00"])
def test_whatever_is_typed_makes_a_document(text):
    blocks = [Heading(text), Paragraph(text), Facts([(text, text)]), Table([text], [[text]], [1])]
    assert write_pdf(title=text, about=text, blocks=blocks).startswith(b"%PDF")
