// The view of helpers.widgets.surprise: a text whose tokens are shaded by how many
// bits they surprised the model, and what the model had expected in place of one.

const BITS_MAX = 16; // shaded darkest from here on

function percent(probability) {
  if (probability >= 0.0995) return `${Math.round(100 * probability)} %`;
  return probability >= 0.0001 ? `${(100 * probability).toPrecision(2)} %` : "less than 0.01 %";
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

  const sentence = element("div", { class: "sentence", role: "group", "aria-label": "Tokens" });
  const told = element("p", { class: "told", "aria-live": "polite" });
  const expected = element("p", { class: "expected" });
  const total = element("p", { class: "total" });
  const note = element("p", { class: "note" });

  function drawSentence(tokens, bits, chosen) {
    const focused = sentence.contains(document.activeElement);
    sentence.replaceChildren(
      ...tokens.map((token, i) => {
        const button = element(
          "button",
          { type: "button", "aria-pressed": i === chosen, title: `${bits[i].toFixed(1)} bits` },
          element("span", { class: "token" }, printable(token)),
          element("span", { class: "bits" }, bits[i].toFixed(bits[i] < 9.95 ? 1 : 0)),
        );
        button.style.setProperty("--surprise", Math.min(1, bits[i] / BITS_MAX));
        button.addEventListener("click", () => {
          model.set("token", i);
          model.save_changes();
        });
        return button;
      }),
    );
    if (focused) sentence.children[chosen]?.focus();
  }

  function draw() {
    const [tokens, bits, guesses, chosen] = ["tokens", "bits", "guesses", "token"].map((name) =>
      model.get(name),
    );
    if (tokens.length !== bits.length || tokens.length !== guesses.length) return; // half an update
    if (chosen >= tokens.length) return;
    choice.value = model.get("model");
    if (document.activeElement !== text) text.value = model.get("text");
    drawSentence(tokens, bits, chosen);
    told.textContent =
      `“${printable(tokens[chosen])}” had a probability of ${percent(2 ** -bits[chosen])}: ` +
      `${bits[chosen].toFixed(1)} bits.`;
    const ranked = guesses[chosen].map(([guess, p]) => `“${printable(guess)}” ${percent(p)}`);
    expected.textContent = `The model expected ${ranked.join(", ")}.`;
    total.textContent =
      `The whole text: ${model.get("total").toFixed(0)} bits, ` +
      `${model.get("per_byte").toFixed(2)} bits per byte.`;
    note.textContent = model.get("note");
  }

  el.classList.add("llm-surprise");
  el.append(
    element("div", { class: "controls" }, choice, text),
    sentence,
    told,
    expected,
    total,
    note,
  );
  const names = ["text", "model", "tokens", "bits", "guesses", "token", "total", "per_byte", "note"];
  const events = names.map((name) => `change:${name}`).join(" ");
  model.on(events, draw);
  draw();
  return () => model.off(events, draw);
}

export default { render };
