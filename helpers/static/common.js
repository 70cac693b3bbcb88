// What the views of helpers.widgets share; it stands in front of each of them.

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// JupyterLab keeps Enter from the browser: no form is submitted, and a field's own event
// comes only when it is left
function onEnter(field, done) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    done();
  });
}

function printable(token) {
  return token.replace(/\n/g, "⏎").replace(/^ /, "␣").replace(/\t/g, "⇥") || "(empty)";
}
