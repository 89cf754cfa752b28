// Only in a demonstration: fill the sign-in form with one of the made-up people, and their code on the page after it.

const CODE = "demo-code";

for (const button of document.querySelectorAll("[data-demo-email]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const form = document.querySelector("[data-sign-in]");
    form.elements.login.value = button.dataset.demoEmail;
    form.elements.password.value = button.dataset.demoPassword;
    sessionStorage.setItem(CODE, button.dataset.demoCode);
    form.querySelector("button").focus();
    form.scrollIntoView({ block: "center" });
  });
}

const code = sessionStorage.getItem(CODE);
const input = document.querySelector("[data-code] input[name=code]");
if (code && input) {
  // A code is good once: after a refusal the old one is not offered again.
  if (!input.hasAttribute("aria-invalid")) input.value = code;
  sessionStorage.removeItem(CODE);
}
