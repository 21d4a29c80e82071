// Small helps for pages that work without it.
"use strict";

// The secret of a one-time link stands behind "#", which browsers send to nobody: put it into its field.
for (const field of document.querySelectorAll("[data-from-fragment]")) {
  if (location.hash.length > 1 && !field.value) {
    field.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
  }
}

// On a wide screen the navigation is always open.
const wide = matchMedia("(min-width: 52rem)");
const unfold = () => {
  for (const menu of document.querySelectorAll("[data-menu]")) menu.open = wide.matches;
};
wide.addEventListener("change", unfold);
unfold();

// "/" goes to the search, as in other programs.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && !typing && search) {
    event.preventDefault();
    search.focus();
  }
});

// A file can be dropped on its field; one that is too large is refused before it travels.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = zone.querySelector("input[type=file]");
  const over = (is) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", is);
  };
  const look = () => {
    const large = field.files.length > 0 && field.files[0].size > Number(zone.dataset.maxBytes);
    field.setCustomValidity(large ? zone.dataset.tooLarge : "");
    if (large) field.reportValidity();
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length > 0) {
      field.files = event.dataTransfer.files;
      look();
    }
  });
  field.addEventListener("change", look);
}
