"""The same questionnaire as a wizard of django-formtools with sessions in a database,
which is what a team would build with the best known library for it. It has no red
flags, no encryption, no rules and no languages."""

from collections.abc import Callable, Mapping

import django
from django import forms
from django.conf import settings
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path

from finder.core.rules.page import SCALE, Kind, Page, Question
from finder.core.rules.questionnaire import Questionnaire

Posted = Mapping[str, Mapping[str, str | list[str]]]
"""What is sent to each page, by page id."""

PAGE = """<!doctype html><html lang="en"><head><title>{{ wizard.steps.current }}</title></head><body>
<form method="post">{% csrf_token %}{{ wizard.management_form }}{{ wizard.form.as_div }}
<button>Continue</button></form></body></html>"""
RESULT = """<!doctype html><html lang='en'><head><title>Result</title></head>\
<body><h1>Result</h1>{{ answers }}</body></html>"""


IN_MEMORY = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


def set_up(database: Mapping[str, str] = IN_MEMORY) -> None:
    """Set up Django for one database, and create its session table."""
    settings.configure(
        SECRET_KEY="a key for a bench",  # noqa: S106 - no secret
        ALLOWED_HOSTS=["testserver", "127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["django.contrib.sessions", "formtools"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        DATABASES={"default": dict(database)},
        SESSION_ENGINE="django.contrib.sessions.backends.db",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        ("django.template.loaders.locmem.Loader", {"page.html": PAGE})
                    ]
                },
            }
        ],
    )
    django.setup()
    call_command("migrate", verbosity=0)


urlpatterns: list[object] = []


def serve_wizard(questionnaire: Questionnaire, posted: Posted) -> list[Page]:
    """Make Django serve the wizard, and return its pages. Pages without answers are
    left out, because the wizard cannot skip them."""
    from formtools.wizard.views import NamedUrlSessionWizardView

    pages = [page for page in questionnaire.pages if posted.get(page.id)]
    result = engines["django"].from_string(RESULT)

    class Wizard(NamedUrlSessionWizardView):  # type: ignore[misc]
        template_name = "page.html"

        def done(self, form_list: object, **_: object) -> HttpResponse:
            answers = self.get_all_cleaned_data()
            return HttpResponse(result.render({"answers": answers}, self.request))

    steps = [(page.id, form_of(page)) for page in pages]
    view: Callable[[HttpRequest], HttpResponse] = Wizard.as_view(
        steps, url_name="step", done_step_name="done"
    )
    urlpatterns[:] = [path("<step>/", view, name="step")]
    return pages


def wizard_of(questionnaire: Questionnaire, posted: Posted) -> Callable[[], int]:
    """Return a function that walks through the wizard and returns the number of
    answered pages."""
    pages = serve_wizard(questionnaire, posted)

    def walk() -> int:
        client = Client()
        address = f"/{pages[0].id}/"
        for page in pages:
            assert client.get(address).status_code == 200
            sent = client.post(address, form_sent(page.id, posted))
            address = sent.headers["Location"]
        assert client.get(address).status_code == 200
        return len(pages)

    return walk


def form_sent(page: str, posted: Posted) -> dict[str, str | list[str]]:
    """Return the form that a browser sends for a page."""
    answers = {f"{page}-{name}": value for name, value in posted[page].items()}
    return {"wizard-current_step": page, **answers}


def form_of(page: Page) -> type[forms.Form]:
    """Return the form of a page."""
    fields = {question.id: field_of(question) for question in page.questions}
    return type("PageForm", (forms.Form,), fields)


def field_of(question: Question) -> forms.Field:
    """Return the field of a question with all its options, because a wizard of forms
    hides none."""
    if question.kind is Kind.TEXT:
        return forms.CharField(
            label=question.words, required=False, widget=forms.Textarea
        )
    if question.kind is Kind.MANY:
        choices = [(option.id, option.words) for option in question.options]
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(
            label=question.words, choices=choices, required=False, widget=boxes
        )
    named = [(option.id, option.words) for option in question.options] or [
        (each, each) for each in SCALE
    ]
    return forms.ChoiceField(
        label=question.words, choices=named, required=False, widget=forms.RadioSelect
    )
