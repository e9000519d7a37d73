/* How text is cut and compared: the same way as when the index was made (terms.py). */

const CJK = "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff";
const RUN = new RegExp(`[${CJK}]+|(?:(?![${CJK}_])[\\p{L}\\p{N}])+(?:[._'+#-]+(?:(?![${CJK}_])[\\p{L}\\p{N}])+)*[+#]*`, "gu");
const CHINESE = new RegExp(`[${CJK}]`);
const NUMBERED = /^\d+(?:\.\d+)*(?:\.[a-z])?$/;
/* The number of a clause, and any other that a heading begins with. */
const CLAUSE_FIRST = /^(\d+(?:\.\d+)*(?:\.[a-z])?)(?:\s+|$)/;
const NUMBER_FIRST = /^\d+(?:\.\d+)*(?:\.[a-z])?[.、．]?(?:\s+|$)/;
const PART = /[._'+#-]+/;
const QUOTED = /[「『“"]([^「」『』“”"]+)[」』”"]/g;
const CLAUSE = /^[§#第c\s]*(\d+(?:[.．。\-]\d+)*)(?:[.．。\-]?([a-z]))?\s*[条款项章节]?$/i;

/* What asks and what only joins says little about what is meant. */
const ASKING = ("什么时候 什么时间 为什么 怎么办 怎么样 怎么做 怎么写 怎么算 怎么 怎样 如何 什么 哪些 哪个 哪里 哪儿 哪种 哪几 哪 谁 多少 多久 多长 "
  + "几个 几 是否 能不能 可不可以 要不要 是不是 有没有 行不行 会不会 该不该 可以 能否 请问 一下 应该 我们 你们 他们 我 你 他 她 它 "
  + "吗 呢 吧 啊 呀 嘛 了 的 得 着 是 在 有 和 与 或 及 就 都 也 还 又 把 被 给 让 从 到 于 这 那 个 些 "
  + "想 要 会 能 该 去 很 最 更 不 没 没有 因为 所以 如果 但是 以及 关于 还是 或者 这个 那个 一个 哪一个 哪一 分别 主要 具体").split(" ");
const PARTICLES = new Set(ASKING);
const LONGEST = Math.max(...ASKING.map((one) => one.length));

/** Letters and characters alone, to compare a query with a heading. */
const bare = (text) => text.replace(/[\s「」『』“”"'《》（）()？?。.！!，,、：:/]+/g, "");

/** For each character whether it asks or only joins: 0 no, 1 as a single particle, 2 in a longer word. */
function asking(run) {
  const asked = new Uint8Array(run.length);
  for (let at = 0; at < run.length; at++) {
    for (let size = Math.min(LONGEST, run.length - at); size > 0; size--) {
      if (!PARTICLES.has(run.slice(at, at + size))) continue;
      asked.fill(size > 1 ? 2 : 1, at, at + size);
      at += size - 1;
      break;
    }
  }
  return asked;
}

const escape = (text) => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

function fold(text) {
  // Most Chinese text has nothing to fold.
  if (!/[A-Z\u00c0-\u024f\u0370-\u04ff\uff01-\uff5e]/.test(text)) return text;
  const half = text.replace(/[\uff01-\uff5e]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xfee0));
  const lower = half.toLowerCase();
  return lower.length === half.length ? lower : half;
}

/** How many places are written otherwise, up to `most`; neighbours that changed places count once. */
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [], last = [], row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    before = last; last = row; row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
  }
  return row[b.length];
}
