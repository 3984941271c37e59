"""The addresses of pages, which are built once for each clinic."""

from flask import Flask

from finder.web.app.page_addresses import address, built


def test_an_address_is_below_the_root_of_the_request(app: Flask) -> None:
    found = []
    for root in ("", "/c/hill", ""):
        with app.test_request_context("/result", base_url=f"http://localhost{root}"):
            found.append(address("patient.question", page_id="feel", change=1))

    assert found == [
        "/questions/feel?change=1",
        "/c/hill/questions/feel?change=1",
        "/questions/feel?change=1",
    ]


def test_an_address_that_belongs_to_a_person_is_not_cached(app: Flask) -> None:
    with app.test_request_context("/result"):
        cached = built.cache_info().currsize

        assert address("intakes.show", key="one").endswith("/one")
        assert address("patient.result", _anchor="keep") == "/result#keep"

    assert built.cache_info().currsize == cached
