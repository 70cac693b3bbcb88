// The view of helpers.widgets.attention: a sentence whose words are shaded by how
// much the chosen token looks at them, and the whole head as a matrix.

const CELL_MIN = 10; // pixels; smaller ones leave no room for a label
const CELL_MAX = 22;
const MATRIX = 440;

function slider(model, name, axis, label) {
  const number = element("output");
  const input = element("input", { type: "range", min: 0, "aria-label": label });
  const draw = () => {
    input.max = model.get("shape")[axis] - 1;
    input.value = model.get(name);
    number.textContent = `${model.get(name)} of ${input.max}`;
  };
  input.addEventListener("input", () => {
    model.set(name, Number(input.value));
    model.save_changes();
  });
  return [element("label", { class: "control" }, `${label} `, input, number), draw];
}

function unmarked(token) {
  return token.replace(/^[ĠŚ▁]/, "").replace(/Ċ/g, "⏎") || "␣";
}

function render({ model, el }) {
  const choice = element("select", { "aria-label": "Model" });
  for (const name of model.get("names")) choice.append(element("option", { value: name }, name));
  choice.addEventListener("change", () => {
    model.set("model", choice.value);
    model.save_changes();
  });

  const text = element("input", { type: "text", class: "text", "aria-label": "Text" });
  const take = () => {
    model.set("text", text.value);
    model.save_changes();
  };
  text.addEventListener("change", take);
  onEnter(text, take);

  const [layer, drawLayer] = slider(model, "layer", 0, "Layer");
  const [head, drawHead] = slider(model, "head", 1, "Head");
  const sentence = element("div", { class: "sentence", role: "group", "aria-label": "Tokens" });
  const told = element("p", { class: "told", "aria-live": "polite" });
  const canvas = element("canvas", { role: "img" });
  const note = element("p", { class: "note" });

  const weights = () => {
    const [, heads, n] = model.get("shape");
    const view = model.get("weights");
    const bytes = new Uint8Array(view.buffer ?? view, view.byteOffset ?? 0, view.byteLength);
    const from = (model.get("layer") * heads + model.get("head")) * n * n;
    return bytes.subarray(from, from + n * n);
  };

  function drawSentence() {
    const n = model.get("shape")[2];
    const row = model.get("token");
    const all = weights();
    const tokens = model.get("tokens");
    const focused = sentence.contains(document.activeElement);
    sentence.replaceChildren(
      ...tokens.map((token, j) => {
        const weight = all[row * n + j] / 255;
        const button = element(
          "button",
          { type: "button", "aria-pressed": j === row, title: `weight ${weight.toFixed(2)}` },
          element("span", { class: "token" }, unmarked(token)),
          element("span", { class: "weight" }, weight >= 0.005 ? weight.toFixed(2) : "·"),
        );
        button.style.setProperty("--weight", weight);
        button.addEventListener("click", () => {
          model.set("token", j);
          model.save_changes();
        });
        return button;
      }),
    );
    if (focused) sentence.children[row]?.focus();
    const ranked = tokens
      .map((token, j) => [all[row * n + j] / 255, unmarked(token)])
      .filter(([weight]) => weight >= 0.005)
      .sort((a, b) => b[0] - a[0])
      .slice(0, 3)
      .map(([weight, token]) => `“${token}” ${weight.toFixed(2)}`);
    told.textContent = `“${unmarked(tokens[row])}” looks at ${ranked.join(", ") || "no token more than the others"}.`;
  }

  let margin = 0; // left of and above the cells: room for the longest label
  let cell = CELL_MAX;

  function drawMatrix() {
    const n = model.get("shape")[2];
    const all = weights();
    const style = getComputedStyle(el);
    const labels = model.get("tokens").map((token) => {
      const label = unmarked(token);
      return label.length > 11 ? `${label.slice(0, 10)}…` : label;
    });
    cell = Math.max(CELL_MIN, Math.min(CELL_MAX, Math.floor(MATRIX / n)));
    const font = `${Math.min(12, cell - 1)}px ${style.fontFamily}`;
    const pen = canvas.getContext("2d");
    pen.font = font;
    margin = 8 + Math.ceil(Math.max(...labels.map((label) => pen.measureText(label).width)));
    const scale = window.devicePixelRatio || 1;
    const size = margin + n * cell + 1;
    canvas.width = canvas.height = size * scale;
    canvas.style.width = canvas.style.height = `${size}px`;
    pen.scale(scale, scale);
    pen.font = font; // a new size of the canvas has reset it
    pen.fillStyle = style.color;
    pen.textBaseline = "middle";
    const row = model.get("token");
    labels.forEach((label, i) => {
      pen.textAlign = "right";
      pen.globalAlpha = i === row ? 1 : 0.75;
      pen.fillText(label, margin - 6, margin + (i + 0.5) * cell);
      pen.save();
      pen.globalAlpha = 0.75;
      pen.translate(margin + (i + 0.5) * cell, margin - 6);
      pen.rotate(-Math.PI / 2);
      pen.textAlign = "left";
      pen.fillText(label, 0, 0);
      pen.restore();
    });
    pen.fillStyle = style.getPropertyValue("--ink");
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        pen.globalAlpha = 0.06 + (0.94 * all[i * n + j]) / 255;
        pen.fillRect(margin + j * cell, margin + i * cell, cell - 1, cell - 1);
      }
    }
    pen.globalAlpha = 1;
    pen.strokeStyle = style.getPropertyValue("--chosen");
    pen.lineWidth = 2;
    pen.strokeRect(margin - 1, margin + row * cell - 1, n * cell + 1, cell + 1);
    canvas.setAttribute(
      "aria-label",
      `Attention weights of layer ${model.get("layer")}, head ${model.get("head")}: ` +
        "a row for each token that looks, a column for each token looked at.",
    );
  }

  canvas.addEventListener("click", (event) => {
    const row = Math.floor((event.offsetY - margin) / cell);
    if (row >= 0 && row < model.get("shape")[2]) {
      model.set("token", row);
      model.save_changes();
    }
  });

  function draw() {
    const [layers, heads, n] = model.get("shape");
    if (model.get("weights").byteLength !== layers * heads * n * n) return; // half an update
    if (model.get("token") >= n || model.get("layer") >= layers || model.get("head") >= heads) return;
    choice.value = model.get("model");
    if (document.activeElement !== text) text.value = model.get("text");
    note.textContent = model.get("note");
    drawLayer();
    drawHead();
    drawSentence();
    drawMatrix();
  }

  el.classList.add("llm-attention");
  el.append(
    element("div", { class: "controls" }, choice, text),
    element("div", { class: "controls" }, layer, head),
    sentence,
    told,
    element("div", { class: "matrix" }, canvas),
    note,
  );
  const names = ["weights", "shape", "tokens", "layer", "head", "token", "note"];
  const events = names.map((name) => `change:${name}`).join(" ");
  model.on(events, draw);
  draw();
  // fonts and colors are known once the view is on the page, and change with the theme
  const placed = new ResizeObserver(drawMatrix);
  placed.observe(el);
  const themed = new MutationObserver(drawMatrix);
  themed.observe(document.body, { attributeFilter: ["data-jp-theme-name"] });
  return () => {
    model.off(events, draw);
    placed.disconnect();
    themed.disconnect();
  };
}

export default { render };
