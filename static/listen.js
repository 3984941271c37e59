// Read the page aloud. Only voices on the device are used: others send the text to somebody.
const synth = speechSynthesis;
const main = document.getElementById("main");
const template = document.getElementById("listen").content;
const PARTS = "h1, h2, h3, h4, p, li, label, legend, summary, dt, dd, th, td, caption, .at-tick > a, .at-tick > strong";
const NOT_READ = "[aria-hidden=true], .visually-hidden, .progress, .why, .quiet-links, form > .buttons, "
  + ".numbers .choice:not(:has(.choice-hint))";
const SLOW = 0.7;
let voice, controls, read, stop, slow, spoken, part;
let left = [];

function voiceFor(lang) {
  const fits = synth.getVoices().filter((each) => each.localService && each.lang.slice(0, 2).toLowerCase() === lang);
  return fits.find((each) => each.default) ?? fits[0];
}
function languageOf(element) {
  return element.closest("[lang]").lang;
}
function textOf(element) {
  return element.innerText.replace(/\s+/g, " ").trim();
}
// What stands within another part is read with it, and what is folded away or hidden is not read.
function parts(within = main) {
  return [...within.querySelectorAll(PARTS)].filter((each) =>
    !each.querySelector(PARTS) && !each.closest(NOT_READ) && each.checkVisibility() && textOf(each));
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
  const said = new SpeechSynthesisUtterance(textOf(part));
  said.voice = voiceFor(languageOf(part)) ?? voice;
  said.lang = said.voice.lang;
  said.rate = slow.ariaPressed === "true" ? SLOW : 1;
  said.onend = said.onerror = () => { if (spoken === said) next(); };
  spoken = said;
  synth.speak(said);
}
function silence() {
  spoken = null;
  synth.cancel();
  mark();
}
function say(elements) {
  silence();
  left = elements;
  show(true);
  next();
}
function end() {
  silence();
  show(false);
}

// Each answer has a button of its own, as soon as somebody listens, and a ticked emergency says at once what to do.
function offerAnswers() {
  if (main.classList.contains("listening")) return;
  main.classList.add("listening");
  for (const label of main.querySelectorAll(".choice:not(.numbers .choice) label")) {
    const hear = template.querySelector(".hear").cloneNode(true);
    hear.ariaLabel = `${hear.ariaLabel}: ${textOf(label)}`;
    hear.onclick = () => say([label]);
    label.after(hear);
  }
  main.addEventListener("change", ({ target }) => {
    const now = target.closest(".choice")?.nextElementSibling;
    if (target.checked && now?.matches(".at-tick")) say(parts(now));
  });
}

function setUp() {
  voice ??= voiceFor(document.documentElement.lang);
  if (controls || !voice) return;
  controls = template.querySelector(".listen").cloneNode(true);
  [read, stop, slow] = controls.querySelectorAll("button");
  read.onclick = () => { offerAnswers(); say(parts()); };
  stop.onclick = end;
  slow.onclick = () => {
    slow.ariaPressed = slow.ariaPressed !== "true";
    say([part, ...left]);
  };
  document.getElementById("listen").after(controls);
  addEventListener("keydown", (event) => { if (event.key === "Escape" && spoken) end(); });
  addEventListener("pagehide", end);
}
setUp();
synth.addEventListener("voiceschanged", setUp);
