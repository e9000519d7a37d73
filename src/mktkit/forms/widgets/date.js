// A text box for a day or a month, with our own calendar beside it. Text stays what was typed; Python reads it.

function render({ model, el }) {
  const months = model.get("months");
  const root = make("div", "mk-date");
  const label = make("label", "widget-label", model.get("description"));
  const line = make("div", "mk-date-line");
  const input = make("input");
  const button = make("button", "mk-date-button", "▦");
  input.type = "text";
  input.autocomplete = "off";
  input.inputMode = "numeric";
  input.id = `mk-date-${Math.random().toString(36).slice(2)}`;
  label.htmlFor = input.id;
  button.type = "button";
  button.title = months ? "选择月份（Alt+↓）" : "选择日期（Alt+↓）";
  button.setAttribute("aria-label", `${model.get("description")}：${months ? "选择月份" : "选择日期"}`);
  button.setAttribute("aria-haspopup", "dialog");
  line.append(input, button);
  root.append(label, line);
  el.append(root);
  const popup = makePopup(root);

  const write = (text) => {
    model.set("value", text);
    model.save_changes();
  };
  const open = () => {
    if (popup.isOpen()) return popup.close();
    if (model.get("disabled")) return;
    const box = calendar(input.value, model.get("today"), months, (day) => {
      popup.close();
      input.value = day;
      write(day);
      input.focus();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      popup.close();
      input.focus();
    });
    popup.open(line, box);
    box.focusDay();
  };
  input.addEventListener("input", () => write(input.value));
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.altKey && event.key === "ArrowDown") {
      event.preventDefault();
      open();
    } else if (event.key === "Escape") popup.close();
  });
  button.addEventListener("click", open);

  const show = () => {
    if (input.value !== model.get("value")) input.value = model.get("value");
    input.placeholder = model.get("placeholder");
    input.disabled = model.get("disabled");
    button.disabled = model.get("disabled");
  };
  model.on("change:value", show);
  model.on("change:disabled", show);
  show();
  return () => {
    popup.close();
    model.off("change:value", show);
    model.off("change:disabled", show);
  };
}

export default { render };
