// A file out: Python makes it when it is asked for and sends it in pieces; the browser puts them together and saves.

function render({ model, el }) {
  const root = document.createElement("div");
  const button = document.createElement("button");
  const words = document.createElement("span");
  root.className = "mk-download";
  button.type = "button";
  button.className = "mk-button";
  words.setAttribute("role", "status");
  root.append(button, words);
  el.append(root);

  let pieces = null;
  let wanted = "";
  const draw = () => {
    button.textContent = model.get("label");
    button.disabled = Boolean(pieces) || model.get("disabled");
  };
  const ask = (at) => model.send({ kind: "get", id: wanted, at });
  button.addEventListener("click", () => {
    wanted = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    pieces = [];
    words.className = "";
    words.textContent = "正在生成……";
    draw();
    ask(0);
  });

  function save(name) {
    const blob = new Blob(pieces, { type: "application/octet-stream" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  const told = (message, buffers) => {
    if (!pieces || message.id !== wanted) return;
    if (message.kind === "failed") {
      words.className = "mk-drop-problem";
      words.textContent = `⚠ ${message.words}`;
      pieces = null;
    } else if (message.kind === "piece") {
      if (message.size) pieces.push(buffers[0]);
      if (message.at + message.size < message.total) {
        words.textContent = `正在取回……${Math.round(((message.at + message.size) / message.total) * 100)}%`;
        return ask(message.at + message.size);
      }
      save(message.name);
      words.textContent = `已下载「${message.name}」，在浏览器的下载文件夹里`;
      pieces = null;
    }
    draw();
  };
  model.on("msg:custom", told);
  model.on("change:label", draw);
  model.on("change:disabled", draw);
  draw();
  return () => {
    model.off("msg:custom", told);
    model.off("change:label", draw);
    model.off("change:disabled", draw);
  };
}

export default { render };
