// What stands over a form: its title, whether the draft is saved, undo, and the list of what is still to be mended.

function node(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function button(label, act, className) {
  const made = node("button", className || "mk-link", label);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

// A button that asks once more before it does what cannot be taken for granted.
function careful(label, question, act) {
  let sure = 0;
  const made = button(label, () => {
    if (sure) return act();
    made.textContent = question;
    sure = setTimeout(() => {
      sure = 0;
      made.textContent = label;
    }, 4000);
  });
  return made;
}

const random = () => Math.random().toString(36).slice(2);

// Names of this tab, which a reload keeps, and of this loading of the page, which it does not: a form that finds its
// draft held by another page of its own tab knows that the page is gone.
function whereabouts() {
  let tab = "";
  try {
    tab = sessionStorage.getItem("mktkit-tab") || random();
    sessionStorage.setItem("mktkit-tab", tab);
  } catch {
    // Without storage a reload is told that the draft is open elsewhere, and offered to go on.
  }
  window.mktkitPage ||= random();
  return { tab, page: window.mktkitPage };
}

function render({ model, el }) {
  const root = node("div", "mk-shell");
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  const head = node("div", "mk-head");
  const title = node("div", "mk-title");
  const tools = node("div", "mk-tools");
  const banner = node("div", "mk-banner");
  const left = node("div", "mk-left");
  const summary = node("div", "mk-summary");
  const saved = node("span", "mk-saved");
  saved.setAttribute("role", "status");
  banner.setAttribute("role", "alert");
  const counted = node("span", "mk-count");
  const items = node("ul");
  counted.setAttribute("role", "status");
  let expanded = false;
  const toggle = button("全部列出", () => {
    expanded = !expanded;
    drawSummary(model.get("state"));
  });
  summary.append(counted, items, toggle);
  head.append(title, tools);
  root.append(head, banner, left, summary);
  el.append(root);

  const send = (kind, more = {}) => {
    try {
      model.send({ kind, ...more });
    } catch {
      // The kernel is gone: there is nobody to tell.
    }
  };
  const form = () => el.closest(".mk-form");
  const undo = button("撤销", () => send("undo"));
  const redo = button("重做", () => send("redo"));
  undo.title = "退回上一次改动之前";
  // In the flow, not over it: what holds a widget may cut off what reaches out of it.
  const list = node("div", "mk-draft-list");
  const open = (shown) => {
    list.hidden = !shown;
    drafts.setAttribute("aria-expanded", String(shown));
    if (shown) send("list");
  };
  const drafts = button("草稿 ▾", () => open(list.hidden));
  open(false);
  tools.append(saved, undo, redo, drafts);
  head.after(list);

  function jump(problem) {
    const field = form()?.querySelector(`.${problem.field}`);
    if (!field) return;
    field.scrollIntoView({ block: "center", behavior: "smooth" });
    const grid = field.querySelector(".mk-grid");
    if (grid && problem.row) {
      grid.dispatchEvent(new CustomEvent("mk-goto", { bubbles: true, detail: problem }));
    } else {
      field.querySelector("input, textarea, select, button")?.focus({ preventScroll: true });
    }
  }

  // One line, so that nothing below moves while somebody types; the whole list is for who asks for it.
  function drawSummary(state) {
    const { problems, revealed } = state;
    const wrong = problems.filter((one) => revealed || !one.missing);
    const open = problems.filter((one) => one.missing);
    const rest = revealed ? 0 : open.length;
    summary.className = `mk-summary ${wrong.length ? "mk-wrong" : open.length ? "mk-open" : "mk-fine"}`;
    const unfilled = `${wrong.length ? "另有" : "还有"} ${rest} 项必填没有填`;
    const count = [wrong.length ? `⚠ 有 ${wrong.length} 处要改` : "", rest ? unfilled : ""].filter(Boolean).join("，");
    counted.textContent = count || state.fine;
    const shown = [...wrong, ...(revealed ? [] : open)];
    items.replaceChildren(
      ...shown.slice(0, expanded ? 100 : 8).map((one) => {
        const item = node("li");
        const wanted = revealed || !one.missing ? `${one.title}：${one.message}` : one.title;
        item.append(button(wanted, () => jump(one)));
        return item;
      }),
    );
    if (expanded && shown.length > 100) items.append(node("li", "", `……还有 ${shown.length - 100} 处`));
    summary.classList.toggle("mk-all", expanded);
    toggle.hidden = shown.length < 2;
    toggle.textContent = expanded ? "收起" : "全部列出";
    toggle.setAttribute("aria-expanded", String(expanded));
  }

  function drawDrafts(state) {
    const rows = state.others.map((one) => {
      const row = node("div", "mk-draft");
      row.append(
        node("span", "", `${one.document}（${one.saved}）`),
        button("打开", () => (open(false), send("open", { document: one.document }))),
        // The focus leaves the list, which is not redrawn under somebody's hands.
        careful("丢弃", "确定丢弃？", () => (drafts.focus(), send("discard", { document: one.document }))),
      );
      return row;
    });
    const fresh = node("div", "mk-draft");
    const name = node("input");
    name.type = "text";
    name.placeholder = "新草稿的名称";
    name.setAttribute("aria-label", "新草稿的名称");
    name.addEventListener("keydown", (event) => event.stopPropagation());
    fresh.append(name, button("新建", () => name.value.trim() && (open(false), send("open", { document: name.value.trim() }))));
    const own = node("div", "mk-draft");
    own.append(node("span", "", `当前：${state.document}`), careful("丢弃", "确定丢弃？", () => (open(false), send("discard", {}))));
    list.replaceChildren(own, ...rows, fresh);
  }

  function wire(state) {
    const within = form();
    if (!within) return;
    const wrong = new Set(state.problems.filter((one) => state.revealed || !one.missing).map((one) => one.field));
    for (const field of within.querySelectorAll(".mk-field")) {
      const name = [...field.classList].find((one) => one.startsWith("mk-f-"));
      const note = field.querySelector(".mk-note");
      if (note && !note.id) note.id = `${name}-note`;
      for (const input of field.querySelectorAll(":scope input, :scope textarea:not(.mk-grid-editor), :scope select")) {
        if (input.closest(".mk-field") !== field) continue;
        input.setAttribute("aria-invalid", String(wrong.has(name)));
        if (field.classList.contains("mk-required")) input.setAttribute("aria-required", "true");
        if (note) input.setAttribute("aria-describedby", note.id);
      }
    }
  }

  function draw() {
    const state = model.get("state");
    title.textContent = state.title;
    saved.textContent = state.saved;
    undo.disabled = !state.undo || state.readonly;
    redo.disabled = !state.redo || state.readonly;
    drafts.hidden = !state.drafts;
    undo.hidden = redo.hidden = !state.drafts && !state.undo && !state.redo;
    banner.hidden = !state.banner;
    banner.replaceChildren(node("span", "", state.banner));
    if (state.banner) banner.append(button("在这里继续编辑", () => send("take"), "mk-button"));
    left.hidden = !state.left.length;
    if (state.left.length) {
      const words = node("div", "", "草稿里有几项放不进现在的表单，都列在这里，没有丢掉：");
      const lines = node("ul");
      lines.append(...state.left.map((one) => node("li", "", `${one.title}：${one.text}`)));
      left.replaceChildren(words, lines, careful("知道了，不再保留", "确定不再保留？", () => send("forget")));
    }
    drawSummary(state);
    if (!list.contains(document.activeElement)) drawDrafts(state);
    requestAnimationFrame(() => wire(state));
  }

  const here = () => document.visibilityState === "visible" && send("here", whereabouts());
  // Messages sent while a page goes are lost in Voilà, so a page says from time to time that it is there.
  const pulse = setInterval(here, 15000);
  const bye = () => send("bye");
  document.addEventListener("visibilitychange", here);
  window.addEventListener("pageshow", here);
  window.addEventListener("pagehide", bye);
  model.on("change:state", draw);
  const told = (message) => message.kind === "jump" && jump(message);
  model.on("msg:custom", told);
  draw();
  // Fields are drawn after this one; they are wired once they stand there.
  const late = setTimeout(() => wire(model.get("state")), 600);
  send("here", whereabouts());
  return () => {
    clearTimeout(late);
    clearInterval(pulse);
    document.removeEventListener("visibilitychange", here);
    window.removeEventListener("pageshow", here);
    window.removeEventListener("pagehide", bye);
    model.off("change:state", draw);
    model.off("msg:custom", told);
  };
}

export default { render };
