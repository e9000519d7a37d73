/* What is asked: the features of a query, and the terms of the glossary that it names. */
/* A reading whose word stands in less than this part of the places of the commonest is not meant. */
const HARDLY = 0.25;
const SYNONYM = 0.6, SINGLE = 0.2, LONGER = 0.35, HOMOPHONE = 0.5, PREFIX = 0.7, FUZZY = 0.5;
/* Pairs within a word that asks, of two particles, and beside either. */
const ASKED_WORD = 0.05, ASKED = 0.2, BESIDE_WORD = 0.1, BESIDE = 0.45;
/* In longer runs single characters say nothing beside the pairs. */
const SHORT = 10;

class Questions extends Postings {
  /** Pinyin of what has a name here; made when first asked for. */
  get sounds() {
    return this._sounds ??= new Sounds(this.readings, [
      ...this.forms,
      ...this.titles.map((_, section) => ({ term: this.name(section), anchors: [], forms: [this.name(section)] })),
    ]);
  }

  has(term) { return super.has(term) || this.learn().of(term).size > 0; }

  /** What people ask for; learnt when first needed, or before. */
  learn() { return this._learnt ??= new Asked(this.asked); }

  /** Features to look for: {text, weight, from, to} over the query; alternatives share the span they stand for. */
  analyse(folded) {
    const features = [];
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
      // jx may be 绩效 or 进修: what the pages hardly speak of is hardly meant.
      const spoken = feature.reading.map(({ form }) => this.postings(form.slice(0, 2)).length);
      const least = Math.max(...spoken) * HARDLY;
      feature.reading.forEach((concept, at) => { if (spoken[at] >= least) concepts.push({ ...concept, from: feature.from, to: feature.to }); });
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
    const reading = /^[a-z]{2,}$/.test(run) ? this.sounds.read(run) : [];
    if (reading.length) add("", 0, from, to, { reading });
    if (!reading.length && !this.has(run) && run.length > 3 && !/\d/.test(run)) {
      const most = run.length > 7 ? 2 : 1;
      let near = 0;
      for (let at = 0; at < this.latin.length && near < 8; at++) {
        if (distance(run, this.latin[at], most) <= most) { whole(this.latin[at], FUZZY); near++; }
      }
      if (!near) {
        const guess = this.sounds.read(run, 1);
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
}
