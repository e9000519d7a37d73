/* What Voilà's template calls while the cells come in, and what tells the reader when the kernel is gone. */
(() => {
  "use strict";

  /* Voilà ends the kernel on "beforeunload", which a download also raises: what is meant is that the page goes. */
  const listen = window.addEventListener;
  window.addEventListener = (kind, ...rest) => listen.call(window, kind === "beforeunload" ? "pagehide" : kind, ...rest);
  listen.call(window, "pageshow", (event) => { if (event.persisted) location.reload(); });

  const find = (id) => document.getElementById(id);

  function say(text) {
    const place = find("loading_text");
    if (place) place.textContent = text;
  }

  function warn(text) {
    const place = find("mk-lost");
    place.textContent = text;
    place.hidden = false;
  }

  /** Show the page once its cells are there and Lab's parts know how to draw them. */
  function display() {
    if (!window.themeLoaded) {
      window.cellLoaded = true;
      return;
    }
    find("loading")?.remove();
    find("rendered_cells").style.display = "";
    watch();
  }

  /** Ask now and then whether the kernel is still there: without it nothing on the page answers any more. */
  function watch() {
    const config = JSON.parse(find("jupyter-config-data").textContent);
    const timer = setInterval(async () => {
      if (document.hidden) return;
      try {
        const answer = await fetch(`${config.baseUrl}api/kernels/${config.kernelId}`);
        if (answer.ok) return;
        warn("这一页闲置太久，或计算停了，不再更新。请刷新本页；表单里已存的草稿还在。");
      } catch {
        warn("启动窗口已经关掉，这一页不再更新。请重新启动，再打开本页；表单里已存的草稿还在。");
      }
      clearInterval(timer);
    }, 5000);
  }

  window.voila_heartbeat = () => say("还在计算，请稍等……");
  window.update_loading_text = (index, count, text) => say(text ?? `正在计算 ${index}／${count}……`);
  window.display_cells = display;
  window.voila_process = window.update_loading_text;
  window.voila_finish = display;
  window.mktkit_broken = (text) => {
    find("loading")?.remove();
    warn(text);
  };
})();
