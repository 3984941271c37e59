// Enhancements of every page, which also works without them.
let unsent = false;
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  unsent = false;
  location.reload();
});
// Without a network, sending a form would show the browser's error page. Instead, the page stays and says why.
const offline = document.getElementById("offline");
if (offline) {
  document.getElementById("page").addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    offline.hidden = false;
    offline.scrollIntoView({ block: "nearest" });
  });
  addEventListener("online", () => { offline.hidden = true; });
}
// A link leaves a page without sending its form, so ask first if something has changed. Buttons send the form.
if (document.querySelector("[data-unsent]")) {
  addEventListener("input", () => { unsent = true; });
  addEventListener("submit", () => { unsent = false; });
  addEventListener("click", (event) => { if (event.target.closest("a[href^='tel:'], a[href^='sms:']")) unsent = false; });
  addEventListener("beforeunload", (event) => { if (unsent) event.preventDefault(); });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
      button.textContent = button.dataset.copied;
    });
  }
}
const leave = document.querySelector("[data-leave]");
if (leave) location.replace(leave.dataset.leave);
const errors = document.getElementById("errors");
if (errors) errors.focus();
for (const link of document.querySelectorAll("#errors a[href^='#question-']")) {
  link.addEventListener("click", (event) => {
    const question = document.querySelector(link.hash);
    event.preventDefault();
    question.scrollIntoView();
    question.querySelector("input:not([type=hidden]), textarea").focus({ preventScroll: true });
  });
}
// Load the script for reading aloud if the browser can speak.
const listen = document.getElementById("listen");
if (listen && "speechSynthesis" in window) import(listen.dataset.script);
