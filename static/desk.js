// Small comforts of the desk; every page works without them.
const ending = document.getElementById("ending");
const minute = 60;

async function left(method) {
  const body = method === "POST" ? new FormData(ending.querySelector("form")) : undefined;
  const headers = method === "POST" ? {} : { "X-Refresh": "1" };
  const answer = await fetch(ending.dataset.stay, { method, body, headers });
  if (answer.redirected || !answer.ok) return location.reload();
  return Number(await answer.text());
}

async function watch(method = "GET") {
  const seconds = await left(method);
  ending.hidden = seconds > minute + 1;
  const wait = seconds > minute + 1 ? seconds - minute : seconds + 1;
  setTimeout(watch, 1000 * Math.max(wait, 1));
}

if (ending) {
  watch();
  ending.addEventListener("submit", (event) => {
    event.preventDefault();
    left("POST").then(() => { ending.hidden = true; });
  });
}

// The queue and the tablets look for news by themselves. What has the focus keeps it.
const live = document.querySelector("[data-refresh]");

function codes(part) {
  return new Set([...part.querySelectorAll("th a, .pinned a")].map((link) => link.getAttribute("href")));
}

function warnings(part) {
  return new Set([...part.querySelectorAll(".advice")].map((each) => each.textContent.trim()));
}

const times = "time, .waits";

// The list without how long ago: that alone is set anew in its place, so that nobody's reading is disturbed.
function shape(part) {
  const copy = part.cloneNode(true);
  for (const each of copy.querySelectorAll(times)) each.textContent = "";
  for (const each of copy.querySelectorAll("[name=csrf_token]")) each.removeAttribute("value");
  return copy.innerHTML;
}

function key(each) {
  return each.id || each.getAttribute("href");
}

async function refresh() {
  const answer = await fetch(live.dataset.from ?? location.href, { headers: { "X-Refresh": "1" } });
  if (answer.redirected) return location.assign(answer.url);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(live.id);
  if (shape(fresh) === shape(live)) {
    const anew = fresh.querySelectorAll(times);
    live.querySelectorAll(times).forEach((each, index) => { each.textContent = anew[index].textContent; });
    return;
  }
  const focused = live.contains(document.activeElement) ? key(document.activeElement) : null;
  const known = codes(live), warned = warnings(live);
  live.replaceChildren(...fresh.childNodes);
  const kept = focused && [...live.querySelectorAll("a, button")].find((each) => key(each) === focused);
  if (kept) kept.focus({ preventScroll: true });
  const news = [...warnings(live)].filter((text) => !warned.has(text));
  const more = [...codes(live)].filter((href) => !known.has(href)).length;
  if (more) news.push(`${more} new`);
  if (news.length) document.getElementById("news").textContent = news.join(" ");
}

if (live) setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, 1000 * Number(live.dataset.refresh));

// A code that a camera read stands behind the # of the address, where no server sees it.
const scanned = decodeURIComponent(location.hash.slice(1));
const finding = document.querySelector(".find");
if (scanned && finding && location.pathname.endsWith("/find/")) {
  finding.elements.code.value = scanned;
  history.replaceState(null, "", location.pathname);
  finding.requestSubmit();
}
const signing = document.querySelector("form[action$='/sign-in']");
if (scanned && signing) signing.action += location.hash;
