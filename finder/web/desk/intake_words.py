"""An intake in words, as the desk reads it and as the person who answered read it."""

from finder.core.rules.voice import Voice, voice_of
from finder.core.sharing.intake_content import IntakeContent, known_content
from finder.core.summarizing.context import Context
from finder.core.summarizing.summarize import summarize
from finder.core.summarizing.summary import Summary
from finder.store.intakes import FilledIn
from finder.web.app.state import state


def for_the_desk(content: IntakeContent) -> Summary:
    """Return the summary that speaks about the person as "they"."""
    return in_voice(content, Voice.HELPER)


def for_its_reader(content: IntakeContent, taken: FilledIn) -> Summary:
    """Return the summary in the voice of its visit: to the person, or to a helper. The
    rest of the request uses that voice too."""
    questionnaire = state().ruleset.questionnaire
    by_phone = taken is FilledIn.PHONE
    voice = voice_of(questionnaire, content.answers, by_phone=by_phone)
    return in_voice(content, voice)


def in_voice(content: IntakeContent, voice: Voice) -> Summary:
    """Return the summary in a voice, which the rest of the request uses too."""
    state().speak_to(voice)
    ruleset = state().ruleset
    context = Context(
        acknowledged=content.acknowledged,
        taken_back=content.taken_back,
        here=state().local.zone,
        own_words=content.own_words,
        own_words_language=content.own_words_language,
        show_treatments=state().settings.show_treatments,
    )
    known = known_content(ruleset, content)
    return summarize(ruleset, known.answers, known.assessment, context, known.second)
