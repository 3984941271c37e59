"""The API as OpenAPI 3.1. The schema of answers comes from the questionnaire."""

from finder.core.deciding.assess import Outcome
from finder.core.directory.distance import Direction
from finder.core.exchange.schema import Schema, answers_schema
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset, Strength

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
BOOLEAN: Schema = {"type": "boolean"}
ANYTHING: Schema = {"type": "object"}
OPTIONAL: Schema = {"type": ["string", "null"]}


def document(ruleset: Ruleset) -> Schema:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pain specialist finder",
            "version": "1",
            "summary": f"Rules version {ruleset.version}",
            "description": f"{ruleset.advice.result.not_a_diagnosis} {ruleset.advice.result.honest} "
            "The app stores and logs nothing that is sent here. "
            "Call the API from a server, not from a page of another site.",
        },
        "paths": {
            "/api/v1/version": {
                "get": reads("version", "The version of the rules", "Version")
            },
            "/api/v1/questionnaire": {
                "get": reads(
                    "questionnaire",
                    "The questions, and when each one is asked",
                    "Questionnaire",
                )
            },
            "/api/v1/assess": {"post": assessing()},
            "/api/v1/directory": {"get": looking_up(ruleset)},
            "/api/v1/openapi.json": {
                "get": reads("openapi", "This document", "Document")
            },
            "/api/v1/fhir/Questionnaire": {
                "get": reads(
                    "fhir_questionnaire",
                    "The questionnaire in FHIR R4",
                    "Resource",
                    "application/fhir+json",
                )
            },
        },
        "components": {"schemas": schemas(ruleset)},
    }


def reads(
    name: str, summary: str, schema: str, kind: str = "application/json"
) -> Schema:
    return {
        "operationId": name,
        "summary": summary,
        "responses": {"200": answer(f"{summary}.", schema, kind), **TOO_MANY},
    }


def assessing() -> Schema:
    return {
        "operationId": "assess",
        "summary": "Assess the answers of one person; a missing question counts as skipped",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": refer("Answers")}},
        },
        "responses": {
            "200": answer("The assessment, as ids and numbers.", "Assessment"),
            "400": wrong("The body is not JSON."),
            "413": wrong("The body is larger than 64 KB."),
            "415": wrong("The body is not application/json in UTF-8."),
            "422": wrong(
                "The answers do not fit the questionnaire. `mistakes` lists each mistake."
            ),
            **TOO_MANY,
        },
    }


def looking_up(ruleset: Ruleset) -> Schema:
    backgrounds = ", ".join(background.id for background in ruleset.backgrounds)
    asked = {
        "zip": "A ZIP code of five digits. It is used only for this response.",
        "background": f"{backgrounds}, pain (the default), or a kind of directory.toml.",
        "pain": "With any value, only clinicians who list pain medicine.",
        "after": "The value of `after` in the response before, to continue the list.",
    }
    return {
        "operationId": "directory",
        "summary": "Clinicians near a ZIP code, as they describe themselves: best fit first, then by distance",
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": name == "zip",
                "description": about,
                "schema": TEXT,
            }
            for name, about in asked.items()
        ],
        "responses": {
            "200": answer("Up to ten clinicians.", "Directory"),
            "404": wrong("No directory has been imported."),
            "422": wrong("The ZIP code or the background is not known."),
            **TOO_MANY,
        },
    }


def answer(description: str, schema: str, kind: str = "application/json") -> Schema:
    return {"description": description, "content": {kind: {"schema": refer(schema)}}}


def wrong(description: str) -> Schema:
    return answer(description, "Problem", "application/problem+json")


