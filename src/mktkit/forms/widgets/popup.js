// A box above everything else (top layer), so that no scrolling area cuts it off; and a calendar to put into it.

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function makePopup(parent) {
  const box = make("div", "mk-pop");
  const top = "popover" in box;
  if (top) box.setAttribute("popover", "manual");
  else box.hidden = true;
  parent.append(box);
  let anchor = null;
  let onClose = null;
  const place = () => {
    if (!anchor || !anchor.isConnected) return close();
    const at = anchor.getBoundingClientRect();
    const height = box.offsetHeight;
    const below = window.innerHeight - at.bottom;
    box.style.left = `${Math.max(4, Math.min(at.left, window.innerWidth - box.offsetWidth - 4))}px`;
    box.style.top = `${below < height + 8 && at.top > below ? at.top - height - 2 : at.bottom + 2}px`;
  };
  const away = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) close();
  };
  const scrolled = (event) => {
    if (!box.contains(event.target)) place();
  };
  const isOpen = () => (top ? box.matches(":popover-open") : !box.hidden);
  function open(over, content, closed) {
    close();
    anchor = over;
    onClose = closed;
    box.replaceChildren(content);
    content.style.minWidth = `${Math.min(over.offsetWidth, 320)}px`;
    if (top) box.showPopover();
    else box.hidden = false;
    place();
    document.addEventListener("pointerdown", away, true);
    window.addEventListener("scroll", scrolled, true);
    window.addEventListener("resize", place);
  }
  function close() {
    if (!isOpen()) return;
    if (top) box.hidePopover();
    else box.hidden = true;
    document.removeEventListener("pointerdown", away, true);
    window.removeEventListener("scroll", scrolled, true);
    window.removeEventListener("resize", place);
    const closed = onClose;
    onClose = null;
    if (closed) closed();
  }
  return { box, open, close, isOpen, place };
}

const pad = (number) => String(number).padStart(2, "0");

// The day a text names, as [year, month, day]; the day shown when nothing is written yet is `today`.
function dayIn(text, today) {
  const found = /^\s*(\d{4})\D?(\d{1,2})(?:\D?(\d{1,2}))?/.exec(text || "");
  if (found) {
    const [year, month, day] = [+found[1], +found[2], +(found[3] || 1)];
    if (month >= 1 && month <= 12 && day >= 1 && day <= 31) return [year, month, day];
  }
  return today.split("-").map(Number);
}

// A calendar of days, or of months; `pick` is called with 2026-03-05 or 2026-03.
function calendar(text, today, months, pick) {
  let [year, month, day] = dayIn(text, today);
  const written = /^\s*\d{4}\D?\d{1,2}/.test(text || "") && `${dayIn(text, "0-0-0")[0]}` !== "0";
  const chosen = written ? (months ? `${year}-${pad(month)}` : `${year}-${pad(month)}-${pad(day)}`) : "";
  const box = make("div", "mk-cal");
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", months ? "选择月份" : "选择日期");

  const button = (label, name, act, className) => {
    const node = make("button", className || "mk-cal-nav", label);
    node.type = "button";
    node.setAttribute("aria-label", name);
    node.addEventListener("mousedown", (event) => event.preventDefault());
    node.addEventListener("click", act);
    return node;
  };
  const step = (by) => {
    const moved = new Date(year, month - 1 + by, 1);
    [year, month] = [moved.getFullYear(), moved.getMonth() + 1];
    draw();
  };
  const cell = (label, value, name) => {
    const node = button(label, name, () => pick(value), "mk-cal-day");
    if (value === chosen) node.setAttribute("aria-current", "date");
    if (value === (months ? today.slice(0, 7) : today)) node.classList.add("mk-today");
    node.dataset.value = value;
    return node;
  };

  function draw() {
    const head = make("div", "mk-cal-head");
    const title = make("span", "mk-cal-title", months ? `${year}年` : `${year}年${month}月`);
    title.setAttribute("aria-live", "polite");
    head.append(
      button("«", "前一年", () => step(-12)),
      ...(months ? [] : [button("‹", "前一月", () => step(-1))]),
      title,
      ...(months ? [] : [button("›", "后一月", () => step(1))]),
      button("»", "后一年", () => step(12)),
    );
    const body = make("div", months ? "mk-cal-months" : "mk-cal-days");
    if (months) {
      for (let at = 1; at <= 12; at += 1) body.append(cell(`${at}月`, `${year}-${pad(at)}`, `${year}年${at}月`));
    } else {
      for (const name of "一二三四五六日") body.append(make("span", "mk-cal-week", name));
      const first = (new Date(year, month - 1, 1).getDay() + 6) % 7;
      for (let at = 0; at < first; at += 1) body.append(make("span"));
      const last = new Date(year, month, 0).getDate();
      for (let at = 1; at <= last; at += 1) {
        body.append(cell(String(at), `${year}-${pad(month)}-${pad(at)}`, `${year}年${month}月${at}日`));
      }
    }
    const foot = make("div", "mk-cal-foot");
    const now = months ? today.slice(0, 7) : today;
    foot.append(button(months ? "本月" : "今天", months ? "本月" : "今天", () => pick(now), "mk-cal-now"));
    box.replaceChildren(head, body, foot);
  }

  box.addEventListener("keydown", (event) => {
    const days = [...box.querySelectorAll(".mk-cal-day")];
    const at = days.indexOf(document.activeElement);
    const wide = months ? 3 : 7;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -wide, ArrowDown: wide }[event.key];
    if (by && at >= 0) {
      event.preventDefault();
      event.stopPropagation();
      const to = at + by;
      if (to < 0 || to >= days.length) {
        step(months ? Math.sign(by) * 12 : Math.sign(by));
        const fresh = box.querySelectorAll(".mk-cal-day");
        fresh[to < 0 ? fresh.length + to : to - days.length]?.focus();
      } else days[to].focus();
    } else if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      step((event.key === "PageUp" ? -1 : 1) * (months ? 12 : 1));
      box.querySelector(".mk-cal-day")?.focus();
    }
  });
  draw();
  box.focusDay = () => (box.querySelector("[aria-current]") || box.querySelector(".mk-today") || box.querySelector(".mk-cal-day"))?.focus();
  return box;
}
