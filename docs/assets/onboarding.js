/* Ticks on a reading path and answers in the quiz, kept in this browser alone. Without a script the page is a plain list with its answers. */
(() => {
  "use strict";

  /** What the browser keeps under a name: an object by clause or question; `kept` is false where it keeps nothing. */
  function shelf(name) {
    let held = {};
    let kept = true;
    try {
      const found = JSON.parse(localStorage.getItem(name) || "{}");
      if (found && typeof found === "object" && !Array.isArray(found)) held = found;
      localStorage.setItem(name, JSON.stringify(held));
    } catch {
      kept = false;
    }
    const save = () => {
      try {
        localStorage.setItem(name, JSON.stringify(held));
      } catch {
        kept = false;
      }
    };
    return {
      get kept() { return kept; },
      get: (key) => held[key],
      set: (key, value) => { held[key] = value; save(); },
      drop: (key) => { delete held[key]; save(); },
    };
  }

  const NOT_KEPT = "这个浏览器不让本页保存进度，关掉页面就没有了。";

  function today() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  // -- reading path ---------------------------------------------------------------------------------

  function path(bar) {
    const read = shelf("mktkit.read");
    const boxes = [...document.querySelectorAll(".path input[data-clause]")];
    const next = bar.querySelector(".next");

    function show() {
      const left = boxes.filter((box) => !box.checked);
      const done = boxes.length - left.length;
      bar.querySelector(".done").textContent = done;
      bar.querySelector("progress").value = done;
      next.hidden = !left.length;
      next.textContent = done ? "接着读" : "开始读";
      if (left.length) next.href = left[0].parentElement.querySelector(".clause-link").href;
      const said = left.length ? "" : "全部读过了。去做练习，再参加入职考试。";
      bar.querySelector(".told").textContent = read.kept ? said : `${said}${NOT_KEPT}`;
    }

    for (const box of boxes) {
      const since = read.get(box.dataset.clause);
      const revised = since !== undefined && box.dataset.changed > since;
      box.checked = since !== undefined && !revised;
      box.parentElement.querySelector(".badge").hidden = !revised;
      box.disabled = false;
      box.addEventListener("change", () => {
        box.parentElement.querySelector(".badge").hidden = true;
        if (box.checked) read.set(box.dataset.clause, today());
        else read.drop(box.dataset.clause);
        show();
      });
    }
    bar.querySelector(".clear").addEventListener("click", () => {
      for (const box of boxes) {
        box.checked = false;
        read.drop(box.dataset.clause);
      }
      show();
    });
    bar.hidden = false;
    show();
  }

  // -- quiz -----------------------------------------------------------------------------------------

  function quiz(bar) {
    const answers = shelf("mktkit.quiz");
    const choice = shelf("mktkit.quiz.view");
    const questions = [...document.querySelectorAll(".question")];
    const post = bar.querySelector(".post");
    const which = bar.querySelector(".which");
    const next = bar.querySelector(".next");

    const reasonOf = (question, value) => [...question.querySelectorAll("li[data-value]")].find((one) => one.dataset.value === value);
    const chosenOf = (question) => question.querySelector("input:checked")?.value;
    const isRight = (question) => reasonOf(question, chosenOf(question))?.classList.contains("right") ?? false;
    const ofPost = (question) => !post.value || question.dataset.posts.split(" ").includes(post.value);

    /** Show a question as answered, or as open again. */
    function mark(question, opened) {
      const answered = chosenOf(question) !== undefined;
      const right = answered && isRight(question);
      question.classList.toggle("is-right", right);
      question.classList.toggle("is-wrong", answered && !right);
      question.querySelector(".verdict").textContent = answered ? (right ? "答对了。" : "答错了，看看为什么。") : "";
      question.querySelector("details").open = answered && opened;
      for (const input of question.querySelectorAll("input")) {
        input.disabled = answered;
        const said = reasonOf(question, input.value);
        input.parentElement.classList.toggle("right", answered && said.classList.contains("right"));
        input.parentElement.classList.toggle("wrong", answered && input.checked && !said.classList.contains("right"));
      }
    }

    function open(question) {
      for (const input of question.querySelectorAll("input")) input.checked = false;
      answers.drop(question.id);
      mark(question, false);
    }

    /** What was answered just now stays in sight although the filter would drop it; a new filter looks again. */
    function filter() {
      for (const question of questions) {
        const answered = chosenOf(question) !== undefined;
        const wanted = which.value === "open" ? !answered : which.value === "wrong" ? answered && !isRight(question) : true;
        question.hidden = !(wanted && ofPost(question));
      }
      for (const chapter of document.querySelectorAll(".quiz")) {
        const empty = [...chapter.children].every((question) => question.hidden);
        chapter.hidden = empty;
        if (chapter.previousElementSibling?.tagName === "H2") chapter.previousElementSibling.hidden = empty;
      }
      tell();
    }

    function tell() {
      const mine = questions.filter(ofPost);
      const done = mine.filter((question) => chosenOf(question) !== undefined);
      const right = done.filter(isRight);
      const left = mine.find((question) => chosenOf(question) === undefined);
      next.hidden = !left;
      next.textContent = done.length ? "接着做" : "开始做";
      if (left) next.href = `#${left.id}`;
      bar.querySelector(".again").hidden = right.length === done.length;
      bar.querySelector(".clear").hidden = !done.length;
      const said = `已做 ${done.length} / ${mine.length} 题，答对 ${right.length} 题。`;
      bar.querySelector(".told").textContent = answers.kept ? said : `${said}${NOT_KEPT}`;
    }

    for (const question of questions) {
      const kept = answers.get(question.id);
      // Asked in other words since, or no longer offered: it is open again.
      if (kept && kept.words === question.dataset.words) {
        const input = [...question.querySelectorAll("input")].find((one) => one.value === kept.chosen);
        if (input) input.checked = true;
      }
      question.addEventListener("change", (event) => {
        answers.set(question.id, { chosen: event.target.value, words: question.dataset.words, day: today() });
        mark(question, true);
        question.querySelector("summary").focus();
        tell();
      });
      mark(question, false);
    }

    next.addEventListener("click", () => {
      const target = document.getElementById(next.hash.slice(1));
      // A filter may hide it.
      if (target.hidden) {
        which.value = "";
        filter();
      }
      // After the jump, which takes the focus away.
      setTimeout(() => target.querySelector("input").focus({ preventScroll: true }));
    });
    bar.querySelector(".again").addEventListener("click", () => {
      questions.filter((question) => ofPost(question) && chosenOf(question) !== undefined && !isRight(question)).forEach(open);
      filter();
    });
    bar.querySelector(".clear").addEventListener("click", () => {
      questions.filter(ofPost).forEach(open);
      filter();
    });
    for (const select of [post, which]) {
      select.addEventListener("change", () => {
        choice.set("post", post.value);
        filter();
      });
    }
    const asked = new URLSearchParams(location.search).get("post") ?? choice.get("post") ?? "";
    if ([...post.options].some((option) => option.value === asked)) {
      post.value = asked;
      choice.set("post", asked);
    }
    bar.hidden = false;
    // A link to one question shows it, whatever was chosen before.
    const linked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (linked?.classList.contains("question") && !ofPost(linked)) post.value = "";
    filter();
    if (linked) linked.scrollIntoView();
  }

  function start() {
    const ticks = document.querySelector(".path-bar");
    if (ticks) path(ticks);
    const asked = document.querySelector(".quiz-bar");
    if (asked) quiz(asked);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
