"use strict";
// What every page gets beside what it says without scripts: times in the reader's zone, open filters on wide screens, values and their words.
(() => {
  const here = new Intl.DateTimeFormat(document.documentElement.lang || "en", { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  for (const time of document.querySelectorAll("time[datetime]")) {
    const stamp = time.getAttribute("datetime");
    // A day alone is the same everywhere; only a moment that names its zone is told in another.
    if (/T\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/.test(stamp)) {
      const moment = new Date(stamp);
      if (!Number.isNaN(moment.getTime())) time.title = here.format(moment);
      if (!Number.isNaN(moment.getTime()) && / UTC$/.test(time.textContent)) time.textContent += " (" + here.format(moment) + ")";
    }
  }

  const wide = window.matchMedia("(min-width: 62rem)");
  const fold = document.querySelector(".filters > details");
  if (fold) {
    const set = () => { fold.open = wide.matches; };
    set();
    wide.addEventListener("change", set);
    // Empty fields stay out of the address.
    fold.querySelector("form").addEventListener("submit", (event) => {
      for (const field of event.target.elements) if (field.name && !field.value) field.disabled = true;
      setTimeout(() => { for (const field of event.target.elements) field.disabled = false; }, 0);
    });
  }

  // Article: a value and its words light up together; where words belong to several values, clicks go through them.
  const marks = document.querySelectorAll(".text .mark");
  const light = (ids) => {
    for (const one of document.querySelectorAll(".lit")) one.classList.remove("lit");
    for (const id of ids) document.getElementById(id)?.classList.add("lit");
    for (const mark of marks) if (mark.dataset.values.split(" ").some((id) => ids.includes(id))) mark.classList.add("lit");
  };
  for (const mark of marks) {
    const ids = mark.dataset.values.split(" ");
    let next = 0;
    mark.addEventListener("click", (event) => {
      event.preventDefault();
      const value = document.getElementById(ids[next % ids.length]);
      next += 1;
      if (!value) return;
      light([value.id]);
      const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      value.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
      history.replaceState(null, "", "#" + value.id);
    });
  }
  for (const value of document.querySelectorAll(".records .value")) {
    value.addEventListener("mouseenter", () => light([value.id]));
    value.addEventListener("click", () => {
      light([value.id]);
      document.querySelector(".text .mark.lit")?.scrollIntoView({ block: "center" });
    });
  }
})();
