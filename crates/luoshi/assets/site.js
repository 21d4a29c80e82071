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
