// Read the page aloud, only with voices on the device: other voices send the text to a server.
const synth = speechSynthesis;
const main = document.getElementById("main");
const listen = document.getElementById("listen");
const numbers = new RegExp(`\\b(?:(?:\\d-)?\\d{3}-\\d{3}-\\d{4}|\\d{5,6}|${listen.dataset.numbers.replace(" ", "|")})\\b`, "g");
const PARTS = "h1, h2, h3, h4, p, li, label, legend, summary, dt, dd, th, td, caption, .at-tick > a, .at-tick > strong";
const NOT_READ = "[aria-hidden=true], .visually-hidden, .progress, .why, .quiet-links, form > .buttons";
const PRIVATE = "[data-private]";
const NEAR = /US|MX|419/;
const SLOW = 0.7;
let voice, controls, read, stop, slow, spoken, part, asked, left = [];

function voiceFor(lang) {
  const fits = synth.getVoices().filter((each) => each.localService && each.lang.slice(0, 2).toLowerCase() === lang);
  return fits.find((each) => each.default) ?? fits.find((each) => NEAR.test(each.lang)) ?? fits[0];
}
function languageOf(element) {
  return element.closest("[lang]").lang;
}
function textOf(element) {
  return element.innerText.replace(/\s+/g, " ").trim();
}
// Other people may hear the page, so a private part is read only when the person asks for it.
function isHushed(element) {
  return !asked && element.closest(PRIVATE);
}
// Read a phone number digit by digit.
function aloud(text) {
  return text.replace(numbers, (number) => [...number].join(" ").replace(/ - /g, ", "));
}
function isShown(element) {
  return element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;
}
// A scale has labels only at its ends, so the numbers between them are not read.
function isBetween(element) {
  return element.closest(".numbers") && !element.querySelector(".choice-hint");
}
// The innermost parts, in order. Folded and hidden parts are not read.
function parts(within = main) {
  return [...within.querySelectorAll(PARTS)].filter((each) =>
    !each.querySelector(PARTS) && !each.closest(NOT_READ) && !isBetween(each) && isShown(each) && textOf(each));
}

function isSlow() {
  return slow.getAttribute("aria-pressed") === "true";
}
function mark(next) {
  part?.classList.remove("reading");
  part = next;
  part?.classList.add("reading");
  part?.scrollIntoView({ block: "nearest" });
}
function show(speaking) {
  const focused = document.activeElement;
  read.hidden = speaking;
  stop.hidden = slow.hidden = !speaking;
  controls.classList.toggle("speaking", speaking);
  if (controls.contains(focused) && focused.hidden) (speaking ? stop : read).focus();
}
function next() {
  mark(left.shift());
  if (!part) return end();
  const said = new SpeechSynthesisUtterance(isHushed(part) ? listen.dataset.private : aloud(textOf(part)));
  said.voice = !isHushed(part) && voiceFor(languageOf(part)) || voice;
  said.lang = said.voice.lang;
  said.rate = isSlow() ? SLOW : 1;
  said.onend = said.onerror = () => { if (spoken === said) next(); };
  spoken = said;
  synth.speak(said);
}
function silence() {
  spoken = null;
  synth.cancel();
  mark();
}
function say(elements, alone = false) {
  silence();
  asked = alone;
  left = elements.filter((each, at) => !(at && isHushed(each) && isHushed(elements[at - 1])));
  show(true);
  next();
}
function end() {
  silence();
  show(false);
}

function hearing(element, read) {
  const hear = listen.content.querySelector(".hear").cloneNode(true);
  hear.setAttribute("aria-label", `${hear.getAttribute("aria-label")}: ${textOf(element)}`);
  hear.onclick = () => say(read(), true);
  return hear;
}
// Give each answer a button. If a ticked answer is an emergency, read its advice immediately.
function offerAnswers() {
  if (main.classList.contains("listening")) return;
  main.classList.add("listening");
  for (const label of main.querySelectorAll(".choice label")) {
    if (!label.closest(".numbers")) label.after(hearing(label, () => [label]));
  }
  for (const each of main.querySelectorAll(PRIVATE)) {
    const words = each.querySelector("dd, th") ?? each;
    words.prepend(hearing(words, () => each.querySelector(PARTS) ? parts(each) : [each]));
  }
  main.addEventListener("change", ({ target }) => {
    const now = target.closest(".choice")?.nextElementSibling;
    if (target.checked && now?.matches(".at-tick")) say(parts(now));
  });
}

function setUp() {
  voice ??= voiceFor(document.documentElement.lang);
  if (controls || !voice) return;
  controls = listen.content.querySelector(".listen").cloneNode(true);
  [read, stop, slow] = controls.querySelectorAll("button");
  read.onclick = () => { offerAnswers(); say(parts()); };
  stop.onclick = end;
  slow.onclick = () => {
    slow.setAttribute("aria-pressed", !isSlow());
    say([part, ...left], asked);
  };
  listen.after(controls);
  addEventListener("keydown", (event) => { if (event.key === "Escape" && spoken) end(); });
  addEventListener("pagehide", end);
}
setUp();
synth.addEventListener("voiceschanged", setUp);
