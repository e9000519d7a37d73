/* Which sections answer, best first. */
/* BM25, and what the parts of a section weigh beside its text. */
const K1 = 1.2, B = 0.5, BLOCK_B = 0.4;
const IN_TITLE = 2.5, IN_PATH = 0.8;
const LEVEL_COUNTS = [1, 2.5, 5, 8];
/* A numbered section is what the site lays down; the rest explains it. */
const IS_CLAUSE = 1.25;
const OF_TITLE = 0.5, PAGE_TOP = 1.15, OF_PAGE = 0.25, WHOLE_PAGE = 0.3;
const COVER = (c) => 0.15 + 0.85 * c * c;
/* What it adds that a section is surely meant, by how it is asked for or by its very heading. */
const MEANT = 60, LIKELY = 0.01;
const CANDIDATES = 40, RESULTS = 30, LONGEST_QUERY = 200;

class Ranking extends Questions {
  /** Sections in the order in which they answer, best first. */
  rank(query) {
    this.kept = new Map();
    const phrases = [...query.matchAll(QUOTED)].map((match) => fold(match[1]).trim()).filter(Boolean);
    const folded = fold(query).replace(/[「」『』“”"]/g, " ").trim().slice(0, LONGEST_QUERY);
    if (!folded) return { found: [], folded, phrases };
    const exact = this._answer(folded, phrases);
    // Words beside the quoted ones make it a question, which may quote what stands nowhere.
    const asks = phrases.length && query.replace(QUOTED, "").trim();
    return exact.found.length || !asks ? exact : this._answer(folded, []);
  }

  _answer(folded, phrases) {
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
    // Who quotes wants these words, and no others.
    const meant = phrases.length ? new Map() : this.learn().meant(folded);
    let found = this._score(features, concepts, folded, phrases, core, meant);
    if ((!found.length || found[0].covered < 0.5) && CHINESE.test(folded)) {
      const heard = this._heard(features);
      if (heard.length) {
        const again = this._score([...features, ...heard], concepts, folded, phrases, core, meant);
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
      for (const pair of this.sounds.alike(feature.text).slice(0, 6)) {
        const postings = this.postings(pair);
        heard.push({ ...feature, text: pair, weight: HOMOPHONE, known: true, postings,
          idf: Math.log(1 + (this.blockStarts.length - postings.length + 0.5) / (postings.length + 0.5)) });
      }
    }
    return heard;
  }

  _candidates(features, concepts, meant) {
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
    for (const [section, likely] of meant) if (likely > LIKELY) chosen.add(this.blockOf(section));
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

  _score(features, concepts, folded, phrases, core, meant) {
    const id = this._numbered(folded);
    const candidates = this._candidates(features, concepts, meant);
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
    for (const block of candidates) standing.set(block, (slots[block] = new Set()));
    for (const feature of features) {
      if (feature.postings) for (const each of feature.postings) slots[each >>> 2]?.add(feature);
      for (const section of this.learn().of(feature.text).keys()) slots[this.blockOf(section)]?.add(feature);
    }
    for (const block of candidates) slots[block] = null;
    const longer = features.filter((each) => each.longer && each.idf);
    const found = [], pages = new Map();
    for (const [block, each] of standing) {
      const here = [...each], texts = new Set(here.map(({ text }) => text));
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
    for (const one of found) {
      one.score = this._weighed(one, pages.get(one.page), plain, core, pinned.get(one.section));
      one.meant = MEANT * (plain && this.bare[one.section] === plain ? this.boosts[one.page] ?? 1 : meant.get(one.section) ?? 0);
      one.score += one.meant;
    }
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
    const path = this.path(section);
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
      // How it is asked for counts as said; what that is worth, the questions themselves tell.
      if (!amount && !this.learn().of(term).has(section)) continue;
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
}
