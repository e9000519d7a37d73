// Files in: chosen or dropped, sent in pieces that fit the websocket, the next piece when the last one has arrived.

const PIECE = 512 * 1024;

function node(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function megabytes(size) {
  return size < 1024 * 1024 ? `${Math.max(1, Math.round(size / 1024))} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`;
}

function render({ model, el }) {
  const root = node("div", "mk-upload");
  const area = node("label", "mk-drop");
  const input = node("input");
  const words = node("div", "mk-drop-words");
  const limit = node("div", "mk-drop-limit");
  const bar = node("progress");
  const problem = node("div", "mk-drop-problem");
  const list = node("ul", "mk-drop-list");
  input.type = "file";
  input.multiple = model.get("multiple");
  input.accept = model.get("accept").join(",");
  bar.max = 1;
  bar.hidden = true;
  problem.setAttribute("role", "alert");
  limit.textContent = [
    model.get("accept").join("、"),
    model.get("multiple") ? "可以选几个" : "",
    `每个不超过 ${model.get("most_mb")} MB`,
  ].filter(Boolean).join("；");
  area.append(input, words, limit);
  root.append(area, bar, problem, list);
  el.append(root);

  const waiting = [];
  let sending = null;
  const complain = (text) => (problem.textContent = text ? `⚠ ${text}` : "");

  function draw() {
    words.textContent = `${model.get("label")}：点这里选文件，或把文件拖进来`;
    input.disabled = model.get("disabled");
    list.replaceChildren(
      ...model.get("files").map((one) => {
        const item = node("li", "", `${one.name}（${megabytes(one.size)}）`);
        const remove = node("button", "mk-link", "去掉");
        remove.type = "button";
        remove.setAttribute("aria-label", `去掉 ${one.name}`);
        remove.addEventListener("click", () => model.send({ kind: "remove", id: one.id }));
        item.append(" ", remove);
        return item;
      }),
    );
  }

  function next() {
    if (sending || !waiting.length) return;
    const file = waiting.shift();
    sending = { file, at: 0, id: `${Date.now()}-${Math.random().toString(36).slice(2)}` };
    bar.hidden = false;
    bar.value = 0;
    bar.setAttribute("aria-label", `正在上传 ${file.name}`);
    model.send({ kind: "begin", id: sending.id, name: file.name, size: file.size });
  }

  async function piece() {
    const { file, at, id } = sending;
    try {
      const data = await file.slice(at, at + PIECE).arrayBuffer();
      if (!sending || sending.id !== id) return;
      model.send({ kind: "piece", id, at }, undefined, [data]);
    } catch {
      complain(`读不到「${file.name}」：文件可能正被占用或已移走，关闭后重试`);
      done();
    }
  }

  function done() {
    sending = null;
    bar.hidden = true;
    next();
  }

  function add(files) {
    complain("");
    const accept = model.get("accept");
    const most = model.get("most_mb");
    for (const file of model.get("multiple") ? files : files.slice(0, 1)) {
      if (accept.length && !accept.some((end) => file.name.toLowerCase().endsWith(end))) {
        complain(`「${file.name}」不是 ${accept.join("、")} 文件，没有上传`);
      } else if (file.size > most * 1024 * 1024) {
        complain(`「${file.name}」有 ${megabytes(file.size)}，超过 ${most} MB，没有上传；请按月份拆成几个文件`);
      } else if (file.size === 0) complain(`「${file.name}」是空文件，没有上传`);
      else waiting.push(file);
    }
    next();
  }

  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });
  for (const kind of ["dragenter", "dragover"]) {
    area.addEventListener(kind, (event) => {
      event.preventDefault();
      event.stopPropagation();
      area.classList.add("mk-over");
    });
  }
  area.addEventListener("dragleave", () => area.classList.remove("mk-over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    area.classList.remove("mk-over");
    if (!model.get("disabled")) add([...event.dataTransfer.files]);
  });

  const told = (message) => {
    if (!sending || message.id !== sending.id) return;
    if (message.kind === "refused") {
      complain(message.words);
      done();
    } else if (message.kind === "more") {
      sending.at = message.at;
      bar.value = message.at / sending.file.size;
      piece();
    } else if (message.kind === "done") done();
  };
  model.on("msg:custom", told);
  model.on("change:files", draw);
  model.on("change:disabled", draw);
  draw();
  return () => {
    model.off("msg:custom", told);
    model.off("change:files", draw);
    model.off("change:disabled", draw);
  };
}

export default { render };
