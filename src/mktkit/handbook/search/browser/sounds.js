/* Pinyin, and characters that sound alike. */
class Sounds {
  /** `names`: [{term, anchors, forms}], whose forms are what may be meant; `readings`: characters by the way they are read. */
  constructor(readings, names) {
    this.readings = readings;
    this.ofCharacter = new Map();
    for (const [reading, characters] of Object.entries(readings)) {
      for (const each of characters) this.ofCharacter.set(each, [...(this.ofCharacter.get(each) ?? []), reading]);
    }
    const forms = new Map();
    for (const { term, anchors, forms: known } of names) {
      for (const form of known) {
        const plain = [...form].filter((each) => this.ofCharacter.has(each));
        if (plain.length > 1 && plain.length <= 12 && !forms.has(form)) forms.set(form, { plain, term, anchors });
      }
    }
    this.vocabulary = [...forms.values()];
    this.pairs = new Set();
    for (const { plain } of this.vocabulary) plain.forEach((each, at) => { if (at) this.pairs.add(plain[at - 1] + each); });
    this.syllables = new RegExp(`^(?:${Object.keys(readings).join("|")})+[a-z]{0,5}$`);
  }

  /** What of the glossary and the headings may be read so: whole, by initials, or its beginning. */
  read(typed, wrong = 0) {
    const readings = this.ofCharacter;
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
    const whole = this.syllables.test(typed), initials = typed.length < 7 && !/[iuv]/.test(typed);
    for (const one of wrong || whole || initials ? this.vocabulary : []) {
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
    return found.slice(0, 12).map(({ plain, term, anchors }) => ({ form: plain.join(""), term, anchors, own: false }));
  }

  /** Pairs in the names of things that sound as the pair does. */
  alike(pair) {
    const sounds = (each) => new Set((this.ofCharacter.get(each) ?? []).flatMap((reading) => [...this.readings[reading]]));
    const second = sounds(pair[1]), found = [];
    for (const first of sounds(pair[0])) for (const each of second) if (this.pairs.has(first + each)) found.push(first + each);
    return found;
  }
}
