/* Answers as the theme's search box shows them. */
const SNIPPET = 96;

class SearchIndex extends Ranking {
  search(query) {
    const { found, folded, phrases } = this.rank(query);
    const most = Math.max(...found.map((each) => each.score - (each.meant ?? 0)));
    const kept = found.filter((each) => each.score > most * 0.12);
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
    const text = this.raw(section);
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
