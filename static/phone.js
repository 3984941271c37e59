// Keys for a call: type the number of an answer, and press Enter to continue. Only keys typed in the main part count.
// While a digit waits for a second one, no key leaves the page. Only the skip key skips a page.
const SKIP_KEY = "s";
const main = document.getElementById("main");
const form = main.querySelector("form.call");
const lists = [...main.querySelectorAll("[data-digits]")];
const acts = [...main.querySelectorAll(":is(button, a)[data-key]")];
const words = main.querySelector("[data-text] textarea");
const skip = main.querySelector("[data-skip]");
const status = document.getElementById("typed");
const texts = document.getElementById("call-words").dataset;
let typed = "";
let picked = null;
let at = Math.max(0, lists.findIndex((list) => !isAnswered(list)));

function isAnswered(list) {
  return Boolean(list.querySelector("input:checked"));
}

function hasAnswer() {
  return lists.some(isAnswered) || Boolean(words?.value.trim());
}

// Return a text with values in place of the names in braces.
function fill(text, values) {
  return Object.entries(values).reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, value), text);
}

function say(text) {
  if (status) status.textContent = text;
}

function nameOf(list) {
  return list.querySelector("legend").textContent.trim();
}

function firstControl(list) {
  return list ? list.querySelector("input:checked") || list.querySelector("input") : main;
}

function choose(list, key) {
  const found = list.querySelector(`[data-key="${key}"]`);
  if (!found) return say(fill(texts.noAnswer, { key, how: list.dataset.how }));
  const answer = found.labels[0].querySelector("span").textContent.trim().replace(/\.$/, "");
  const tell = (text, textWithAnswer, question) => say(fill(answer ? textWithAnswer : text, { key, answer, question }));
  found.focus();
  if (found.checked) {
    found.checked = false;
    return tell(texts.takenBack, texts.takenBackAnswer);
  }
  found.click();
  if (found.type === "radio" && at < lists.length - 1) {
    at += 1;
    return tell(texts.chosenNext, texts.chosenNextAnswer, nameOf(lists[at]));
  }
  return tell(texts.chosen, texts.chosenAnswer);
}

function take() {
  const list = lists[at];
  const key = typed.padStart(Number(list.dataset.digits), "0");
  typed = "";
  choose(list, key);
}

function pick(key) {
  picked = acts.find((act) => act.dataset.key === key) || null;
  if (!picked) return say(`${fill(texts.nothing, { key })} ${numbersToType()}`);
  picked.focus();
  return say(fill(texts.picked, { key }));
}

function numbersToType() {
  const keys = acts.map((act) => act.dataset.key);
  const number = keys.reduce((one, other) => fill(texts.or, { one, other }));
  return fill(texts.typeOne, { number });
}

function digit(key) {
  if (acts.length) return pick(key);
  if (words) return key === "1" ? words.focus() : say(`${fill(texts.nothing, { key })} ${texts.write}`);
  if (!lists.length) return undefined;
  typed += key;
  if (typed.length === Number(lists[at].dataset.digits)) return take();
  return say(fill(texts.waits, { typed }));
}

function deleteLast() {
  if (typed) say(fill(texts.deleted, { typed }));
  else if (picked) say(`${fill(texts.takenBack, { key: picked.dataset.key })} ${numbersToType()}`);
  if (picked) main.focus();
  typed = "";
  picked = null;
}

function howToSkip() {
  if (!skip) return "";
  return ` ${words ? texts.skipWritten : texts.skip}`;
}

function goOn() {
  if (typed) return take();
  if (acts.length) return picked ? picked.click() : say(numbersToType());
  const next = main.querySelector("[data-enter]");
  if (next) return next.click();
  if (words) return words.value.trim() ? submit() : say(`${texts.nothingWritten} ${texts.write}${howToSkip()}`);
  if (!lists.length) return undefined;
  if (!hasAnswer()) return say(`${texts.nothingChosen} ${lists[at].dataset.how}${howToSkip()}`);
  const open = lists.findIndex((list) => !isAnswered(list));
  if (open < 0) return submit();
  at = open;
  firstControl(lists[at]).focus();
  return say(fill(texts.noAnswerYet, { question: nameOf(lists[at]) }));
}

function submit() {
  main.querySelector("[data-go]").click();
}

function keepsFromSkipping() {
  if (typed) return fill(texts.waitsNotSkipped, { typed });
  if (words?.value.trim()) return texts.writtenNotSkipped;
  if (hasAnswer()) return texts.chosenNotSkipped;
  return "";
}

function skipByKey() {
  if (!skip) return say(texts.cannotSkip);
  const why = keepsFromSkipping();
  return why ? say(why) : skip.click();
}

main.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const writes = event.target === words;
  const presses = event.target.matches("button, a, summary");
  const enters = event.key === "Enter" && !presses && !(writes && event.shiftKey);
  const isDigit = /^[0-9]$/.test(event.key) && !writes;
  if (event.repeat && (event.key === "Enter" || isDigit)) {
    event.preventDefault(); // a held key counts once, even on the next page
  } else if (enters) {
    event.preventDefault();
    goOn();
  } else if (isDigit) {
    event.preventDefault();
    digit(event.key);
  } else if (event.key === "Backspace" && !writes) {
    deleteLast();
  } else if (event.key === "Escape" && writes) {
    main.focus();
  } else if (event.key.toLowerCase() === SKIP_KEY && form && lists.length + Boolean(words) && !writes) {
    skipByKey();
  }
});

main.addEventListener("focusin", (event) => {
  const list = lists.findIndex((each) => each.contains(event.target));
  if (list >= 0 && !typed) at = list;
  if (picked && event.target !== picked) picked = null;
});

form?.addEventListener("submit", (event) => {
  if (typed) {
    event.preventDefault();
    take();
  } else if (skip && event.submitter === skip && hasAnswer()) {
    event.preventDefault();
    say(keepsFromSkipping());
  }
});

if (!document.getElementById("errors")) {
  const isReadFirst = lists[at] && "readFirst" in lists[at].dataset;
  firstControl(isReadFirst ? null : lists[at]).focus();
}