def refer(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


TOO_MANY: Schema = {
    "429": {
        **wrong(
            "This client sent too many requests. It may send the next one after the seconds in `Retry-After`."
        ),
        "headers": {
            "Retry-After": {
                "required": True,
                "schema": {"type": "integer", "minimum": 1},
            }
        },
    }
}


def schemas(ruleset: Ruleset) -> Schema:
    return {
        "Answers": answers_schema(ruleset.questionnaire),
        "Assessment": assessment_schema(ruleset),
        "Questionnaire": exactly(
            rules_version=TEXT,
            language=TEXT,
            findings=ANYTHING,
            pages={"type": "array", "items": ANYTHING},
        ),
        "Texts": texts_schema(ruleset),
        "Directory": directory_schema(),
        "Version": exactly(
            rules_version=TEXT,
            reviewed=BOOLEAN,
            reviewed_by=OPTIONAL,
            review_by=OPTIONAL,
        ),
        "Document": {"type": "object", "required": ["openapi", "paths"]},
        "Resource": {"type": "object", "required": ["resourceType"]},
        "Problem": {
            "type": "object",
            "properties": {
                "title": TEXT,
                "status": {"type": "integer"},
                "detail": TEXT,
                "mistakes": TEXTS,
            },
            "required": ["title", "status"],
        },
    }


def assessment_schema(ruleset: Ruleset) -> Schema:
    backgrounds: Schema = {
        "enum": [background.id for background in ruleset.backgrounds]
    }
    numbers: Schema = {
        "type": "object",
        "additionalProperties": {"type": "integer", "minimum": 0},
    }
    texts_by_name: Schema = {"type": "object", "additionalProperties": TEXTS}
    steps: Schema = {"type": "array", "items": TEXTS}
    return exactly(
        outcome={"enum": list(Outcome)},
        rules_version=TEXT,
        level={"enum": [level.id for level in Level]},
        crisis=BOOLEAN,
        red_flags={"type": "object", "additionalProperties": TEXT},
        leads={"type": "array", "items": backgrounds},
        also={"type": "array", "items": backgrounds},
        strength={"enum": list(Strength)},
        regular_doctor_first=BOOLEAN,
        team=BOOLEAN,
        scores=numbers,
        reasons=texts_by_name,
        fired={"type": "object", "additionalProperties": numbers},
        treatments=steps,
        more_treatments=steps,
        later_treatments=TEXTS,
        notes=texts_by_name,
        cautions=TEXTS,
        cautions_apart=TEXTS,
        also_see=TEXTS,
        language=TEXT,
        texts={
            "type": "object",
            "additionalProperties": refer("Texts"),
            "required": [ruleset.language],
        },
    )


def texts_schema(ruleset: Ruleset) -> Schema:
    """Return the schema of one language in `texts`: the assessment in words. Some
    properties are optional."""
    advice = exactly(
        level={"enum": [level.id for level in Level]},
        heading=TEXT,
        text=TEXT,
        ticked=TEXTS,
        sentences=TEXTS,
    )
    backgrounds: Schema = {
        "enum": [background.id for background in ruleset.backgrounds]
    }
    texts = exactly(
        headline=TEXT,
        sure=TEXT,
        advice={"type": "array", "items": advice},
        crisis=TEXTS,
        leads={
            "type": "array",
            "items": exactly(background=backgrounds, name=TEXT, reasons=TEXTS),
        },
        also=TEXTS,
        treatments={"type": "array", "items": TEXTS},
        cautions=TEXTS,
        also_see=TEXTS,
        not_a_diagnosis=TEXT,
        reviewed=TEXT,
    )
    return {
        **texts,
        "properties": {
            "text": TEXT,
            "regular_doctor": TEXT,
            "after_check": TEXT,
            **texts["properties"],
        },
    }


def directory_schema() -> Schema:
    clinician = exactly(
        npi=TEXT,
        name=TEXT,
        credential=TEXT,
        codes=TEXTS,
        says=TEXTS,
        lists_pain_medicine=BOOLEAN,
        miles={"type": "integer"},
        direction={"enum": list(Direction)},
        street=TEXT,
        city=TEXT,
        state=TEXT,
        zip=TEXT,
        phone=TEXT,
        since=OPTIONAL,
    )
    people: Schema = {"type": "array", "items": clinician}
    return exactly(
        as_of=OPTIONAL,
        made_up=BOOLEAN,
        miles={"type": "integer"},
        clinicians=people,
        after=OPTIONAL,
    )


def exactly(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
