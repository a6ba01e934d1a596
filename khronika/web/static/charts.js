"use strict";
// The map zooms, the timeline takes a stretch of days, the network can be pulled apart. Everything they show is on the page without them.
(() => {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const ru = document.documentElement.lang === "ru";
  const say = (en, other) => (ru ? other : en);

  const follow = (root) => {
    for (const one of root.querySelectorAll("[data-href]")) {
      one.addEventListener("click", (event) => { if (!event.defaultPrevented) window.location.assign(one.dataset.href); });
    }
  };

  // Map
  const map = document.querySelector("svg.map");
  if (map && window.d3) {
    follow(map);
    const svg = d3.select(map), layer = svg.select(".zoomed");
    const circles = svg.selectAll(".symbols circle"), words = svg.selectAll(".labels text");
    circles.each(function () { this.r0 = +this.getAttribute("r"); });
    words.each(function () { this.x0 = +this.getAttribute("x"); this.y0 = +this.getAttribute("y"); });
    // On a narrow screen the picture is small: symbols and words keep the size that they can be read at.
    const small = () => Math.min(2.2, Math.max(1, 700 / (map.clientWidth || 700)));
    const draw = (k) => {
      const s = small();
      circles.attr("r", function () { return this.r0 * Math.sqrt(s) / k; });
      words.attr("transform", function () { return k === 1 ? null : `translate(${this.x0},${this.y0}) scale(${1 / k}) translate(${-this.x0},${-this.y0})`; });
      // Of words that cover each other, those that come first stay.
      const kept = [];
      words.each(function () {
        this.classList.remove("covered");
        const a = this.getBoundingClientRect();
        const covered = kept.some((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom);
        this.classList.toggle("covered", covered);
        if (!covered) kept.push(a);
      });
    };
    draw(1);
    const zoom = d3.zoom().scaleExtent([1, 12]).translateExtent([[0, 0], [960, 500]])
      .filter((event) => !event.button && (event.type !== "wheel" || event.ctrlKey || event.metaKey || document.activeElement === map || map.matches(":hover") && event.shiftKey) && (event.type !== "touchstart" || event.touches.length > 1 || d3.zoomTransform(map).k > 1))
      .on("zoom", ({ transform }) => { layer.attr("transform", transform); draw(transform.k); });
    svg.call(zoom);
    const box = document.createElement("div");
    box.className = "zoom-buttons";
    for (const [text, label, act] of [["+", say("Zoom in", "Приблизить"), () => svg.transition().duration(calm ? 0 : 250).call(zoom.scaleBy, 1.8)], ["−", say("Zoom out", "Отдалить"), () => svg.transition().duration(calm ? 0 : 250).call(zoom.scaleBy, 1 / 1.8)], ["⟲", say("Whole map", "Вся карта"), () => svg.transition().duration(calm ? 0 : 250).call(zoom.transform, d3.zoomIdentity)]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.setAttribute("aria-label", label);
      button.addEventListener("click", act);
      box.append(button);
    }
    map.parentElement.append(box);
    window.addEventListener("resize", () => draw(d3.zoomTransform(map).k));
  }

  // Timeline: a stretch that is drawn over the bars goes into the address as since and until.
  for (const chart of document.querySelectorAll(".timeline[data-action]")) {
    const bars = chart.querySelector("svg.brushed"), slots = +chart.dataset.slots;
    if (!bars || !chart.closest(".with-filters") || !window.d3 || slots < 2 || document.documentElement.dataset.published) continue;
    const unit = { day: d3.utcDay, week: d3.utcMonday, month: d3.utcMonth, year: d3.utcYear }[chart.dataset.unit];
    const first = new Date(chart.dataset.first + "T00:00:00Z");
    const day = (date) => date.toISOString().slice(0, 10);
    const box = document.createElement("div"), told = document.createElement("p");
    box.className = "brush-box";
    box.hidden = true;
    told.className = "brush-told";
    told.setAttribute("role", "status");
    told.textContent = say("Draw over the bars to choose days.", "Проведите по столбцам, чтобы выбрать дни.");
    chart.append(box);
    chart.after(told);
    let from = null;
    const slot = (event) => {
      const edge = bars.getBoundingClientRect();
      return Math.max(0, Math.min(slots - 1, Math.floor((event.clientX - edge.left) / edge.width * slots)));
    };
    const show = (a, b) => {
      const edge = bars.getBoundingClientRect(), outer = chart.getBoundingClientRect(), low = Math.min(a, b), high = Math.max(a, b) + 1;
      box.hidden = false;
      box.style.left = `${edge.left - outer.left + edge.width * low / slots}px`;
      box.style.width = `${edge.width * (high - low) / slots}px`;
      box.style.top = "0";
      box.style.bottom = "0";
      told.textContent = `${day(unit.offset(first, low))} – ${day(new Date(unit.offset(first, high) - 86400000))}`;
    };
    bars.addEventListener("pointerdown", (event) => { from = slot(event); bars.setPointerCapture(event.pointerId); show(from, from); event.preventDefault(); });
    bars.addEventListener("pointermove", (event) => { if (from !== null) show(from, slot(event)); });
    bars.addEventListener("pointercancel", () => { from = null; box.hidden = true; });
    bars.addEventListener("pointerup", (event) => {
      if (from === null) return;
      const to = slot(event), low = Math.min(from, to), high = Math.max(from, to) + 1;
      from = null;
      const query = new URLSearchParams(window.location.search);
      query.set("since", day(unit.offset(first, low)));
      query.set("until", day(new Date(unit.offset(first, high) - 86400000)));
      query.delete("after");
      window.location.assign(`${chart.dataset.action}?${query}`);
    });
  }

  // Network: nodes can be pulled; a node shows only its own arrows.
  const net = document.querySelector("svg.network");
  if (net && window.d3) {
    follow(net);
    const nodes = [...net.querySelectorAll(".node")].map((g) => ({ g, circle: g.querySelector("circle"), text: g.querySelector("text") }));
    const edges = [...net.querySelectorAll(".edge")].map((path) => ({ path, source: +path.dataset.from, target: +path.dataset.to }));
    for (const node of nodes) {
      node.x = +node.circle.getAttribute("cx");
      node.y = +node.circle.getAttribute("cy");
      node.r = +node.circle.getAttribute("r");
    }
    const links = edges.filter((edge) => edge.source !== edge.target).map((edge) => ({ ...edge }));
    const place = () => {
      for (const node of nodes) {
        node.x = Math.max(60, Math.min(660, node.x));
        node.y = Math.max(52, Math.min(520, node.y));
        node.circle.setAttribute("cx", node.x);
        node.circle.setAttribute("cy", node.y);
        node.text.setAttribute("x", node.x);
        node.text.setAttribute("y", node.y - node.r - 6);
        node.text.setAttribute("text-anchor", "middle");
      }
      for (const { path, source, target } of edges) {
        const a = nodes[source], b = nodes[target];
        if (a === b) {
          path.setAttribute("d", `M${a.x - 4} ${a.y - a.r}C${a.x - 34} ${a.y - a.r - 44} ${a.x + 34} ${a.y - a.r - 44} ${a.x + 5} ${a.y - a.r - 6}`);
          continue;
        }
        const cx = (a.x + b.x) / 2 + (b.y - a.y) * 0.14, cy = (a.y + b.y) / 2 - (b.x - a.x) * 0.14;
        const dx = b.x - cx, dy = b.y - cy, length = Math.hypot(dx, dy) || 1, gap = b.r + 7;
        path.setAttribute("d", `M${a.x} ${a.y}Q${cx} ${cy} ${b.x - dx / length * gap} ${b.y - dy / length * gap}`);
      }
    };
    const force = d3.forceSimulation(nodes)
      .force("link", d3.forceLink(links).distance(130).strength(0.12))
      .force("charge", d3.forceManyBody().strength(-520))
      .force("x", d3.forceX(360).strength(0.06)).force("y", d3.forceY(270).strength(0.09))
      .force("collide", d3.forceCollide((node) => node.r + 22)).stop();
    force.tick(220);
    place();
    force.on("tick", place);
    d3.selectAll(nodes.map((node) => node.g)).data(nodes).call(d3.drag()
      .on("start", (event, node) => { if (!event.active) force.alphaTarget(0.2).restart(); node.fx = node.x; node.fy = node.y; })
      .on("drag", (event, node) => { node.fx = event.x; node.fy = event.y; })
      .on("end", (event, node) => { if (!event.active) force.alphaTarget(0); node.fx = node.fy = null; }));
    nodes.forEach((node, number) => {
      node.g.addEventListener("mouseenter", () => { for (const edge of edges) edge.path.classList.toggle("faded", edge.source !== number && edge.target !== number); });
      node.g.addEventListener("mouseleave", () => { for (const edge of edges) edge.path.classList.remove("faded"); });
    });
  }
})();
