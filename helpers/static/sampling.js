// The view of helpers.widgets.sampling: the most probable next tokens as bars, the
// distribution as the model gives it in outline and the one that is drawn from filled.

const SLIDERS = [
  ["temperature", "Temperature", 0, 2, 0.05, (value) => (value === 0 ? "0, greedy" : value.toFixed(2))],
  ["top_k", "Top-k", 0, 50, 1, (value) => (value === 0 ? "off" : String(value))],
  ["top_p", "Top-p", 0.01, 1, 0.01, (value) => (value === 1 ? "off" : value.toFixed(2))],
];

function slider(model, [name, label, min, max, step, told]) {
  const number = element("output");
  const input = element("input", { type: "range", min, max, step, "aria-label": label });
  const draw = () => {
    const value = model.get(name);
    input.value = value;
    number.textContent = told(value);
    input.setAttribute("aria-valuetext", told(value));
  };
  input.addEventListener("input", () => {
    model.set(name, Number(input.value));
    model.save_changes();
  });
  return [element("label", { class: "control" }, `${label} `, input, number), draw];
}

function bar(token, before, after, top) {
  const track = element("span", { class: "track" });
  track.style.setProperty("--before", before / top);
  track.style.setProperty("--after", after / top);
  const told = after > 0 ? after.toFixed(3) : "cut";
  return element(
    "li",
    { class: after > 0 ? "kept" : "cut", title: `${before.toFixed(3)} before, ${told} now` },
    element("span", { class: "token" }, printable(token)),
    track,
    element("span", { class: "number" }, told),
  );
}

function render({ model, el }) {
  const text = element("textarea", { rows: 2, "aria-label": "Text to continue" });
  const take = () => {
    model.set("text", text.value);
    model.save_changes();
  };
  text.addEventListener("change", take);
  onEnter(text, take);
  const button = element("button", { type: "button" }, "Draw a token");
  button.addEventListener("click", () => model.send("draw"));

  const sliders = SLIDERS.map((row) => slider(model, row));
  const bars = element("ol", { "aria-label": "The most probable next tokens" });
  const told = element("p", { class: "told", "aria-live": "polite" });
  const note = element("p", { class: "note" });

  function draw() {
    const [tokens, before, after] = ["tokens", "before", "after"].map((name) => model.get(name));
    if (tokens.length !== before.length || tokens.length !== after.length) return; // half an update
    if (document.activeElement !== text) text.value = model.get("text");
    for (const [, drawSlider] of sliders) drawSlider();
    const top = Math.max(...before, ...after, 1e-9);
    bars.replaceChildren(...tokens.map((token, i) => bar(token, before[i], after[i], top)));
    const rest = Math.max(0, 1 - after.reduce((sum, value) => sum + value, 0));
    const [kept, size] = [model.get("kept"), model.get("size")];
    told.textContent =
      `${kept.toLocaleString("en-US")} of ${size.toLocaleString("en-US")} tokens can be drawn; ` +
      `all that are not shown share ${rest.toFixed(3)}. Dashed: before the sliders.`;
    note.textContent = model.get("note");
  }

  el.classList.add("llm-sampling");
  el.append(
    element("div", { class: "controls" }, text, button),
    element("div", { class: "controls" }, ...sliders.map(([label]) => label)),
    bars,
    told,
    note,
  );
  const names = ["text", "tokens", "before", "after", "temperature", "top_k", "top_p", "kept", "note"];
  const events = names.map((name) => `change:${name}`).join(" ");
  model.on(events, draw);
  draw();
  return () => model.off(events, draw);
}

export default { render };
