"""An intake in words, as the desk reads it and as the person who answered read it."""

from finder.core.rules.voice import Voice, voice_of
from finder.core.sharing.intake_content import IntakeContent
from finder.core.sharing.stored_assessment import known_part
from finder.core.summarizing.context import Context
from finder.core.summarizing.summarize import summarize
from finder.core.summarizing.summary import Summary
from finder.store.intakes import Taken
from finder.web.app.state import state


def for_the_desk(content: IntakeContent) -> Summary:
    """Return the summary that speaks about the person as "they"."""
    return in_voice(content, Voice.HELPER)


def as_it_was_read(content: IntakeContent, taken: Taken) -> Summary:
    """Return the summary in the voice of its visit: to the person, or to a helper. The
    rest of the request uses that voice too."""
    by_phone = taken is Taken.PHONE
    return in_voice(
        content,
        voice_of(state().ruleset.questionnaire, content.answers, by_phone=by_phone),
    )


def in_voice(content: IntakeContent, voice: Voice) -> Summary:
    state().speak_to(voice)
    return summarize(
        state().ruleset,
        content.answers,
        known_part(state().ruleset, content.assessment),
        Context(
            acknowledged=content.acknowledged,
            taken_back=content.taken_back,
            here=state().local.zone,
            own_words=content.own_words,
            own_words_language=content.own_words_language,
            show_treatments=state().settings.show_treatments,
        ),
        known_part(state().ruleset, content.second) if content.second else None,
    )
