// Of several forms on a page one is sent: what was typed in another is asked about first.
// Forms that keep a draft, or ask by themselves, are left alone.
"use strict";

// A page that a form was answered with, and that no browser keeps: Back leads to the page of the form.
if (document.body.dataset.back) history.replaceState(null, "", document.body.dataset.back);

const isTyped = (field) =>
  field.matches("textarea, input:not([type=hidden], [type=checkbox], [type=radio])")
  && field.value !== field.defaultValue;

document.addEventListener("submit", (event) => {
  const others = document.querySelectorAll("main form[method=post]:not([data-draft], [data-preview])");
  const typed = [...others].some((form) => form !== event.target && [...form.elements].some(isTyped));
  if (typed && !window.confirm(document.body.dataset.typed)) event.preventDefault();
}, true);
