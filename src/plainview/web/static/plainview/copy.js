// Copies a text for the report. Without scripts, or where the browser forbids it, the text can be selected by hand.

const button = document.querySelector("[data-copy]");
const words = button.querySelector("[data-copy-words]");
const text = document.getElementById(button.dataset.copy);

button.hidden = false;
button.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(text.value);
    words.textContent = "Copied";
  } catch {
    document.querySelector("[data-copy-details]").open = true;
    text.select();
    words.textContent = "Selected: copy it with your keys";
  }
});
