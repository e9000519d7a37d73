/* Which section a question is about: naive Bayes, learnt from the ways in which people ask for each. */

/* How much of every feature each section is taken to have beforehand. */
const BEFOREHAND = 0.02;

const NOWHERE = new Map();

/** Characters, pairs of them, and words of everything else, each once. */
function featuresOf(folded) {
  const found = new Set();
  for (const [run] of folded.matchAll(RUN)) {
    if (!CHINESE.test(run[0])) { found.add(run); continue; }
    for (let at = 0; at < run.length; at++) {
      found.add(run[at]);
      if (at + 1 < run.length) found.add(run.slice(at, at + 2));
    }
  }
  return found;
}

class Asked {
  /** `phrases`: section → ways of asking for it, folded, a line each. */
  constructor(phrases) {
    const questions = [];
    for (const [section, lines] of phrases) for (const line of lines.split("\n")) questions.push([section, featuresOf(line)]);
    const standing = new Map();
    for (const [, features] of questions) for (const each of features) standing.set(each, (standing.get(each) ?? 0) + 1);
    const rarity = (count) => 1 + Math.log((questions.length + 1) / (count + 1));
    this.unknown = rarity(0);
    this.rarities = new Map();
    // feature → section → how much of it; section → how much of all.
    this.amounts = new Map();
    this.totals = new Map();
    for (const [feature, count] of standing) {
      this.rarities.set(feature, rarity(count));
      this.amounts.set(feature, new Map());
    }
    for (const [section, features] of questions) {
      let all = 0;
      for (const [feature, weight] of this._weights(features)) {
        const here = this.amounts.get(feature);
        here.set(section, (here.get(section) ?? 0) + weight);
        all += weight;
      }
      this.totals.set(section, (this.totals.get(section) ?? 0) + all);
    }
  }

  /** Features by their rarity, so that the squares of a question add up to one. */
  _weights(features) {
    const weights = [];
    let squares = 0;
    for (const feature of features) {
      const weight = this.rarities.get(feature) ?? this.unknown;
      weights.push([feature, weight]);
      squares += weight * weight;
    }
    for (const each of weights) each[1] /= Math.sqrt(squares);
    return weights;
  }

  /** Sections that are asked for with a word or a pair of characters. */
  of(feature) { return this.amounts.get(feature) ?? NOWHERE; }

  /** For each section how likely it is meant, 0 to 1; the less, the less of the question has ever been asked of it. */
  meant(folded) {
    const shares = new Map(), known = [];
    for (const [feature, weight] of this._weights(featuresOf(folded))) {
      const here = this.of(feature);
      // What nobody ever asked says nothing for one or the other.
      if (!here.size) continue;
      known.push([here, weight]);
      for (const section of here.keys()) shares.set(section, (shares.get(section) ?? 0) + weight * weight);
    }
    const logs = new Map();
    for (const section of shares.keys()) {
      const all = this.totals.get(section) + BEFOREHAND * this.amounts.size;
      logs.set(section, known.reduce((sum, [here, weight]) => sum + weight * Math.log(((here.get(section) ?? 0) + BEFOREHAND) / all), 0));
    }
    const most = Math.max(...logs.values());
    const odds = new Map([...logs].map(([section, log]) => [section, Math.exp(log - most)]));
    const sum = [...odds.values()].reduce((all, each) => all + each, 0);
    return new Map([...odds].map(([section, each]) => [section, each / sum * shares.get(section)]));
  }
}
