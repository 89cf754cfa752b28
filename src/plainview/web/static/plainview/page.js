// What every page does: ages and clocks that go on counting, words in the place of a lost picture, focus on what was refused.

const MINUTE = 60, HOUR = 3600, DAY = 86400;

/** The words of an age in seconds; the same as `age_words` in tags.py. */
export function ageWords(past) {
  const seconds = Math.abs(Math.trunc(past));
  if (seconds < 5) return "just now";
  let words;
  if (seconds < MINUTE) words = `${seconds} s`;
  else if (seconds < HOUR) words = `${Math.floor(seconds / MINUTE)} min`;
  else if (seconds < DAY) words = `${Math.floor(seconds / HOUR)} h ${Math.floor((seconds % HOUR) / MINUTE)} min`;
  else {
    const days = Math.floor(seconds / DAY);
    words = days === 1 ? "1 day" : `${days} days`;
  }
  return past < 0 ? `in ${words}` : `${words} ago`;
}

/** The words of a clock with some seconds left; the same as `clock_words` in tags.py. */
export function clockWords(left) {
  const seconds = Math.abs(Math.trunc(left));
  return `${Math.floor(seconds / MINUTE)}:${String(seconds % MINUTE).padStart(2, "0")} ${left < 0 ? "over" : "left"}`;
}

/** Write every age and every clock anew. */
export function tick(now = Date.now()) {
  for (const each of document.querySelectorAll("[data-age]")) {
    const words = ageWords((now - Date.parse(each.dataset.age)) / 1000);
    if (each.textContent !== words) each.textContent = words;
  }
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const left = Number(clock.dataset.minutes) * MINUTE - (now - Date.parse(clock.dataset.clock)) / 1000;
    clock.textContent = clockWords(left);
    clock.classList.toggle("pv-clock--over", left < 0);
  }
}

// An image's failure does not bubble, so it is caught on the way down.
function sayGone(image) {
  const words = document.createElement("p");
  words.className = "pv-photograph-gone";
  words.textContent = `No picture. ${image.alt}: it was purged with its read, or could not be opened.`;
  image.replaceWith(words);
}
document.addEventListener("error", (event) => {
  if (event.target instanceof HTMLImageElement && "picture" in event.target.dataset) sayGone(event.target);
}, true);
for (const image of document.querySelectorAll("img[data-picture]")) {
  if (image.complete && image.naturalWidth === 0 && image.getAttribute("src") && image.loading !== "lazy") sayGone(image);
}

// The sheet behind "More" closes as one expects of it.
for (const sheet of document.querySelectorAll("details.pv-more")) {
  document.addEventListener("click", (event) => { if (!sheet.contains(event.target)) sheet.open = false; });
  sheet.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !sheet.open) return;
    sheet.open = false;
    sheet.querySelector("summary").focus();
  });
}

document.querySelector("[data-focus]")?.focus();
setInterval(tick, 1000);
