// The view of helpers.widgets.chat: questions and answers as they are streamed, each
// answer with its sources folded below it.

function source([title, text]) {
  return element("details", {}, element("summary", {}, title), element("p", {}, text));
}

function message({ role, content, sources }) {
  const who = role === "user" ? "You" : "Assistant";
  // text, never markup: what a document says must not run in the reader's page
  return element(
    "li",
    { class: role },
    element("span", { class: "who" }, who),
    element("span", { class: "text" }, content || "…"),
    ...(sources || []).map(source),
  );
}

function render({ model, el }) {
  const list = element("ol", { "aria-label": "Conversation", "aria-live": "polite" });
  const text = element("input", { type: "text", "aria-label": "Your question" });
  const button = element("button", { type: "submit" }, "Ask");
  const form = element("form", {}, text, button);
  const note = element("p", { class: "note" });
  onEnter(text, () => form.requestSubmit());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.value.trim() || model.get("busy")) return;
    model.send({ ask: text.value });
    text.value = "";
  });

  function draw() {
    const greeting = model.get("greeting");
    const first = greeting ? [{ role: "assistant", content: greeting, sources: [] }] : [];
    list.replaceChildren(...[...first, ...model.get("messages")].map(message));
    list.scrollTop = list.scrollHeight;
    button.disabled = model.get("busy");
    note.textContent = model.get("busy") ? "Answering…" : model.get("note");
  }

  el.classList.add("llm-chat");
  el.append(list, form, note);
  const events = ["greeting", "messages", "busy", "note"].map((name) => `change:${name}`).join(" ");
  model.on(events, draw);
  draw();
  return () => model.off(events, draw);
}

export default { render };
