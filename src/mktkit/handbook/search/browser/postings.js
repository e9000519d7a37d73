/* Reads the index. Nothing here builds anything: terms are found by their place, postings decoded a term at a time. */
class Postings {
  constructor(buffer) {
    const view = new DataView(buffer);
    const [headSize, textSize, lengthsSize] = [0, 4, 8].map((at) => view.getUint32(at, true));
    this.bytes = new Uint8Array(buffer);
    this.decoder = new TextDecoder();
    Object.assign(this, JSON.parse(this.decoder.decode(this.bytes.subarray(12, 12 + headSize))));
    const text = 12 + headSize, lengths = text + textSize;
    this.textEnds = this._ends(text, this.sizes);
    this._offsets(lengths, lengthsSize);
    this._places();
    const sections = this.sizes.length;
    this.texts = new Array(sections);
    this.folded = new Array(sections);
    this.foldedTitles = this.titles.map(fold);
    this.numbered = new Map();
    this.foldedTitles.forEach((title, section) => {
      const code = title.charCodeAt(0);
      const id = code > 47 && code < 58 && CLAUSE_FIRST.exec(title);
      if (id && !this.numbered.has(id[1])) this.numbered.set(id[1], section);
    });
    this.bare = new Array(sections);
    this.paths = new Array(sections);
    this.forms = this.words.map(([term, synonyms, anchors]) => ({ term: fold(term), anchors, forms: [term, ...synonyms].map(fold) }));
    this.asked = new Map(Object.entries(this.asked).map(([section, phrases]) => [+section, fold(phrases)]));
    this.byAnchor = new Map(this.anchors.map((anchor, section) => [anchor, section]));
    this.scores = new Float32Array(this.blockStarts.length);
    this.kept = new Map();
    this.slots = new Array(this.blockStarts.length).fill(null);
  }

  /** A heading without its number. */
  name(section) { return this.foldedTitles[section].replace(NUMBER_FIRST, ""); }

  /** Where each of a row of sizes ends, from a place on; before the first stands the place itself. */
  _ends(from, sizes) {
    const ends = new Uint32Array(sizes.length + 1);
    ends[0] = from;
    for (let at = 0; at < sizes.length; at++) ends[at + 1] = ends[at] + sizes[at];
    return ends;
  }

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
    const sections = this.sizes.length;
    this.pageOf = new Uint32Array(sections);
    // The heading right above; the page itself has none.
    this.parents = new Int32Array(sections).fill(-1);
    this.lengths = new Float32Array(sections);
    let page = -1, bytes = 0;
    const lastOf = new Int32Array(10);
    for (let section = 0; section < sections; section++) {
      if (this.pageStarts[page + 1] === section) { page++; lastOf.fill(-1); }
      this.pageOf[section] = page;
      const level = +this.levels[section];
      this.parents[section] = lastOf[level - 1];
      lastOf.fill(section, level);
      bytes += this.sizes[section];
      // Bytes tell how long a text is without reading it; a Chinese character has three.
      this.lengths[section] = this.sizes[section] / 3 + 1;
    }
    this.meanLength = bytes / 3 / Math.max(1, sections) + 1;
    this.blockLengths = new Float32Array(this.blockStarts.length);
    this.blockStarts.forEach((start, block) => {
      const end = this.blockEnd(block);
      for (let section = start; section < end; section++) this.blockLengths[block] += this.lengths[section];
    });
    const meanBlock = this.blockLengths.reduce((sum, each) => sum + each, 0) / Math.max(1, this.blockStarts.length);
    this.blockNorms = this.blockLengths.map((each) => K1 * (1 - BLOCK_B + BLOCK_B * each / meanBlock));
  }

  blockEnd(block) { return this.blockStarts[block + 1] ?? this.sizes.length; }

  /** The headings above a section, the page's first. */
  path(section) {
    const parent = this.parents[section];
    return this.paths[section] ??= parent < 0 ? "" : `${this.path(parent)} ${this.foldedTitles[parent]}`;
  }

  /** The words of a section, read when they are first needed. */
  raw(section) {
    return this.texts[section] ??= this.decoder.decode(this.bytes.subarray(this.textEnds[section], this.textEnds[section + 1]));
  }

  text(section) { return this.folded[section] ??= fold(this.raw(section)); }

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
}
