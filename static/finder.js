// Small comforts; every page works without them.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
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
