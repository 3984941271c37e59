// A tablet of the clinic: ask after a while whether anyone is still there, and clear the screen when nobody answers.
const box = document.getElementById("idle");
const forget = document.querySelector("[data-forget]");
const SIGNS = ["pointerdown", "keydown", "input", "scroll", "wheel"];
const SAY_AGAIN = 60000;
let timer;
let said = performance.now();

function after(seconds, act) {
  clearTimeout(timer);
  timer = setTimeout(act, 1000 * seconds);
}

function wait() {
  after(box.dataset.idle, ask);
}

function ask() {
  box.showModal();
  after(box.dataset.answer, () => document.getElementById("idle-end").requestSubmit());
}

// The answer to this form is empty, so that the page and what is ticked on it stay.
function stay() {
  said = performance.now();
  document.getElementById("idle-stay").requestSubmit();
}

function touched() {
  if (box.open) return;
  wait();
  if (performance.now() - said > SAY_AGAIN) stay();
}

if (box) {
  wait();
  for (const sign of SIGNS) addEventListener(sign, touched, { passive: true });
  document.getElementById("idle-stay").addEventListener("submit", () => { said = performance.now(); box.close(); wait(); });
  box.addEventListener("cancel", () => stay());
}

// Urgent advice stays; only what was ticked goes.
if (forget) {
  const clear = () => { for (const list of document.querySelectorAll("[data-told]")) list.remove(); };
  const again = () => after(forget.dataset.forget, clear);
  again();
  for (const sign of SIGNS) addEventListener(sign, again, { passive: true });
}
