/* Stands between the theme's settings and its script: names our worker, and says what to try when nothing is found. */
(() => {
  "use strict";

  const here = document.currentScript.src.replace(/[^/]*$/, "");
  const settings = document.getElementById("__config");
  if (!settings) return;
  const config = JSON.parse(settings.textContent);
  config.search = `${here}worker.js`;
  config.translations["search.result.none"] =
    "没有找到。可以换个说法、少写几个字，也可以写编号（如 5.1.2）或拼音（如 baoxiao、bx）";
  settings.textContent = JSON.stringify(config);

  /* The theme asks when a key is let go; a word that is pasted, dictated or picked with the mouse lets none go. */
  const box = document.querySelector(".md-search__input");
  box?.addEventListener("input", () => box.dispatchEvent(new KeyboardEvent("keyup")));

  if (location.protocol !== "file:") return;

  /* Browsers start no worker for a page opened from the disk; the same reader then runs in the page itself. */
  const load = (name) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = here + name;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });

  window.Worker = class extends EventTarget {
    #index;

    #read() {
      return this.#index ??= Promise.all([load("engine.js"), load("index.js")]).then(() => {
        const bytes = Uint8Array.from(atob(window.searchIndex), (each) => each.charCodeAt(0));
        return new window.SearchIndex(bytes.buffer);
      });
    }

    async postMessage({ type, data }) {
      const index = await this.#read();
      const answer = type === 0 ? { type: 1 } : type === 2 ? { type: 3, data: index.search(data) } : null;
      if (answer) this.dispatchEvent(new MessageEvent("message", { data: answer }));
    }

    terminate() {}
  };
})();
