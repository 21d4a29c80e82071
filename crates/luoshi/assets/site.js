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

// "/" opens the search, as in other programs; arrows go through what was found.
const dialog = document.querySelector("[data-search-dialog]");
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && dialog && !dialog.open) {
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector("input").select();
  }
});

// One box ticks all boxes of its name.
for (const label of document.querySelectorAll("[data-all-of]")) {
  label.hidden = false;
  label.querySelector("input").addEventListener("change", (event) => {
    for (const box of document.querySelectorAll(`input[type=checkbox][name="${label.dataset.allOf}"]`)) box.checked = event.target.checked;
  });
}

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
    const choice = document.querySelector(zone.dataset.chooses || null);
    if (choice && field.files.length > 0) choice.checked = true;
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

dialog?.addEventListener("keydown", (event) => {
  const field = dialog.querySelector("input");
  const links = [...dialog.querySelectorAll(".found a")];
  const at = links.indexOf(document.activeElement);
  const current = dialog.querySelector("[data-q]")?.dataset.q === field.value.trim();
  if (event.isComposing) return;
  if (event.key === "ArrowDown" && at + 1 < links.length) links[at + 1].focus();
  else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? field).focus();
  else if (event.key === "Enter" && at < 0 && current && links.length) links[0].click();
  else return;
  event.preventDefault();
});
dialog?.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

// A button that prints is of use only where scripts run.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A key does what the button says that shows it.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
  const button = document.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  }
});
