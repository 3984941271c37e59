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

// The queue looks for news by itself. What has the focus keeps it.
const queue = document.getElementById("queue");

function codes(part) {
  return new Set([...part.querySelectorAll("th a, .pinned a")].map((link) => link.getAttribute("href")));
}

const times = "time, .waits";

// The list without how long ago: that alone is set anew in its place, so that nobody's reading is disturbed.
function shape(part) {
  const copy = part.cloneNode(true);
  for (const each of copy.querySelectorAll(times)) each.textContent = "";
  return copy.innerHTML;
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { "X-Refresh": "1" } });
  if (answer.redirected) return location.reload();
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("queue");
  if (shape(fresh) === shape(queue)) {
    const anew = fresh.querySelectorAll(times);
    queue.querySelectorAll(times).forEach((each, index) => { each.textContent = anew[index].textContent; });
    return;
  }
  const focused = queue.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const known = codes(queue);
  queue.replaceChildren(...fresh.childNodes);
  const kept = focused && [...queue.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused);
  if (kept) kept.focus({ preventScroll: true });
  const news = [...codes(queue)].filter((href) => !known.has(href)).length;
  if (news) document.getElementById("news").textContent = `${news} new`;
}

if (queue) setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, 1000 * Number(queue.dataset.refresh));

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
