// Enhancements of the desk. Every page works without them.
const ending = document.getElementById("ending");
const live = document.querySelector("[data-refresh]");
const minute = 60;
const retry = 15;
const patience = 10000;
const words = document.getElementById("words").dataset;

// Fetch a response. Throws an error if the server cannot be reached or responds with an error.
async function ask(address, options = { headers: { "X-Refresh": "1" } }) {
  const answer = await fetch(address, { signal: AbortSignal.timeout(patience), ...options });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer;
}

// Unsaved text. A form with data-unsaved already holds unsaved text from the server.
const forms = [...document.querySelectorAll("form[data-stays][method=post]")];
let sent = null;

function isChanged(field) {
  if (!field.matches("input, textarea") || field.type === "hidden") return false;
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

function isUnkept(form) {
  return form.hasAttribute("data-unsaved") || [...form.elements].some(isChanged);
}

addEventListener("beforeunload", (event) => {
  if (forms.some((form) => form !== sent && isUnkept(form))) event.preventDefault();
});

// When the session has ended, the server holds the typed text and shows the sign-in page.
let going = false;

function goToSignIn() {
  if (going) return;
  going = true;
  const form = forms.find(isUnkept);
  if (!form) return location.reload();
  const hold = Object.assign(document.createElement("input"), { type: "hidden", name: "hold", value: "1" });
  form.append(hold);
  sent = form;
  form.submit();
}

// A form is not sent until the server can be reached. Until then, the page says why.
function say(form, submitter, text) {
  const place = submitter?.closest(".buttons, .moves, .find-row") ?? submitter ?? form.lastElementChild;
  const told = document.querySelector(".unsent") ?? document.createElement("p");
  told.className = "error unsent";
  told.setAttribute("role", "alert");
  place.after(told);
  told.textContent = text;
}

async function send(form, submitter) {
  form.dataset.busy = "";
  try {
    await ask(ending.dataset.stay);
  } catch {
    return say(form, submitter, words.unreachable);
  } finally {
    delete form.dataset.busy;
  }
  document.querySelector(".unsent")?.remove();
  sent = form;
  form.dataset.reached = "";
  form.requestSubmit(submitter);
  delete form.dataset.reached;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (!ending || !form.matches("[data-stays]") || "reached" in form.dataset) {
    sent = form;
    return;
  }
  event.preventDefault();
  if (!("busy" in form.dataset)) send(form, event.submitter);
});

// The warning before the session ends. If the server cannot be reached, this page's own clock decides.
let ends = Infinity;
let watching;

async function left(method) {
  const body = method === "POST" ? new FormData(ending.querySelector("form")) : undefined;
  const answer = await ask(ending.dataset.stay, method === "POST" ? { method, body } : undefined);
  if (answer.redirected) {
    goToSignIn();
    throw new Error("signed out");
  }
  ends = Date.now() + 1000 * Number(await answer.text());
}

function secondsLeft() {
  return (ends - Date.now()) / 1000;
}

function warn() {
  ending.hidden = secondsLeft() > minute + 1;
  if (ending.hidden) document.getElementById("stay-failed").hidden = true;
}

function untilNextLook() {
  return secondsLeft() > minute + 1 ? secondsLeft() - minute : secondsLeft() + 1;
}

async function watch() {
  clearTimeout(watching);
  let wait = retry;
  try {
    await left("GET");
    wait = untilNextLook();
  } catch {}
  warn();
  clearTimeout(watching);
  watching = setTimeout(watch, 1000 * Math.max(wait, 1));
}

async function stay() {
  const failed = document.getElementById("stay-failed");
  try {
    await left("POST");
  } catch {
    failed.hidden = false;
    return;
  }
  warn();
  watch();
}

if (ending) {
  watch();
  ending.addEventListener("submit", (event) => {
    event.preventDefault();
    stay();
  });
}

// The queue and the tablets refresh themselves. The focused element keeps the focus.
const stale = document.getElementById("stale");
const news = document.getElementById("news");
let updated = new Date();
let looking = false;

function codes(part) {
  return new Set([...part.querySelectorAll("th a, .pinned a")].map((link) => link.getAttribute("href")));
}

function warnings(part) {
  return new Set([...part.querySelectorAll(".advice")].map((each) => each.textContent.trim()));
}

const times = "time, .waits";

// The list without its times. If only the times differ, they are updated in place, so that a screen reader is not
// interrupted.
function shape(part) {
  const copy = part.cloneNode(true);
  for (const each of copy.querySelectorAll(times)) each.textContent = "";
  for (const each of copy.querySelectorAll("[name=csrf_token]")) each.removeAttribute("value");
  return copy.innerHTML;
}

// The parts to replace: the marked ones, so that a form between them keeps its entries, or else the whole element.
function parts(whole) {
  const marked = [...whole.querySelectorAll("[data-part]")];
  return marked.length ? marked : [whole];
}

function key(each) {
  return each.id || each.getAttribute("href");
}

// Show the new content, and return a description of what is new.
function draw(fresh) {
  if (shape(fresh) === shape(live)) {
    const anew = fresh.querySelectorAll(times);
    live.querySelectorAll(times).forEach((each, index) => { each.textContent = anew[index].textContent; });
    return [];
  }
  const focused = live.contains(document.activeElement) ? key(document.activeElement) : null;
  const known = codes(live), warned = warnings(live);
  const renewed = parts(fresh);
  parts(live).forEach((part, index) => part.replaceChildren(...renewed[index].childNodes));
  const kept = focused && [...live.querySelectorAll("a, button")].find((each) => key(each) === focused);
  if (kept) kept.focus({ preventScroll: true });
  const found = [...warnings(live)].filter((text) => !warned.has(text));
  const more = [...codes(live)].filter((href) => !known.has(href)).length;
  if (more) found.push(words.more.replace("{number}", more));
  return found;
}

function hourAndMinute(time) {
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}

function tellStale() {
  if (!stale.hidden) return;
  stale.textContent = words.stale.replace("{time}", hourAndMinute(updated));
  stale.hidden = false;
  live.classList.add("out-of-date");
  news.textContent = stale.textContent;
}

function tellUpdated(found) {
  if (!stale.hidden) found.unshift(words.updated);
  updated = new Date();
  stale.hidden = true;
  live.classList.remove("out-of-date");
  if (found.length) news.textContent = found.join(" ");
}

async function refresh() {
  if (looking) return;
  looking = true;
  try {
    const answer = await ask(live.dataset.from ?? location.href);
    if (answer.redirected) return goToSignIn();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    tellUpdated(draw(page.getElementById(live.id)));
  } catch {
    tellStale();
  } finally {
    looking = false;
  }
}

if (live) {
  setInterval(() => { if (!document.hidden) refresh(); }, 1000 * Number(live.dataset.refresh));
  addEventListener("offline", refresh);
}

// Refresh immediately when a page becomes visible again or a computer wakes up.
function lookAgain() {
  if (document.hidden) return;
  if (live) refresh();
  if (ending) watch();
}

document.addEventListener("visibilitychange", lookAgain);
addEventListener("online", lookAgain);

// A scanned code is in the fragment of the address, which browsers do not send to a server.
function behindAddress() {
  const text = location.hash.slice(1);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const scanned = behindAddress();
const finding = document.querySelector(".find");
if (scanned && finding && location.pathname.endsWith("/find/")) {
  finding.elements.code.value = scanned;
  history.replaceState(null, "", location.pathname);
  finding.requestSubmit();
}
const signing = document.querySelector("form[action$='/sign-in']");
if (scanned && signing) signing.action += location.hash;
