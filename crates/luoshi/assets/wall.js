// The wall screen: one panel after another; arrows move, the space bar holds, a moving pointer holds for a while.
"use strict";

const SECONDS_EACH = 12;
const SECONDS_HELD = 30;
const SECONDS_FRESH = 60;
const hold = document.querySelector("[data-hold]");
let [at, left, fresh] = [0, SECONDS_EACH, SECONDS_FRESH];

const show = (index) => {
  const panels = [...document.querySelectorAll(".panel")];
  at = (index + panels.length) % panels.length;
  panels.forEach((panel, position) => panel.classList.toggle("on", position === at));
  document.querySelector("[data-position]").textContent = `${at + 1} / ${panels.length}`;
};

const isHeld = () => hold.getAttribute("aria-pressed") === "true";
const toggle = () => hold.setAttribute("aria-pressed", String(!isHeld()));
const wait = () => {
  left = Math.max(left, SECONDS_HELD);
};

const move = (by) => {
  show(at + by);
  wait();
};

// Takes the facts of now; says so when they cannot be had.
const refresh = async () => {
  const lost = document.querySelector("[data-lost]");
  try {
    const answer = await fetch(location.pathname, { redirect: "error" });
    if (!answer.ok) throw new Error(answer.status);
    const now = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(now.querySelector("main"));
    document.querySelector("[data-at]").replaceWith(now.querySelector("[data-at]"));
    lost.hidden = true;
    show(at);
  } catch {
    lost.hidden = false;
  }
};

document.documentElement.classList.add("run");
document.querySelector("[data-controls]").hidden = false;
if (matchMedia("(prefers-reduced-motion: reduce)").matches) toggle();
show(0);

hold.addEventListener("click", toggle);
document.addEventListener("pointermove", wait);
document.addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight" || event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowLeft" || event.key === "ArrowUp") move(-1);
  else if (event.key === " " && event.target !== hold) toggle();
  else {
    wait();
    return;
  }
  event.preventDefault();
});

setInterval(() => {
  if (--fresh <= 0) {
    fresh = SECONDS_FRESH;
    refresh();
  }
  if (isHeld() || --left > 0) return;
  left = SECONDS_EACH;
  show(at + 1);
}, 1000);
