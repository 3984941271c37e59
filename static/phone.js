// Over the phone: type the number of an answer, and Enter to go on. Only keys typed inside the page's main part count.
const main = document.getElementById("main");
const lists = [...main.querySelectorAll("[data-digits]")];
const words = main.querySelector("[data-text] textarea");
const told = document.getElementById("typed");
let typed = "";
let at = Math.max(0, lists.findIndex((list) => !list.querySelector("input:checked")));

function say(text) {
  if (told) told.textContent = text;
}

function first() {
  const list = lists[at];
  if (list) return list.querySelector("input:checked") || list.querySelector("input");
  return main;
}

function choose(list, key) {
  const found = list.querySelector(`[data-key="${key}"]`);
  if (!found) return say(`No answer has the number ${key}.`);
  say("");
  found.focus();
  found.click();
  if (found.type === "radio" && at < lists.length - 1) at += 1;
}

function digit(key) {
  const list = lists[at] || main;
  typed += key;
  if (typed.length < Number(list.dataset.digits || 1)) return say(`${typed}_`);
  const whole = typed;
  typed = "";
  if (words && !lists.length) words.focus();
  else choose(list, whole);
}

function isAnswered() {
  return Boolean(main.querySelector("form.call input:checked") || (words && words.value.trim()));
}

function go() {
  const skip = main.querySelector("[data-skip]");
  const next = main.querySelector("[data-go]");
  if (next) return (skip && !isAnswered() ? skip : next).click();
  main.querySelector("[data-enter]")?.click();
}

main.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const writes = event.target === words;
  const presses = event.target.matches("button, a, summary");
  if (event.key === "Enter" && !presses && !(writes && event.shiftKey)) {
    event.preventDefault();
    go();
  } else if (/^[0-9]$/.test(event.key) && !writes) {
    event.preventDefault();
    digit(event.key);
  } else if (event.key === "Backspace" && typed) {
    typed = "";
    say("");
  }
});

if (!document.getElementById("errors")) first().focus();
