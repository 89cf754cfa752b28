// A package that is being made: how far it is, each second, and the page anew when it is made.

const EVERY_MS = 1000;

async function look(waiting) {
  const answer = await fetch(waiting.dataset.package, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const said = await answer.json();
  if (said.made || said.failed) {
    location.hash = "packages";
    location.reload();
    return;
  }
  waiting.querySelector("[data-done]").textContent = said.done;
  waiting.querySelector("progress").value = said.done;
}

for (const waiting of document.querySelectorAll("[data-package]")) {
  setInterval(() => look(waiting).catch(() => {}), EVERY_MS);
}
