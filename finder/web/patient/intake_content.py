"""What each audience sees of a visit, what the clinic gets, and whether the visit has
changed since then."""

from hashlib import sha256

from finder.core.deciding.triage import CRISIS
from finder.core.sharing.audiences import Audience, Consent
from finder.core.sharing.intake_content import (
    IntakeContent,
    content_for_clinic,
    content_to_json,
)
from finder.core.sharing.views import View, view
from finder.core.visiting.visit import Visit
from finder.web.app.state import state


def seen_by(visit: Visit, audience: Audience) -> View:
    """Return what this audience sees of a completed visit."""
    return view(
        state().ruleset,
        visit.answers,
        audience,
        Consent(
            include_private=visit.include_private,
            share_crisis=state().settings.share_crisis,
        ),
        own_words=visit.own_words,
        own_words_language=visit.own_words_language,
        acknowledged=visit.acknowledged,
        taken_back=visit.taken_back,
    )


def content_to_share(visit: Visit) -> IntakeContent:
    return as_wished(visit, include_private=visit.include_private)


def as_wished(visit: Visit, *, include_private: bool) -> IntakeContent:
    return content_for_clinic(
        state().ruleset,
        visit.answers,
        visit.own_words,
        visit.acknowledged,
        include_private=include_private,
        share_crisis=state().settings.share_crisis,
        taken_back=visit.taken_back,
        own_words_language=visit.own_words_language,
    )


def mentions_crisis(content: IntakeContent) -> bool:
    """Return whether the intake tells the clinic that help in a crisis was shown, now
    or earlier."""
    return content.crisis or any(each.level == CRISIS for each in content.taken_back)


def fingerprint(content: IntakeContent) -> str:
    """Return a hash of the content. It binds a consent to exactly what was shown."""
    return sha256(content_to_json(content)).hexdigest()


def differs_from_shared(visit: Visit) -> bool:
    """Return whether a shared visit differs from what the clinic has. Whether private
    answers are on the sheet makes no difference."""
    if not visit.reference or not visit.shared_print:
        return False
    return visit.shared_print not in prints(visit)


def prints(visit: Visit) -> frozenset[str]:
    """Return the fingerprints of the current answers, with and without the private
    ones."""
    return frozenset(
        fingerprint(as_wished(visit, include_private=each)) for each in (True, False)
    )
