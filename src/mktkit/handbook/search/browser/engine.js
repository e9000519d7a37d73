/* Reads the index that was made with the site and answers queries. Runs in a worker, or in the page where a browser
   forbids workers. Nothing here builds anything: terms are found by their place, postings decoded a term at a time. */
(function (root) {
  "use strict";

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

  /* BM25, and what the parts of a section weigh beside its text. */
  const K1 = 1.2, B = 0.5, BLOCK_B = 0.4;
  const IN_TITLE = 2.5, IN_PATH = 0.8;
  const HEADING_LEVEL = 3, LEVEL_COUNTS = [1, 2.5, 5, 8];
  const SYNONYM = 0.6, SINGLE = 0.2, LONGER = 0.35, HOMOPHONE = 0.5, PREFIX = 0.7, FUZZY = 0.5;
  /* A numbered section is what the site lays down; the rest explains it. */
  const IS_CLAUSE = 1.25;
  /* Pairs within a word that asks, of two particles, and beside either. */
  const ASKED_WORD = 0.05, ASKED = 0.2, BESIDE_WORD = 0.1, BESIDE = 0.45;
  const OF_TITLE = 0.5, PAGE_TOP = 1.15, OF_PAGE = 0.25, WHOLE_PAGE = 0.3;
  /* In longer runs single characters say nothing beside the pairs. */
  const SHORT = 10;
  const COVER = (c) => 0.15 + 0.85 * c * c;
  const CANDIDATES = 24, RESULTS = 30, SNIPPET = 96, LONGEST_QUERY = 200;

  /* What asks and what only joins says little about what is meant. */
  const ASKING = ("什么时候 什么时间 为什么 怎么办 怎么样 怎么做 怎么写 怎么算 怎么 怎样 如何 什么 哪些 哪个 哪里 哪儿 哪种 哪几 哪 谁 多少 多久 多长 "
    + "几个 几 是否 能不能 可不可以 要不要 是不是 有没有 行不行 会不会 该不该 可以 能否 请问 一下 应该 我们 你们 他们 我 你 他 她 它 "
    + "吗 呢 吧 啊 呀 嘛 了 的 地 得 着 过 是 在 有 和 与 或 及 就 都 也 还 又 把 被 给 让 对 从 到 向 于 以 为 之 其 由 等 这 那 个 些 "
    + "想 要 会 能 该 去 来 做 用 说 很 最 更 不 没 没有 因为 所以 如果 但是 以及 关于 还是 或者 这个 那个 一个 哪一个 哪一 分别 主要 具体").split(" ");
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

  class Index {
    constructor(buffer) {
      const view = new DataView(buffer);
      const headSize = view.getUint32(0, true), lengthsSize = view.getUint32(4, true);
      Object.assign(this, JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, headSize))));
      this.bytes = new Uint8Array(buffer);
      this._offsets(8 + headSize, lengthsSize);
      this._places();
      this.folded = new Array(this.texts.length);
      this.foldedTitles = this.titles.map(fold);
      this.numbered = new Map();
      this.foldedTitles.forEach((title, section) => {
        const code = title.charCodeAt(0);
        const id = code > 47 && code < 58 && CLAUSE_FIRST.exec(title);
        if (id && !this.numbered.has(id[1])) this.numbered.set(id[1], section);
      });
      this.bare = new Array(this.texts.length);
      this.paths = new Array(this.texts.length);
      this.forms = this.words.map(([term, synonyms, anchors]) => ({ term: fold(term), anchors, forms: [term, ...synonyms].map(fold) }));
      this.byAnchor = new Map(this.anchors.map((anchor, section) => [anchor, section]));
      this.scores = new Float32Array(this.blockStarts.length);
      this.kept = new Map();
      this.slots = new Array(this.blockStarts.length).fill(null);
    }

    /** A heading without its number. */
    name(section) { return this.foldedTitles[section].replace(NUMBER_FIRST, ""); }

    /** Where the postings of each term begin. */
    _offsets(at, size) {
      const count = this.latin.length + this.second.reduce((sum, each, row) => sum + each.length + this.rare[row], 0);
      const offsets = new Uint32Array(count + 1);
      let end = at + size, term = 0;
      for (const stop = end; at < stop; term++) {
        let length = 0, shift = 0, byte;
        do { byte = this.bytes[at++]; length |= (byte & 127) << shift; shift += 7; } while (byte > 127);
        offsets[term] = end;
        end += length;
      }
      offsets[count] = end;
      this.offsets = offsets;
      this.rows = new Map();
      let start = this.latin.length;
      [...this.first].forEach((first, row) => {
        this.rows.set(first, { start, seconds: this.second[row], rare: this.rare[row] });
        start += this.second[row].length + this.rare[row];
      });
    }

    /** Which page and block a section is in, how long each is, and which headings stand above it. */
    _places() {
      const sections = this.texts.length;
      this.pageOf = new Uint32Array(sections);
      this.above = new Array(sections);
      this.lengths = new Float32Array(sections);
      let page = -1, stack = [];
      for (let section = 0; section < sections; section++) {
        if (this.pageStarts[page + 1] === section) { page++; stack = []; }
        this.pageOf[section] = page;
        const level = +this.levels[section];
        while (stack.length && +this.levels[stack[stack.length - 1]] >= level) stack.pop();
        this.above[section] = stack.slice();
        stack.push(section);
        this.lengths[section] = this.texts[section].length + 1;
      }
      this.meanLength = this.lengths.reduce((sum, each) => sum + each, 0) / Math.max(1, sections);
      this.blockLengths = new Float32Array(this.blockStarts.length);
      this.blockStarts.forEach((start, block) => {
        const end = this.blockEnd(block);
        for (let section = start; section < end; section++) this.blockLengths[block] += this.lengths[section];
      });
      const meanBlock = this.blockLengths.reduce((sum, each) => sum + each, 0) / Math.max(1, this.blockStarts.length);
      this.blockNorms = this.blockLengths.map((each) => K1 * (1 - BLOCK_B + BLOCK_B * each / meanBlock));
    }

    blockEnd(block) { return this.blockStarts[block + 1] ?? this.texts.length; }

    text(section) { return this.folded[section] ??= fold(this.texts[section]); }

    has(term) { return this.postings(term).length > 0; }

    lower(term) {
      let low = 0, high = this.latin.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.latin[middle] < term) low = middle + 1; else high = middle;
      }
      return low;
    }

    prefixed(term, most) {
      const found = [];
      for (let at = this.lower(term); at < this.latin.length && found.length < most && this.latin[at].startsWith(term); at++) found.push(this.latin[at]);
      return found;
    }

    /** Blocks of a term with the level at each, as block * 4 + level, kept while one query lasts. */
    postings(term) {
      let found = this.kept.get(term);
      if (!found) this.kept.set(term, (found = this._postings(term)));
      return found;
    }

    _postings(term) {
      if (!CHINESE.test(term[0])) {
        const at = this.lower(term);
        return this.latin[at] === term ? this._decode(at, 2) : [];
      }
      const row = this.rows.get(term[0]);
      if (!row) return [];
      const shared = row.start + row.seconds.length;
      if (term.length === 1) {
        // Every pair that begins with the character, the same block once.
        const found = [];
        for (let at = row.start; at < shared; at++) found.push(...this._decode(at, 2));
        for (let at = shared; at < shared + row.rare; at++) found.push(...this._decode(at, 0));
        found.sort((a, b) => a - b);
        return found.filter((each, at) => at + 1 === found.length || each >>> 2 !== found[at + 1] >>> 2);
      }
      const at = row.seconds.indexOf(term[1]);
      if (at >= 0) return this._decode(row.start + at, 2);
      if (!row.rare) return [];
      // A rare pair shares its list with others: the text tells which blocks are its own.
      return this._decode(shared + term.charCodeAt(1) % row.rare, 0).filter((each) => this._stands(term, each >>> 2));
    }

    _decode(number, levelBits) {
      const found = [], bytes = this.bytes;
      let at = this.offsets[number], block = 0;
      for (const stop = this.offsets[number + 1]; at < stop;) {
        let byte = bytes[at++], value = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) { byte = bytes[at++]; value |= (byte & 127) << shift; }
        block += value >>> levelBits;
        found.push(block << 2 | (levelBits ? value & 3 : 0));
      }
      return found;
    }

    _stands(term, block) {
      for (let section = this.blockStarts[block], end = this.blockEnd(block); section < end; section++) {
        if (this.text(section).includes(term) || this.foldedTitles[section].includes(term)) return true;
      }
      return false;
    }

    // -- what is asked -------------------------------------------------------------------------------

    /** Features to look for: {text, weight, from, to} over the query; alternatives share the span they stand for. */
    analyse(folded) {
      const features = [], spans = [];
      const add = (text, weight, from, to, extra) => features.push({ text, weight, from, to, ...extra });
      const runs = [...folded.matchAll(RUN)].map((match) => ({ run: match[0], from: match.index, asked: asking(match[0]) }));
      const onlyAsked = runs.every((each) => each.asked.every(Boolean));
      for (const { run, from, asked } of runs) {
        if (CHINESE.test(run[0])) this._chinese(run, from, onlyAsked ? asked.fill(0) : asked, add);
        else this._latin(run, from, add);
      }
      const concepts = [];
      for (const { term, anchors, forms } of this.forms) {
        for (const form of forms) {
          const at = folded.indexOf(form);
          if (at < 0 || (!CHINESE.test(form[0]) && !this._apart(folded, at, form.length))) continue;
          concepts.push({ term, anchors, from: at, to: at + form.length, own: form === term });
        }
      }
      for (const feature of features.filter((each) => each.reading)) {
        for (const concept of feature.reading) concepts.push({ ...concept, from: feature.from, to: feature.to });
      }
      // The longest name says it best: 回访满意度 is not about 满意度 in general.
      const best = concepts.filter((one) => !concepts.some((other) => other !== one && other.to - other.from > one.to - one.from && other.from <= one.from && other.to >= one.to));
      for (const concept of best) {
        if (concept.own) continue;
        for (const match of concept.term.matchAll(RUN)) {
          if (CHINESE.test(match[0][0]) && match[0].length > 1) {
            for (let at = 0; at + 1 < match[0].length; at++) add(match[0].slice(at, at + 2), SYNONYM, concept.from, concept.to, { word: concept.term });
          } else add(match[0], SYNONYM, concept.from, concept.to, { word: concept.term });
        }
      }
      const core = bare(runs.map(({ run, asked }) => [...run].filter((_, at) => !asked[at]).join("")).join(""));
      return { features: features.filter((each) => each.text), concepts: best, core };
    }

    _apart(text, at, length) {
      return !/[a-z0-9]/.test(text[at - 1] ?? "") && !/[a-z0-9]/.test(text[at + length] ?? "");
    }

    _chinese(run, from, asked, add) {
      if (run.length === 1) { add(run, asked[0] ? 0.1 : 1, from, from + 1); return; }
      for (let at = 0; at + 1 < run.length; at++) {
        const pair = run.slice(at, at + 2);
        const known = this.has(pair);
        const least = Math.min(asked[at], asked[at + 1]), most = Math.max(asked[at], asked[at + 1]);
        const weight = least ? (most === 2 ? ASKED_WORD : ASKED) : most === 2 ? BESIDE_WORD : most ? BESIDE : 1;
        if (weight > ASKED_WORD) add(pair, weight, from + at, from + at + 2, { known });
        if (!known && weight > 0.3 && run.length <= SHORT) {
          for (const side of [at, at + 1]) if (!asked[side]) add(run[side], SINGLE, from + side, from + side + 1, { single: true });
        }
        if (at + 2 < run.length && !asked[at] && !asked[at + 1] && !asked[at + 2]) add(run.slice(at, at + 3), LONGER, from + at, from + at + 3, { longer: true });
      }
    }

    _latin(run, from, add) {
      const to = from + run.length;
      const whole = (text, weight) => add(text, weight, from, to);
      if (this.has(run)) whole(run, 1);
      const parts = NUMBERED.test(run) ? [] : run.split(PART).filter((part) => part && part !== run);
      for (const part of parts) whole(part, 0.6);
      if (run.length > 1 || /\d/.test(run)) for (const longer of this.prefixed(run, 12)) if (longer !== run) whole(longer, PREFIX * run.length / longer.length);
      const reading = /^[a-z]{2,}$/.test(run) ? this.read(run) : [];
      if (reading.length) add("", 0, from, to, { reading });
      if (!reading.length && !this.has(run) && run.length > 3 && !/\d/.test(run)) {
        const most = run.length > 7 ? 2 : 1;
        let near = 0;
        for (let at = 0; at < this.latin.length && near < 8; at++) {
          if (distance(run, this.latin[at], most) <= most) { whole(this.latin[at], FUZZY); near++; }
        }
        if (!near) {
          const guess = this.read(run, 1);
          if (guess.length) add("", 0, from, to, { reading: guess });
          else for (const word of this._joined(run)) whole(word, FUZZY);
        }
      }
    }

    /** Two known words that were typed as one. */
    _joined(run) {
      for (let at = run.length - 2; at > 1; at--) {
        const words = [run.slice(0, at), run.slice(at)];
        if (words.every((word) => this.has(word))) return words;
      }
      return [];
    }

    // -- pinyin --------------------------------------------------------------------------------------

    _vocabulary() {
      if (this.vocabulary) return this.vocabulary;
      const readings = new Map();
      for (const [reading, characters] of Object.entries(this.readings)) {
        for (const each of characters) readings.set(each, [...(readings.get(each) ?? []), reading]);
      }
      this.characterReadings = readings;
      const forms = new Map();
      const put = (form, concept) => {
        const plain = [...form].filter((each) => readings.has(each));
        if (plain.length > 1 && plain.length <= 12 && !forms.has(form)) forms.set(form, { plain, ...concept });
      };
      for (const { term, anchors, forms: names } of this.forms) for (const name of names) put(name, { term, anchors });
      this.titles.forEach((_, section) => { const name = this.name(section); put(name, { term: name, anchors: [] }); });
      this.named = new Set();
      for (const { plain } of forms.values()) plain.forEach((each, at) => { if (at) this.named.add(plain[at - 1] + each); });
      return (this.vocabulary = [...forms.values()]);
    }

    /** What of the glossary and the headings may be read so: whole, by initials, or its beginning. */
    read(typed, wrong = 0) {
      const readings = (this._vocabulary(), this.characterReadings);
      const match = (at, characters, place, initials) => {
        if (at === typed.length) return characters.length - place;
        if (place === characters.length) return -1;
        let best = -1;
        for (const reading of readings.get(characters[place])) {
          if (!initials && typed.startsWith(reading, at)) best = Math.max(best, match(at + reading.length, characters, place + 1, initials));
          else if (!initials && typed.length - at < reading.length && reading.startsWith(typed.slice(at)) && place > 0) best = Math.max(best, characters.length - place - 0.5);
          if (initials && reading[0] === typed[at]) best = Math.max(best, match(at + 1, characters, place + 1, initials));
        }
        return best;
      };
      let found = [];
      this.syllables ??= new RegExp(`^(?:${Object.keys(this.readings).join("|")})+[a-z]{0,5}$`);
      const whole = this.syllables.test(typed), initials = typed.length < 7 && !/[iuv]/.test(typed);
      for (const one of wrong || whole || initials ? this._vocabulary() : []) {
        let left;
        if (wrong) {
          const spelt = one.plain.reduce((all, each) => all.flatMap((begun) => readings.get(each).map((more) => begun + more)).slice(0, 32), [""]);
          left = spelt.some((each) => distance(typed, each, wrong) <= wrong) ? 0 : -1;
        } else {
          left = whole ? match(0, one.plain, 0, false) : -1;
          if (left < 0 && initials) left = match(0, one.plain, 0, true);
        }
        if (left >= 0) found.push({ ...one, left });
      }
      const least = Math.min(...found.map((each) => each.left));
      found = found.filter((each) => each.left <= least + (least ? 1 : 0));
      return found.slice(0, 12).map(({ term, anchors }) => ({ term, anchors, own: false }));
    }

    /** Pairs in the names of things that sound as the pair does. */
    alike(pair) {
      this._vocabulary();
      const sounds = (each) => new Set((this.characterReadings.get(each) ?? []).flatMap((reading) => [...this.readings[reading]]));
      const second = sounds(pair[1]), found = [];
      for (const first of sounds(pair[0])) for (const each of second) if (this.named.has(first + each)) found.push(first + each);
      return found;
    }

    // -- answers -------------------------------------------------------------------------------------

    /** Sections in the order in which they answer, best first. */
    rank(query) {
      this.kept = new Map();
      const phrases = [...query.matchAll(QUOTED)].map((match) => fold(match[1]).trim()).filter(Boolean);
      const folded = fold(query).replace(/[「」『』“”"]/g, " ").trim().slice(0, LONGEST_QUERY);
      if (!folded) return { found: [], folded, phrases };
      const { features, concepts, core } = this.analyse(folded);
      const blocks = this.blockStarts.length;
      for (const feature of features) {
        if (feature.longer) continue;
        feature.postings = this.postings(feature.text);
        const standing = feature.postings.length;
        feature.idf = Math.log(1 + (blocks - standing + 0.5) / (standing + 0.5));
      }
      for (const feature of features) {
        if (!feature.longer) continue;
        const inside = features.filter((each) => each.text.length === 2 && feature.text.includes(each.text));
        feature.idf = inside.every((each) => each.known) ? Math.max(...inside.map((each) => each.idf)) : 0;
      }
      let found = this._score(features, concepts, folded, phrases, core);
      if ((!found.length || found[0].covered < 0.5) && CHINESE.test(folded)) {
        const heard = this._heard(features);
        if (heard.length) {
          const again = this._score([...features, ...heard], concepts, folded, phrases, core);
          if (again.length && (!found.length || again[0].covered > found[0].covered)) found = again;
          features.push(...heard);
        }
      }
      return { found, folded, phrases };
    }

    _heard(features) {
      const heard = [];
      for (const feature of features) {
        if (feature.known !== false || feature.weight < 0.4) continue;
        for (const pair of this.alike(feature.text).slice(0, 6)) {
          const postings = this.postings(pair);
          heard.push({ ...feature, text: pair, weight: HOMOPHONE, known: true, postings,
            idf: Math.log(1 + (this.blockStarts.length - postings.length + 0.5) / (postings.length + 0.5)) });
        }
      }
      return heard;
    }

    _candidates(features, concepts) {
      const scores = this.scores, touched = [];
      for (const { weight, idf, postings } of features) {
        if (!postings || !weight) continue;
        const gain = weight * idf * (K1 + 1);
        for (const each of postings) {
          const block = each >>> 2, count = LEVEL_COUNTS[each & 3];
          if (!scores[block]) touched.push(block);
          scores[block] += gain * count / (count + this.blockNorms[block]);
        }
      }
      // The least score that is among the best: cheaper than putting thousands of blocks in order.
      const sorted = Float32Array.from(touched, (block) => scores[block]).sort();
      const least = sorted[Math.max(0, sorted.length - CANDIDATES)] ?? 0;
      const chosen = new Set();
      for (const block of touched) if (scores[block] >= least && chosen.size < 2 * CANDIDATES) chosen.add(block);
      for (const { anchors } of concepts) {
        for (const anchor of anchors) {
          const section = this.byAnchor.get(anchor);
          if (section === undefined) continue;
          chosen.add(this.blockOf(section));
        }
      }
      for (const block of touched) scores[block] = 0;
      return chosen;
    }

    blockOf(section) {
      let low = 0, high = this.blockStarts.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (this.blockStarts[middle] <= section) low = middle; else high = middle;
      }
      return low;
    }

    _score(features, concepts, folded, phrases, core) {
      const id = this._numbered(folded);
      const candidates = this._candidates(features, concepts);
      const weights = new Float32Array(folded.length);
      for (const { weight, idf, from, to, single, longer } of features) {
        if (!single && !longer) for (let at = from; at < to; at++) weights[at] = Math.max(weights[at], weight * Math.max(idf, 0.5));
      }
      const whole = weights.reduce((sum, each) => sum + each, 0) || 1;
      const pinned = new Map();
      for (const { anchors, from, to } of concepts) {
        for (const anchor of anchors) {
          const section = this.byAnchor.get(anchor);
          if (section !== undefined) pinned.set(section, (pinned.get(section) ?? 0) + (to - from) / folded.length / anchors.length ** 0.3);
        }
      }
      const plain = bare(folded);
      const standing = new Map(), slots = this.slots;
      for (const block of candidates) standing.set(block, (slots[block] = []));
      for (const feature of features) {
        if (feature.postings) for (const each of feature.postings) slots[each >>> 2]?.push(feature);
      }
      for (const block of candidates) slots[block] = null;
      const longer = features.filter((each) => each.longer && each.idf);
      const found = [], pages = new Map();
      for (const [block, here] of standing) {
        const texts = new Set(here.map((each) => each.text));
        here.push(...longer.filter((each) => texts.has(each.text.slice(0, 2)) && texts.has(each.text.slice(1))));
        for (let section = this.blockStarts[block], end = this.blockEnd(block); section < end; section++) {
          const one = this._section(section, here, weights, whole, phrases);
          if (!one) continue;
          found.push(one);
          const page = pages.get(one.page) ?? { best: 0, matched: new Set() };
          page.best = Math.max(page.best, one.score);
          for (const each of one.matched) page.matched.add(each);
          pages.set(one.page, page);
        }
      }
      for (const page of pages.values()) page.whole = [...page.matched].reduce((sum, each) => sum + each.weight * each.idf, 0);
      for (const one of found) one.score = this._weighed(one, pages.get(one.page), plain, core, pinned.get(one.section));
      if (id !== undefined) {
        const own = found.find((each) => each.section === id);
        const top = found.reduce((most, each) => Math.max(most, each.score), 0) * 2 + 1;
        if (own) own.score = top; else found.push({ section: id, score: top, covered: 1, matched: [] });
      }
      return found.sort((a, b) => b.score - a.score || a.section - b.section).slice(0, RESULTS);
    }

    /** The score with what the page, the heading and the glossary say for the section. */
    _weighed({ section, page, score, covered }, ofPage, plain, core, pinned) {
      score += OF_PAGE * ofPage.best + WHOLE_PAGE * ofPage.whole;
      score *= COVER(covered);
      if (covered > 0.999) score *= 1.15;
      if (+this.levels[section] === 1) score *= PAGE_TOP;
      const title = this.bare[section] ??= bare(this.name(section));
      if (title && title === plain) score *= 3;
      else if (title && title === core) score *= 2.5;
      else if (title.length > 1 && plain.includes(title)) score *= 1.2 + 0.5 * title.length / plain.length;
      else if (plain.length > 1 && title.includes(plain)) score *= 1.2 + 0.5 * plain.length / title.length;
      if (pinned) score = score * (1 + 0.8 * Math.min(1, pinned)) + 6 * Math.min(1, pinned);
      if (CLAUSE_FIRST.test(this.foldedTitles[section])) score *= IS_CLAUSE;
      return score * (this.boosts[page] ?? 1);
    }

    _numbered(folded) {
      const match = CLAUSE.exec(folded);
      if (!match) return undefined;
      const id = match[1].replace(/[．。-]/g, ".") + (match[2] ? `.${match[2].toLowerCase()}` : "");
      return this.numbered.get(id);
    }

    _section(section, features, weights, whole, phrases) {
      const text = this.text(section), title = this.foldedTitles[section];
      for (const phrase of phrases) if (!text.includes(phrase) && !title.includes(phrase)) return null;
      const page = this.pageOf[section];
      const path = this.paths[section] ??= this.above[section].map((each) => this.foldedTitles[each]).join(" ");
      const norm = 1 - B + B * this.lengths[section] / this.meanLength;
      const covered = new Uint8Array(weights.length), matched = [];
      let score = 0, inTitle = 0;
      for (const feature of features) {
        const { text: term, weight, idf, from, to } = feature;
        if (!idf) continue;
        let count = 0;
        for (let at = text.indexOf(term); at >= 0 && count < 20; at = text.indexOf(term, at + term.length)) count++;
        const titled = title.includes(term);
        const amount = count / norm + (titled ? IN_TITLE : 0) + (path.includes(term) ? IN_PATH : 0);
        if (!amount) continue;
        score += weight * idf * amount * (K1 + 1) / (amount + K1);
        if (!feature.single) for (let at = from; at < to; at++) covered[at] = 1;
        if (titled) inTitle += weight * idf;
        matched.push(feature);
      }
      if (!matched.length) return null;
      if (inTitle) score += OF_TITLE * inTitle * this._titleShare(section, matched);
      let part = 0;
      for (let at = 0; at < weights.length; at++) if (covered[at]) part += weights[at];
      return { section, page, score, covered: part / whole, marks: covered, matched };
    }

    /** How much of the heading the query says. */
    _titleShare(section, matched) {
      const title = (this.bare[section] ??= bare(this.name(section)));
      if (!title) return 0;
      const said = new Uint8Array(title.length);
      for (const { text, weight } of matched) {
        if (weight < BESIDE) continue;
        for (let at = title.indexOf(text); at >= 0; at = title.indexOf(text, at + 1)) said.fill(1, at, at + text.length);
      }
      return said.reduce((sum, each) => sum + each, 0) / title.length;
    }

    // -- what the theme shows ------------------------------------------------------------------------

    search(query) {
      const { found, folded, phrases } = this.rank(query);
      const kept = found.filter((each) => each.score > found[0].score * 0.12);
      const groups = [];
      for (const one of kept) {
        const last = groups[groups.length - 1];
        const page = this.pageOf[one.section];
        const top = one.section === this.pageStarts[page];
        if (!top && last && last.page === page && !last.top) last.items.push(one);
        else groups.push({ page, top, items: [one] });
      }
      const items = groups.map((group) => this._group(group, folded, phrases));
      return { items, suggest: this._suggest(folded) };
    }

    _group({ page, top, items }, folded, phrases) {
      const documents = items.map((one) => this._document(one, folded, phrases));
      if (top) return documents;
      // The page stands above its sections, and below them in score, so that Enter goes to the best section.
      const least = Math.min(...items.map((each) => each.score));
      return [{ location: this.pages[page], title: escape(this.pageTitles[page]), text: "", score: least * 0.98 - 0.01, terms: documents[0].terms }, ...documents];
    }

    _document({ section, score, marks, matched }, folded, phrases) {
      const page = this.pageOf[section];
      const top = section === this.pageStarts[page];
      const words = [...new Set([...phrases, ...matched.filter((each) => !each.single && each.weight > 0.25).map((each) => each.text)])];
      return {
        location: this.pages[page] + (top || !this.anchors[section] ? "" : `#${this.anchors[section]}`),
        title: this._mark(this.titles[section], words),
        text: `<p>${this._snippet(section, words)}</p>`,
        score,
        terms: Object.fromEntries([...phrases.map((each) => [each, true]), ...Object.entries(this._terms(folded, marks, matched))]),
      };
    }

    /** Which parts of the query stand in the section, and which do not. */
    _terms(folded, marks, matched) {
      const terms = {};
      for (const each of matched) if (each.word && !folded.includes(each.word)) terms[each.word] = true;
      if (!marks) return terms;
      for (const match of folded.matchAll(RUN)) {
        for (let at = match.index, end = at + match[0].length; at < end;) {
          let to = at + 1;
          while (to < end && marks[to] === marks[at]) to++;
          const word = folded.slice(at, to);
          if (marks[at] && !PARTICLES.has(word)) terms[word] = true;
          else if (!marks[at] && word.length > 1 && ![...word].some((_, k) => PARTICLES.has(word.slice(k, k + 2)) || PARTICLES.has(word[k]))) terms[word] = false;
          at = to;
        }
      }
      return terms;
    }

    _spots(folded, words) {
      const spots = [];
      for (const word of words) {
        for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) spots.push([at, at + word.length]);
      }
      spots.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
      const joined = [];
      for (const [from, to] of spots) {
        const last = joined[joined.length - 1];
        if (last && from <= last[1]) last[1] = Math.max(last[1], to); else joined.push([from, to]);
      }
      return joined;
    }

    _mark(text, words) {
      let at = 0, out = "";
      for (const [from, to] of this._spots(fold(text), words)) {
        out += `${escape(text.slice(at, from))}<mark>${escape(text.slice(from, to))}</mark>`;
        at = to;
      }
      return out + escape(text.slice(at));
    }

    /** The piece of the text where most of what was asked stands together. */
    _snippet(section, words) {
      const text = this.texts[section];
      if (text.length <= SNIPPET) return this._mark(text, words);
      const spots = this._spots(this.text(section), words);
      let start = 0, most = -1;
      for (const [from] of spots) {
        const here = new Set();
        let sum = 0;
        for (const [begin, end] of spots) {
          if (begin < from || end > from + SNIPPET - 12) continue;
          const word = text.slice(begin, end);
          sum += here.has(word) ? 0.1 : end - begin;
          here.add(word);
        }
        if (sum > most) { most = sum; start = from; }
      }
      let from = Math.max(0, start - 12);
      const sentence = Math.max(text.lastIndexOf("。", start - 1), text.lastIndexOf("；", start - 1), text.lastIndexOf(" ", start - 1));
      if (sentence >= 0 && start - sentence < 30) from = sentence + 1;
      const to = Math.min(text.length, from + SNIPPET);
      return `${from > 0 ? "…" : ""}${this._mark(text.slice(from, to).trim(), words)}${to < text.length ? "…" : ""}`;
    }

    /** The term or heading that goes on from what is typed. */
    _suggest(folded) {
      const typed = folded.slice(folded.search(/\S+$/));
      if (!typed) return [];
      this.endings ??= [...new Set([...this.forms.map((each) => each.term), ...this.titles.map((_, section) => this.name(section)).filter((name) => name.length < 20)])].sort();
      let low = 0, high = this.endings.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.endings[middle] <= typed) low = middle + 1; else high = middle;
      }
      return this.endings[low]?.startsWith(typed) ? [this.endings[low]] : [];
    }
  }

  root.SearchIndex = Index;
})(typeof self === "undefined" ? globalThis : self);
