// Small comforts of the desk; every page works without them.
const ending = document.getElementById("ending");
const minute = 60;

async function left(method) {
  const body = method === "POST" ? new FormData(ending.querySelector("form")) : undefined;
  const headers = method === "POST" ? {} : { "X-Refresh": "1" };
  const answer = await fetch(ending.dataset.stay, { method, body, headers });
  if (answer.redirected || !answer.ok) location.reload();
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
