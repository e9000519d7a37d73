// What the grid needs besides its view: the clipboard's format, a list to choose from.

function toTsv(rows) {
  const quoted = (text) => (/["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((cells) => cells.map(quoted).join("\t")).join("\r\n");
}

// The options of a drop-down that fit what is typed; arrows move, the grid asks for the marked one.
function optionList(labels, pick) {
  const box = make("div", "mk-options");
  box.setAttribute("role", "listbox");
  let shown = [];
  let at = -1;
  const mark = (to) => {
    at = Math.max(-1, Math.min(to, shown.length - 1));
    [...box.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === at)));
    box.children[at]?.scrollIntoView({ block: "nearest" });
  };
  function filter(typed) {
    const wanted = typed.trim().toLowerCase();
    shown = wanted ? labels.filter((label) => label.toLowerCase().includes(wanted)) : labels;
    box.replaceChildren(
      ...shown.slice(0, 200).map((label) => {
        const node = make("div", "mk-option", label);
        node.setAttribute("role", "option");
        node.addEventListener("mousedown", (event) => {
          event.preventDefault();
          event.stopPropagation();
          pick(label);
        });
        return node;
      }),
    );
    if (!shown.length) box.append(make("div", "mk-option-none", "没有这个选项"));
    const exact = shown.findIndex((label) => label.toLowerCase() === wanted);
    mark(!wanted || !shown.length ? -1 : Math.max(exact, 0));
  }
  return {
    box,
    filter,
    choose: (label) => mark(shown.indexOf(label)),
    move: (by) => mark(at < 0 && by < 0 ? shown.length - 1 : at + by),
    marked: () => (at >= 0 ? shown[at] : null),
  };
}
