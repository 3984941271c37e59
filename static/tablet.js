// A tablet of the clinic: ask after a while whether anyone is still there, and clear the screen if no one answers. Every
// check reads the clock, so that a tablet that was asleep clears itself before it shows anything.
const box = document.getElementById("idle");
const forget = document.querySelector("[data-forget]");
const SIGNS = ["pointerdown", "keydown", "input", "scroll", "wheel"];
const LOOK = 1000;
const SAY_AGAIN = 15000;
const TRY_AGAIN = 5000;
const GIVE_UP = 10000;
const words = { ...document.getElementById("connection")?.dataset };
let touchedAt = clocks();
let said = 0;
let tryAt = 0;
let isUnsaid = false;
let saying = null;
let isAway = false;
let isCleared = false;

// The first clock may be changed, and the second may stop while the tablet sleeps.
function clocks() {
  return [Date.now(), performance.now()];
}

function since(then) {
  return Math.max(Date.now() - then[0], performance.now() - then[1]);
}

function send(form) {
  const body = new URLSearchParams(new FormData(form));
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), GIVE_UP);
  const asked = fetch(form.action, { method: "POST", body, redirect: "manual", signal: stop.signal });
  return asked.finally(() => clearTimeout(timer));
}

// If the session has ended, the response to both forms is a redirect to the start page.
function hasEnded(response) {
  return response.type === "opaqueredirect";
}

function tell(text) {
  const place = document.getElementById("connection");
  if (place) place.textContent = text;
}

function connect(isConnected) {
  if (isAway && isConnected) tell(words.again);
  else if (isConnected) tell("");
  else if (!isAway) tell(words.away);
  isAway = !isConnected;
}

// Only one request is sent at a time. Later callers wait for its response.
function say() {
  saying ??= sayOnce().finally(() => { saying = null; });
  return saying;
}

async function sayOnce() {
  if (isCleared) return;
  isUnsaid = false;
  try {
    const response = await send(document.getElementById("idle-stay"));
    if (hasEnded(response)) return clear();
    if (!response.ok) throw new Error("The server is away.");
    said = Date.now();
    connect(true);
  } catch {
    isUnsaid = true;
    tryAt = Date.now() + TRY_AGAIN;
    connect(false);
  }
}

function blank() {
  const { content, dataset } = document.getElementById("cleared");
  const heading = document.createElement("h1");
  heading.textContent = dataset.heading;
  const page = document.createElement("main");
  page.className = "column";
  const connection = document.getElementById("connection");
  connection.textContent = "";
  page.append(heading, content, connection);
  document.body.replaceChildren(page);
  document.title = dataset.heading;
}

function clear() {
  if (isCleared) return;
  isCleared = true;
  const ending = document.getElementById("idle-end");
  const { start } = box.dataset;
  blank();
  history.replaceState(null, "", start);
  endSession(ending, start);
}

async function endSession(ending, start) {
  try {
    if (hasEnded(await send(ending))) return location.replace(start);
  } catch {
    // The next attempt may reach the server.
  }
  tell(words.trying);
  setTimeout(() => endSession(ending, start), TRY_AGAIN);
}

function look() {
  if (isCleared) return;
  const waited = since(touchedAt) / 1000;
  const { idle, answer } = box.dataset;
  if (waited >= Number(idle) + Number(answer)) return clear();
  if (waited >= Number(idle) && !box.open) box.showModal();
  const isTime = isAway ? Date.now() >= tryAt : Date.now() - said >= SAY_AGAIN;
  if ((isUnsaid || isAway) && isTime) say();
}

function touched() {
  look();
  if (isCleared || box.open) return;
  touchedAt = clocks();
  isUnsaid = true;
}

function stay() {
  look();
  if (isCleared) return;
  touchedAt = clocks();
  box.close();
  say();
}

// Without a network, following a link or sending a form would show the browser's error page. So ask the server first.
async function hold(event, goOn) {
  if (!isAway) return;
  event.preventDefault();
  await say();
  if (isAway) tell(words.unsent);
  else goOn();
}

function holdLink(event) {
  const link = event.target.closest("a[href]");
  const isHere = link && link.origin === location.origin && !link.getAttribute("href").startsWith("#");
  if (isHere) hold(event, () => location.assign(link.href));
}

function watch(onLook, onTouch) {
  setInterval(onLook, LOOK);
  for (const sign of SIGNS) addEventListener(sign, onTouch, { passive: true });
  for (const wake of ["pageshow", "focus", "online"]) addEventListener(wake, onLook);
  document.addEventListener("resume", onLook);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) onLook();
    document.documentElement.classList.toggle("asleep", document.hidden);
  });
  addEventListener("pagehide", () => document.documentElement.classList.add("asleep"));
}

if (box) {
  said = Date.now();
  watch(look, touched);
  document.getElementById("idle-stay").addEventListener("submit", (event) => { event.preventDefault(); stay(); });
  document.getElementById("idle-end").addEventListener("submit", (event) => { event.preventDefault(); clear(); });
  box.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
  addEventListener("offline", () => connect(false));
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!box.contains(form)) hold(event, () => form.requestSubmit(event.submitter));
  });
  addEventListener("click", holdLink);
}

// Urgent advice stays on the screen. Only the ticked answers are removed.
if (forget) {
  const drop = () => {
    if (since(touchedAt) < 1000 * forget.dataset.forget) return;
    for (const list of document.querySelectorAll("[data-ticked]")) list.remove();
  };
  watch(drop, () => { drop(); touchedAt = clocks(); });
}
