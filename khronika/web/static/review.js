// Keys of the review. Everything that they do is also there as a button or link; they only press these.
"use strict";
(() => {
  const STORED = "khronika-keys";
  const box = document.getElementById("use-keys");
  const remember = (use) => { try { localStorage.setItem(STORED, use ? "on" : "off"); } catch { /* a browser that keeps nothing */ } };
  const remembered = () => { try { return localStorage.getItem(STORED) !== "off"; } catch { return true; } };
  if (box) {
    box.checked = remembered();
    box.addEventListener("change", () => remember(box.checked));
  }
  const writes = (element) => element instanceof HTMLElement
    && (element.matches("textarea, select, input:not([type=checkbox]):not([type=radio])") || element.isContentEditable);

  // A summary that is pressed opens its part and goes to the first thing in it.
  const open = (summary) => {
    const part = summary.parentElement;
    part.open = !part.open;
    if (part.open) {
      const first = part.querySelector("select, input:not([type=hidden]), textarea");
      if (first) { first.focus(); } else { summary.focus(); }
      part.scrollIntoView({ block: "nearest" });
    } else {
      summary.focus();
    }
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.key === "Escape" && writes(target)) { target.blur(); document.getElementById("item")?.focus(); return; }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = target instanceof HTMLElement && target.closest("form");
      const send = form && form.querySelector("button.main, button:not([disabled])");
      if (send) { event.preventDefault(); form.requestSubmit(send); }
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || writes(target) || (box && !box.checked)) { return; }
    // Under another alphabet the key that lies in the same place counts.
    const key = !/^[a-z?]$/.test(event.key) && /^Key[A-Z]$/.test(event.code) && !event.shiftKey ? event.code[3].toLowerCase() : event.key;
    const pressed = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key);
    if (!pressed || pressed.closest("[hidden]")) { return; }
    event.preventDefault();
    if (event.repeat) { return; }
    if (pressed.matches("summary")) { open(pressed); } else { pressed.click(); }
  });

  // After a judgement, the next event is there to be read.
  if (!document.querySelector("[autofocus]")) { document.getElementById("item")?.focus(); }
})();
