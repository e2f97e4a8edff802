// The menu stands open on a wide screen; on a small one Escape and a press beside it close it.
"use strict";

const menu = document.querySelector("details.menu");

if (menu) {
  const wide = window.matchMedia("(min-width: 64rem)");
  menu.open = wide.matches;
  wide.addEventListener("change", () => { menu.open = wide.matches; });
  document.addEventListener("keydown", (pressed) => {
    if (pressed.key !== "Escape" || !menu.open || wide.matches) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (pressed) => {
    if (!wide.matches && !menu.contains(pressed.target)) menu.open = false;
  });
}
