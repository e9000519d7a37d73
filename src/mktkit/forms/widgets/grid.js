// The view of a grid. It holds texts; what they mean, and every operation but writing into a cell, is decided in Python.
//
// One textarea lies over the active cell all the time and holds the focus, so that an input method composes its
// Chinese in place from the first key on. In "nav" state it is invisible; typing makes it the cell's editor.

const ROW = 32;
const SPARE = 8;
const TOO_LARGE = 4_000_000;

function render({ model, el }) {
  const columns = model.get("columns");
  const width = columns.length;
  let rows = model.get("rows").map((row) => [...row]);
  let marks = { ...model.get("marks") };
  let active = { row: 0, column: 0 };
  let anchor = { row: 0, column: 0 };
  let editing = false;
  let typed = false;
  let composing = false;
  let leaving = false;
  let said = "";

  const root = make("div", "mk-grid");
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  const bar = make("div", "mk-grid-bar");
  const view = make("div", "mk-grid-view");
  const head = make("div", "mk-grid-head mk-grid-row");
  const body = make("div", "mk-grid-body");
  const lines = make("div", "mk-grid-lines");
  const editor = make("textarea", "mk-grid-editor");
  const foot = make("div", "mk-grid-foot");
  foot.setAttribute("aria-live", "polite");
  editor.rows = 1;
  editor.spellcheck = false;
  editor.autocomplete = "off";
  view.setAttribute("role", "grid");
  view.setAttribute("aria-multiselectable", "true");
  view.setAttribute("aria-label", model.get("label") || "表格");
  view.setAttribute("aria-colcount", String(width + 1));
  head.setAttribute("role", "row");
  head.setAttribute("aria-rowindex", "1");
  lines.setAttribute("role", "rowgroup");
  body.append(lines, editor);
  view.append(head, body);
  root.append(bar, view, foot);
  el.append(root);
  const popup = makePopup(root);
  let options = null;

  // -- what stands where -------------------------------------------------------------------------------

  const locked = () => model.get("readonly");
  const total = () => rows.length + (locked() || rows.length >= model.get("most") ? 0 : 1);
  const idAt = (row) => (row < rows.length ? rows[row][0] : null);
  const textAt = (row, column) => (row < rows.length ? rows[row][column + 1] : "");
  // A mark is [words, missing]; what is only missing is not held against the row somebody is just filling in.
  const counts = (row, mark) => mark && !(mark[1] && row === active.row && root.classList.contains("mk-focus"));
  const markAt = (row, column) => {
    const mark = (marks[idAt(row)] || {})[column];
    return counts(row, mark) ? mark[0] : "";
  };
  const rowMark = (row) =>
    Object.entries(marks[idAt(row)] || {})
      .filter(([, mark]) => counts(row, mark))
      .sort((a, b) => +a[0] - +b[0])
      .map(([at, [words]]) => (+at < 0 ? words : `${columns[at].title}：${words}`))
      .join("；");
  const clamp = (value, most) => Math.max(0, Math.min(value, most));
  const range = () => ({
    top: Math.min(active.row, anchor.row),
    bottom: Math.max(active.row, anchor.row),
    left: Math.min(active.column, anchor.column),
    right: Math.max(active.column, anchor.column),
  });
  const chosenIds = () => {
    const { top, bottom } = range();
    return rows.slice(top, bottom + 1).map((row) => row[0]);
  };
  const send = (message) => model.send(message);

  // -- drawing -----------------------------------------------------------------------------------------

  function template() {
    const widths = columns.map((one) => `minmax(${one.width}px, ${one.kind === "text" ? one.width * 2 : one.width}fr)`);
    const wrong = Object.keys(marks).length > 0;
    root.classList.toggle("mk-grid-wrong", wrong);
    const least = 44 + columns.reduce((sum, one) => sum + one.width, 0) + (wrong ? 180 : 0);
    root.style.setProperty("--mk-columns", `44px ${widths.join(" ")}${wrong ? " minmax(180px, 260fr)" : ""}`);
    root.style.setProperty("--mk-least", `${least}px`);
  }

  function drawHead() {
    const corner = make("div", "mk-grid-number", "");
    corner.setAttribute("role", "columnheader");
    corner.setAttribute("aria-label", "行号");
    const cells = columns.map((one, column) => {
      const node = make("div", `mk-grid-title${one.kind === "number" ? " mk-right" : ""}`, one.title);
      if (one.required) node.append(make("span", "mk-star", " *"));
      if (one.unit) node.append(make("span", "mk-grid-unit", ` ${one.unit}`));
      node.setAttribute("role", "columnheader");
      node.setAttribute("aria-colindex", String(column + 2));
      if (one.help) node.title = one.help;
      return node;
    });
    head.replaceChildren(corner, ...cells, make("div", "mk-grid-title mk-grid-problem", "问题"));
  }

  function drawRow(row) {
    const node = make("div", "mk-grid-row");
    node.setAttribute("role", "row");
    node.setAttribute("aria-rowindex", String(row + 2));
    node.style.top = `${row * ROW}px`;
    const wrong = rowMark(row);
    const number = make("div", "mk-grid-number", row < rows.length ? String(row + 1) : "＋");
    number.setAttribute("role", "rowheader");
    number.dataset.row = row;
    if (wrong) {
      number.classList.add("mk-bad");
      number.title = wrong;
    }
    node.append(number);
    const { top, bottom, left, right } = range();
    columns.forEach((one, column) => {
      const cell = make("div", "mk-grid-cell", textAt(row, column));
      cell.setAttribute("role", "gridcell");
      cell.setAttribute("aria-colindex", String(column + 2));
      cell.dataset.row = row;
      cell.dataset.column = column;
      if (one.kind === "number") cell.classList.add("mk-right");
      if (one.readonly) cell.classList.add("mk-computed");
      if (one.kind === "choice" && !one.readonly) cell.classList.add("mk-has-list");
      const inside = row >= top && row <= bottom && column >= left && column <= right;
      cell.setAttribute("aria-selected", String(inside));
      if (row === active.row && column === active.column) cell.classList.add("mk-active");
      const words = markAt(row, column);
      if (words) {
        cell.classList.add("mk-bad");
        cell.setAttribute("aria-invalid", "true");
        cell.title = words;
      } else if (textAt(row, column).length > 12) cell.title = textAt(row, column);
      node.append(cell);
    });
    const problem = make("div", "mk-grid-problem", wrong);
    if (wrong) problem.title = wrong;
    node.append(problem);
    if (row >= rows.length) node.classList.add("mk-ghost");
    return node;
  }

  let waiting = 0;
  function draw() {
    template();
    body.style.height = `${total() * ROW}px`;
    view.setAttribute("aria-rowcount", String(total() + 1));
    const first = Math.max(0, Math.floor(view.scrollTop / ROW) - SPARE);
    const last = Math.min(total() - 1, Math.ceil((view.scrollTop + view.clientHeight) / ROW) + SPARE);
    const fresh = document.createDocumentFragment();
    for (let row = first; row <= last; row += 1) fresh.append(drawRow(row));
    lines.replaceChildren(fresh);
    place();
    drawFoot();
    root.classList.toggle("mk-locked", locked());
    editor.readOnly = locked();
    for (const button of bar.querySelectorAll("button[data-write]")) button.disabled = locked();
  }
  function drawSoon() {
    if (!waiting) waiting = requestAnimationFrame(() => ((waiting = 0), draw()));
  }

  function drawFoot() {
    const words = markAt(active.row, active.column) || markAt(active.row, -1);
    const help = columns[active.column]?.help || "";
    const bad = Object.keys(marks).length;
    foot.replaceChildren(
      make("span", words ? "mk-grid-error" : "mk-grid-help", words ? `⚠ ${words}` : said || help),
      make("span", "mk-grid-count", `共 ${rows.length} 行${bad ? `，${bad} 行要改` : ""}`),
    );
  }

  const cellNode = (row, column) => lines.querySelector(`[data-row="${row}"][data-column="${column}"]`);

  // Lay the editor over the active cell.
  function place() {
    const node = cellNode(active.row, active.column);
    if (!node) return;
    const line = node.parentElement;
    Object.assign(editor.style, {
      left: `${node.offsetLeft}px`,
      top: `${line.offsetTop}px`,
      width: `${editing ? Math.max(node.offsetWidth, 120) : node.offsetWidth}px`,
      height: `${ROW}px`,
    });
    editor.classList.toggle("mk-editing", editing);
    const { title } = columns[active.column];
    if (popup.isOpen()) popup.place();
    const words = markAt(active.row, active.column);
    editor.setAttribute("aria-label", `第 ${active.row + 1} 行，${title}${words ? `，${words}` : ""}`);
    if (words) editor.setAttribute("aria-invalid", "true");
    else editor.removeAttribute("aria-invalid");
  }

  function reveal() {
    const top = active.row * ROW;
    const headHeight = head.offsetHeight;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + ROW > view.scrollTop + view.clientHeight - headHeight) {
      view.scrollTop = top + ROW - view.clientHeight + headHeight;
    }
    draw();
    const node = cellNode(active.row, active.column);
    if (!node) return;
    const left = node.offsetLeft - 44;
    if (left < view.scrollLeft) view.scrollLeft = left;
    else if (node.offsetLeft + node.offsetWidth > view.scrollLeft + view.clientWidth) {
      view.scrollLeft = node.offsetLeft + node.offsetWidth - view.clientWidth;
    }
  }

  function select(row, column, extend = false) {
    active = { row: clamp(row, total() - 1), column: clamp(column, width - 1) };
    if (!extend) anchor = { ...active };
    leaving = false;
    said = "";
    rest();
    reveal();
  }

  // Back to "nav": the editor holds the cell's text, marked, so that typing replaces it and Ctrl+C has something.
  function rest() {
    editing = false;
    typed = false;
    popup.close();
    options = null;
    editor.value = textAt(active.row, active.column);
    if (document.activeElement === editor) editor.select();
  }

  function focus() {
    editor.focus({ preventScroll: true });
    if (!editing) editor.select();
  }

  // -- writing -----------------------------------------------------------------------------------------

  function edit(changes) {
    const wanted = [];
    for (const [row, column, text] of changes) {
      if (columns[column].readonly || textAt(row, column) === text) continue;
      if (row >= rows.length) rows.push([1e9 + Math.floor(Math.random() * 1e9), ...columns.map(() => "")]);
      const at = Math.min(row, rows.length - 1);
      rows[at][column + 1] = text;
      wanted.push([rows[at][0], column, text]);
    }
    if (wanted.length) send({ op: "edit", cells: wanted });
  }

  function startEdit(replace) {
    if (editing || locked() || columns[active.column].readonly) return;
    editing = true;
    typed = replace;
    if (!replace) {
      editor.value = textAt(active.row, active.column);
      editor.setSelectionRange(editor.value.length, editor.value.length);
    }
    place();
    openHelp(replace ? editor.value : "");
  }

  function openHelp(filter) {
    const column = columns[active.column];
    if (column.kind !== "choice") return;
    options = optionList(column.choices, (label) => commit(label));
    options.filter(filter);
    if (!filter) options.choose(editor.value);
    popup.open(editor, options.box);
  }

  function openCalendar() {
    const column = columns[active.column];
    const box = calendar(editor.value, model.get("today"), column.kind === "month", (day) => {
      popup.close();
      commit(day);
      focus();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      popup.close();
      focus();
    });
    popup.open(editor, box);
    box.focusDay();
  }

  function commit(text) {
    if (!editing && text === undefined) return;
    const value = text ?? options?.marked() ?? editor.value;
    const at = { ...active };
    editing = false;
    edit([[at.row, at.column, value.replace(/\r\n?/g, "\n")]]);
    rest();
    draw();
  }

  function cancel() {
    rest();
    draw();
  }

  function clear() {
    const { top, bottom, left, right } = range();
    const changes = [];
    for (let row = top; row <= Math.min(bottom, rows.length - 1); row += 1) {
      for (let column = left; column <= right; column += 1) changes.push([row, column, ""]);
    }
    edit(changes);
    rest();
    draw();
  }

  function fillDown() {
    const { top, bottom, left, right } = range();
    const from = top === bottom ? top - 1 : top;
    if (from < 0) return;
    const changes = [];
    for (let row = from + 1; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) changes.push([row, column, textAt(from, column)]);
    }
    edit(changes);
    rest();
    draw();
  }

  const insert = () => send({ op: "insert", before: idAt(range().top), number: range().bottom - range().top + 1 });
  const append = () => send({ op: "insert", before: null, number: 1 });
  const remove = () => chosenIds().length && send({ op: "delete", rows: chosenIds() });
  const shift = (by) => {
    const ids = chosenIds();
    if (!ids.length) return;
    const { top, bottom } = range();
    if ((by < 0 && top === 0) || (by > 0 && bottom >= rows.length - 1)) return;
    send({ op: "move", rows: ids, by });
    active.row += by;
    anchor.row += by;
  };
  const chosenBlock = () => {
    const { top, bottom, left, right } = range();
    return rows.slice(top, bottom + 1).map((row) => row.slice(left + 1, right + 2));
  };

  // -- keys --------------------------------------------------------------------------------------------

  function edge(from, by, most, filled) {
    let at = from + by;
    if (at < 0 || at > most) return from;
    const start = filled(at);
    while (at + by >= 0 && at + by <= most && filled(at + by) === start && (start || !filled(at + by))) at += by;
    if (!start && at + by >= 0 && at + by <= most) at += by;
    return at;
  }

  function arrow(event) {
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    let { row, column } = active;
    if (event.ctrlKey || event.metaKey) {
      row = down ? edge(row, down, Math.max(rows.length - 1, 0), (at) => textAt(at, column) !== "") : row;
      column = right ? edge(column, right, width - 1, (at) => textAt(row, at) !== "") : column;
    } else {
      row += down;
      column += right;
    }
    select(row, column, event.shiftKey);
  }

  function next(by) {
    const at = active.row * width + active.column + by;
    if (at < 0 || at >= total() * width) return false;
    select(Math.floor(at / width), at % width);
    return true;
  }

  function navKey(event) {
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const page = Math.max(1, Math.floor(view.clientHeight / ROW) - 2);
    if (event.altKey && key === "ArrowDown") {
      const { kind } = columns[active.column];
      if (kind === "choice") startEdit(false);
      else if ((kind === "day" || kind === "month") && !locked()) openCalendar();
    } else if (control && event.altKey && (key === "ArrowUp" || key === "ArrowDown")) shift(key === "ArrowUp" ? -1 : 1);
    else if (key.startsWith("Arrow")) arrow(event);
    else if (key === "Enter") select(active.row + (event.shiftKey ? -1 : 1), active.column);
    else if (key === "Tab") {
      if (leaving || !next(event.shiftKey ? -1 : 1)) return;
    } else if (key === "F2") startEdit(false);
    else if (key === "Escape") {
      leaving = true;
      said = "按 Tab 离开表格";
      drawFoot();
    } else if (key === "Delete" || key === "Backspace") {
      if (!locked()) clear();
    } else if (key === "Home") select(control ? 0 : active.row, 0, event.shiftKey);
    else if (key === "End") select(control ? rows.length - 1 : active.row, width - 1, event.shiftKey);
    else if (key === "PageUp") select(active.row - page, active.column, event.shiftKey);
    else if (key === "PageDown") select(active.row + page, active.column, event.shiftKey);
    else if (control && key === "a") {
      anchor = { row: 0, column: 0 };
      active = { row: Math.max(rows.length - 1, 0), column: width - 1 };
      draw();
    } else if (control && !locked() && key === "z") send({ op: event.shiftKey ? "redo" : "undo" });
    else if (control && !locked() && key === "y") send({ op: "redo" });
    else if (control && !locked() && key === "d") fillDown();
    else if (control && !locked() && (key === "+" || key === "=")) insert();
    else if (control && !locked() && key === "-") remove();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function editKey(event) {
    if (options && (event.key === "ArrowDown" || event.key === "ArrowUp")) options.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && event.altKey) {
      const at = editor.selectionStart;
      editor.setRangeText("\n", at, editor.selectionEnd, "end");
    } else if (event.key === "Enter") {
      commit();
      select(active.row + (event.shiftKey ? -1 : 1), active.column);
    } else if (event.key === "Tab") {
      commit();
      if (!next(event.shiftKey ? -1 : 1)) return;
    } else if (event.key === "Escape") cancel();
    else if (typed && event.key.startsWith("Arrow") && !event.shiftKey) {
      commit();
      arrow(event);
    } else {
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  editor.addEventListener("keydown", (event) => {
    // While an input method composes, every key is its own.
    if (composing || event.isComposing || event.keyCode === 229) return event.stopPropagation();
    if (editing) editKey(event);
    else navKey(event);
  });
  editor.addEventListener("compositionstart", () => {
    composing = true;
    startEdit(true);
  });
  editor.addEventListener("compositionend", () => {
    composing = false;
    options?.filter(editor.value);
  });
  editor.addEventListener("input", () => {
    if (columns[active.column].readonly) return rest();
    if (!editing) startEdit(true);
    else if (options && !composing) {
      typed = true;
      options.filter(editor.value);
    }
  });
  editor.addEventListener("focus", () => {
    root.classList.add("mk-focus");
    drawSoon();
    if (!editing) editor.select();
  });
  editor.addEventListener("blur", (event) => {
    if (popup.box.contains(event.relatedTarget)) return;
    root.classList.remove("mk-focus");
    if (editing) commit();
    else drawSoon();
  });

  // -- clipboard ---------------------------------------------------------------------------------------

  const onCopy = (event) => {
    if (editing) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", toTsv(chosenBlock()));
    said = "已复制，可以粘贴到 Excel 或 WPS";
    if (event.type === "cut" && !locked()) clear();
    drawFoot();
  };
  editor.addEventListener("copy", onCopy);
  editor.addEventListener("cut", onCopy);
  editor.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (locked() || (editing && !/[\t\n]/.test(text))) return;
    event.preventDefault();
    if (editing) cancel();
    if (text.length > TOO_LARGE) {
      said = "粘贴的内容太大，没有粘贴；请存成 Excel 文件后上传";
      return drawFoot();
    }
    const { top, left } = range();
    send({ op: "paste", row: idAt(top), column: left, text });
  });

  // -- mouse -------------------------------------------------------------------------------------------

  const under = (event) => {
    const node = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-row]");
    if (!node || !lines.contains(node)) return null;
    return { row: +node.dataset.row, column: node.dataset.column === undefined ? null : +node.dataset.column };
  };
  lines.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const at = under(event);
    if (!at) return;
    event.preventDefault();
    if (editing) commit();
    focus();
    if (at.column === null) {
      select(at.row, 0);
      if (at.row < rows.length) active.column = width - 1;
      return draw();
    }
    select(at.row, at.column, event.shiftKey);
    if (event.pointerType === "touch") return;
    const drag = (moved) => {
      const to = under(moved);
      if (to && to.column !== null && (to.row !== active.row || to.column !== active.column)) select(to.row, to.column, true);
    };
    const drop = () => window.removeEventListener("pointermove", drag);
    window.addEventListener("pointermove", drag);
    window.addEventListener("pointerup", drop, { once: true });
  });
  const open = () => {
    const { kind, readonly } = columns[active.column];
    if (locked() || readonly) return;
    focus();
    if (kind === "day" || kind === "month") openCalendar();
    else startEdit(false);
  };
  editor.addEventListener("pointerdown", (event) => event.stopPropagation());
  editor.addEventListener("dblclick", () => !editing && open());
  lines.addEventListener("dblclick", open);
  view.addEventListener("scroll", drawSoon);

  // -- buttons -----------------------------------------------------------------------------------------

  const buttons = [
    ["加行", "在最后加一行", () => (append(), focus())],
    ["插入", "在选中的行前插入（Ctrl +）", insert],
    ["删除", "删除选中的行（Ctrl -）", remove],
    ["上移", "上移（Ctrl+Alt+↑）", () => shift(-1)],
    ["下移", "下移（Ctrl+Alt+↓）", () => shift(1)],
    ["撤销", "撤销（Ctrl+Z）", () => send({ op: "undo" })],
    ["重做", "重做（Ctrl+Y）", () => send({ op: "redo" })],
  ];
  for (const [label, title, act] of buttons) {
    const node = make("button", "mk-button", label);
    node.type = "button";
    node.title = title;
    node.dataset.write = "";
    node.addEventListener("pointerdown", () => editing && commit());
    node.addEventListener("mousedown", (event) => event.preventDefault());
    node.addEventListener("click", act);
    bar.append(node);
  }
  bar.append(make("span", "mk-grid-tip", "可从 Excel、WPS 整块复制后粘贴"));

  // -- from Python -------------------------------------------------------------------------------------

  const onMessage = (message) => {
    if (message.kind !== "rows") return;
    const held = idAt(active.row);
    const byId = new Map(rows.map((row) => [row[0], row]));
    for (const row of message.set || []) {
      const known = byId.get(row[0]);
      if (known) known.splice(0, known.length, ...row);
      else {
        byId.set(row[0], [...row]);
        if (!message.order) rows.push(byId.get(row[0]));
      }
    }
    if (message.order) rows = message.order.map((id) => byId.get(id)).filter(Boolean);
    for (const [id, found] of Object.entries(message.marks || {})) {
      if (found) marks[id] = found;
      else delete marks[id];
    }
    if (message.say) said = message.say;
    const place = (id) => rows.findIndex((row) => row[0] === id);
    if (message.focus) {
      const [from, left, to, right] = message.focus;
      active = { row: place(from), column: left };
      anchor = { row: place(to), column: right };
    } else if (held !== null && message.order) {
      const now = place(held);
      if (now >= 0 && now !== active.row) {
        anchor.row += now - active.row;
        active.row = now;
      }
    }
    active.row = clamp(active.row, total() - 1);
    anchor.row = clamp(anchor.row, total() - 1);
    const words = said;
    if (!editing) rest();
    if (message.focus) reveal();
    else draw();
    said = words;
    drawFoot();
  };
  model.on("msg:custom", onMessage);
  model.on("change:readonly", draw);
  el.addEventListener("mk-goto", (event) => {
    const row = rows.findIndex((one) => one[0] === event.detail.row);
    select(row < 0 ? 0 : row, Math.max(event.detail.column, 0));
    focus();
  });
  const sized = new ResizeObserver(drawSoon);
  sized.observe(view);

  drawHead();
  draw();
  rest();
  send({ op: "show" });
  return () => {
    sized.disconnect();
    popup.close();
    model.off("msg:custom", onMessage);
    model.off("change:readonly", draw);
  };
}

export default { render };
