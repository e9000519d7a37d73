/* Copy a clause's citation, open a notebook, and keep links working without a server. No request leaves this host. */
(() => {
  "use strict";

  const onDisk = location.protocol === "file:";

  /** The permanent address of a clause on the page: the published one where the handbook has one. */
  function address(anchor) {
    const canonical = document.querySelector('link[rel="canonical"]');
    const page = canonical ? canonical.href : location.href.split(/[?#]/)[0].replace(/\/index\.html$/, "/");
    return `${page}#${anchor}`;
  }

  /** Copy without the clipboard API, which browsers withhold from file:// and plain http. */
  function copyOldWay(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;inset:0 auto auto 0;opacity:0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyOldWay(text);
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.cite");
    if (!button) return;
    const done = await copy(`${button.dataset.cite}\n${address(button.dataset.anchor)}`);
    const before = button.dataset.text || button.textContent;
    button.dataset.text = before;
    button.textContent = done ? "已复制" : "复制不了，请手工选取";
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { button.textContent = before; }, 2000);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });

  /* The notebooks stand behind the handbook only where `mktkit open` serves both: then there is a /handbook/ in the
     address, and Jupyter's version page answers beside it. */
  async function notebooks() {
    const places = document.querySelectorAll(".open-notebook");
    const root = location.pathname.match(/^(.*\/)handbook\//);
    if (!places.length || !root || onDisk) return;
    try {
      const answer = await fetch(`${root[1]}api`);
      if (!answer.ok || !(await answer.json()).version) return;
    } catch {
      return;
    }
    for (const place of places) {
      const marks = [...place.querySelectorAll("[data-notebook]")];
      for (const mark of marks) {
        const form = link(`${root[1]}voila/render/${mark.dataset.form}`, mark.dataset.label);
        form.className = "md-button md-button--primary";
        const lab = link(`${root[1]}lab/tree/${mark.dataset.notebook}`, mark.dataset.lab);
        lab.className = "in-lab";
        mark.replaceChildren(form, lab);
      }
      place.replaceChildren(...marks);
      place.classList.add("ready");
    }
  }

  function link(address, text) {
    const made = document.createElement("a");
    made.href = address;
    made.textContent = text;
    made.target = "_blank";
    made.rel = "noopener";
    return made;
  }

  /** A folder's address opens its list of files when there is no server: name the page itself. */
  function nameThePages() {
    for (const link of document.querySelectorAll("a[href]")) {
      if (link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
    }
  }

  /** Say aloud what the theme leaves without a name: the search, and the boxes of a check list. */
  function nameTheControls() {
    document.querySelector(".md-search")?.setAttribute("aria-label", "搜索");
    for (const box of document.querySelectorAll(".task-list-item input")) {
      box.setAttribute("aria-label", box.closest("li").textContent.trim());
    }
  }

  function start() {
    nameTheControls();
    if (onDisk) nameThePages();
    notebooks();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
