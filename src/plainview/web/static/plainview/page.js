// What every page does: ages that go on counting, words in the place of a lost picture, focus on what was refused.

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

/** Write every age anew. */
export function tick(now = Date.now()) {
  for (const each of document.querySelectorAll("[data-age]")) {
    const words = ageWords((now - Date.parse(each.dataset.age)) / 1000);
    if (each.textContent !== words) each.textContent = words;
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
