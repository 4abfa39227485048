// Part of forms.js: what marks a field as one that has to be filled in, beside its label, and what group it stands in.
  // A picture of an asterisk: it says what it stands for.
  const starOf = (img) => /^\s*[*＊✱∗]\s*$|pflicht|required|erforderlich|mandatory|obligat|verplicht|obbligat|wymagan/iu.test(`${attr(img, "alt") || attr(img, "title")}`) ? "*" : "";
  const starBeside = (el) => {
    for (let at = el, level = 0; at && level < 2; at = upElement(at), level += 1) {
      for (const step of [nextOf, previousOf]) {
        let node = step(at);
        while (node && typeOfNode(node) === 3 && !String(dataOf(node) || "").trim()) node = step(node);
        if (!node) continue;
        const text = typeOfNode(node) === 3 ? String(dataOf(node)) : isElement(node) && !holdsControl(node) ? (tag(node) === "img" ? starOf(node) : textOf(node, 40)) : "";
        if (/^\s*[*＊✱∗]\s*$/u.test(text)) return true;
        if (isElement(node) && !holdsControl(node) && text.length < 3 && drawn(node)) return true;
      }
      const parent = upElement(at);
      if (!parent || (queryIn(parent, CONTROL) || []).length > 1) break;
    }
    return false;
  };
  // An asterisk that a style sheet draws at the line of a field, or of the field's one wrapper.
  const drawnAround = (el, top) => {
    for (let at = upElement(el), level = 0; at && at !== top && level < 3; at = upElement(at), level += 1) {
      if (Array.from(queryIn(at, CONTROL) || []).filter(isControl).length > 1) return false;
      for (const pseudo of ["::before", "::after"]) {
        const style = styleOf(at, pseudo);
        if (style && /^["']/u.test(String(style.content || "")) && isMark(String(style.content).replace(/["'()]/gu, " "))) return true;
      }
    }
    return false;
  };
  // Sentences on what has to be filled in, beside a form or above and below its whole column.
  const legendsBeside = (top) => {
    const found = [];
    for (let at = top, level = 0; at && level < 4 && at !== bodyOf(document); at = upElement(at), level += 1) {
      // A sentence beside several forms, or in the page's head or foot, is another one's.
      if (level > 0 && ((queryIn(at, "form") || []).length > (isForm(top) ? 1 : 0) || matches(at, LANDMARK) === true)) break;
      for (const step of [previousOf, nextOf]) {
        let node = step(at);
        for (let steps = 0; node && steps < 6; node = step(node)) {
          if (!isElement(node)) continue;
          steps += 1;
          if (isForm(node) || holdsControl(node)) { if (level === 0 && step === nextOf) break; continue; }
          if (matches(node, "nav,header,footer,button") === true) continue;
          const text = textOf(node, 400);
          if (text && text.length <= 240 && DEMANDS.test(text) && hiddenWithin(node, null) === "") found.push(text);
        }
      }
    }
    return squeeze(Array.from(new Set(found)).slice(0, 4).join(" "), 500);
  };
  // What a form says stands for "has to be filled in" other than an asterisk: bold type, a colour, another sign.
  const OTHER_SIGN = "([•●◆■►▸†‡°#✓✔❗◦∙·+!¹])";
  // Any sign that stands alone, in brackets or quotes or not, in a sentence that says what it means.
  const LONE_SIGN = /(?:^|[\s("'„“«‚‘])([^\p{L}\p{N}\s.,;:!?()"'„“”«»‚‘’/&%€$£|*＊✱∗–—→←›-])(?:[\s)"'“”»’.,:;=]|$)/u;
  const SHOWS = /\b(?:muss|müssen|must|doit|doivent|moeten?|deve|devono|debe|deben|musi|with|marked|mit|markiert|gekennzeichnet|versehen|suivi\p{L}*|avec|marqué\p{L}*|met|gemarkeerd|con|marcad\p{L}*|contrassegnat\p{L}*|oznaczon\p{L}*)(?!\p{L})|[=:]/iu;
  // A word that stands beside what has to be filled in: Mit „muss“ gekennzeichnete Felder, things marked essential.
  const MARKED = /marked|labelled|labeled|markiert|gekennzeichnet|versehen|zusatz|suivi|marqué|gemarkeerd|marcad|contrassegnat|oznaczon|(?:fields|questions|things) with|(?:felder|fragen|angaben) mit/iu;
  const WORD_IN_QUOTES = /["'„“«‚‘]\s?(\p{L}[\p{L} ]{1,18}?)\s?["'“”»’]/u;
  const WORD_MARKED = /\b(?:marked|labelled|labeled)\s+(\p{L}{3,18})\b(?!\s+(?:with|by|in|as))/iu;
  // "(M) means mandatory".
  const ONE_LETTER = /[(\["'„“](\p{L})[)\]"'“”]\s*(?:means|stands for|=|:|bedeutet|heißt|steht für|signifie|betekent|significa|oznacza)/iu;
  const BOLD = /\b(fett|bold|gras|vetgedrukt|vette|negrita|grassetto|pogrubion)/iu;
  const COLOURED = /(?<!\p{L})(farbig|rot|rote[nrs]?|gelb\p{L}*|blau\p{L}*|orange\p{L}*|grün\p{L}*|hervorgehoben\p{L}*|hinterlegt\p{L}*|umrandet\p{L}*|colou?red|highlighted|shaded|red|yellow|blue|green|tinted|rouge|bleu|vert|jaune|ross[oae]|arancion\p{L}*|giall[oae]|verd[ei]|rojo|azul|verde|amarill\p{L}*|naranja|rood|blauw|groen|geel|oranje|czerwon\p{L}*|niebiesk\p{L}*|zielon\p{L}*|żółt\p{L}*|pomarańczow\p{L}*)(?!\p{L})/iu;
  const FIELDS = /feld|field|angabe|zeile|frage|question|\blines?\b|\brows?\b|champ|veld|voci|campi|campos|pola\b|label|beschriftung|beschriftet|information/iu;
  const marksOf = (words) => {
    const marks = { bold: false, colour: false, sign: "", word: "" };
    if (!DEMANDS.test(words)) return marks;
    for (const sentence of words.split(/(?<=[.!?])\s+|\n/u).slice(0, 60)) {
      if (!DEMANDS.test(sentence)) continue;
      // Where nothing ends a sentence, the words around the demand.
      const at = sentence.search(DEMANDS);
      const short = sentence.length > 200 ? sentence.slice(Math.max(0, at - 50), at + 80) : sentence;
      if (SHOWS.test(short)) {
        const lone = LONE_SIGN.exec(short), word = MARKED.test(short) && (WORD_IN_QUOTES.exec(short) || WORD_MARKED.exec(short));
        if (lone) marks.sign = lone[1];
        else if (word && !MAY.test(word[1]) && !/^(?:with|by|red|bold|above|below|clearly|mit|in)$/iu.test(word[1])) marks.word = word[1].toLowerCase();
      }
      const letter = ONE_LETTER.exec(short);
      if (letter) marks.word = letter[1].toLowerCase();
      if (COLOURED.test(short) && FIELDS.test(short)) marks.colour = true;
      if (BOLD.test(short) && (MUST.test(sentence) || FIELDS.test(short))) marks.bold = true;
      if (!MUST.test(sentence)) continue;
      const sign = new RegExp(`${OTHER_SIGN}\\s*\\)?\\s*[=:–-]?\\s*(?:\\p{L}+\\s){0,3}\\p{L}*(?:pflicht|erforderlich|required|mandatory|obligat|verplicht)`, "iu").exec(short)
        || new RegExp(`(?:\\bwith|\\bmit|marked|\\bby|avec|met)\\s+(?:an? |einem |einer )?["'(„“]?${OTHER_SIGN}`, "iu").exec(short);
      if (sign) marks.sign = sign[1];
    }
    return marks;
  };
  const strength = (colour) => {
    const parts = String(colour || "").match(/[\d.]+/gu);
    if (!parts || parts.length < 3 || (parts.length > 3 && Number(parts[3]) < 0.1)) return 0;
    const [red, green, blue] = parts.map(Number);
    return Math.max(red, green, blue) - Math.min(red, green, blue);
  };
  // `texts` are the field's label and what else stands before it, `from` what of the latter is an element.
  const isMarked = (el, texts, from, marks) => {
    if (marks.sign && (texts.some((text) => text.startsWith(marks.sign) || text.endsWith(marks.sign)) || textBeside(el).includes(marks.sign))) return true;
    if (marks.word && texts.some((text) => endsWith(text.toLowerCase(), marks.word))) return true;
    const own = labelElements(el)[0] || from[0] || null;
    const painted = own ? paintedAt(own) : "";
    if (marks.sign && painted.includes(marks.sign)) return true;
    if (marks.word && painted && endsWith(painted.toLowerCase(), marks.word)) return true;
    if (marks.bold && own) {
      const places = [own, ...Array.from(queryIn(own, "b,strong,span") || []).slice(0, 3)];
      if (places.some((place) => Number((styleOf(place) || {}).fontWeight) >= 600)) return true;
    }
    if (marks.colour) {
      const field = styleOf(el), label = own ? styleOf(own) : null;
      if (label && strength(label.color) > 60) return true;
      const inner = own && tag(own) !== "label" ? firstElementOf(own) : null;
      if (inner && textOf(inner, 80) === textOf(own, 80) && strength((styleOf(inner) || {}).color) > 60) return true;
      if (field && (strength(field.backgroundColor) > 12 || strength(field.borderLeftColor) > 60)) return true;
    }
    return false;
  };
  // What a style sheet writes before and behind a label, or its line.
  const paintedAt = (el) => {
    const told = [];
    for (const at of [el, upElement(el)]) {
      if (!at || (at !== el && holdsControl(at) && !matches(at, "dt,th,td"))) continue;
      for (const pseudo of ["::before", "::after"]) {
        const content = String((styleOf(at, pseudo) || {}).content || "");
        if (/^["']/u.test(content)) told.push(content.replace(/^["']|["']$/gu, ""));
      }
    }
    return squeeze(told.join(" "), 40);
  };
  const firstElementOf = (el) => { for (let node = firstOf(el); node; node = nextOf(node)) if (isElement(node)) return node; return null; };
  // The label of a line that names several fields, or a date by its parts, though it is tied to the first of them alone.
  const labelOfLine = (el, own) => {
    const line = upElement(el);
    const labels = line ? Array.from(queryIn(line, "label") || []) : [];
    if (line && tag(line) === "td" && !labels.length) for (let node = previousOf(line); node; node = previousOf(node)) if (isElement(node)) { if (!holdsControl(node)) labels.push(node); break; }
    if (labels.length !== 1 || labelElements(el).length) return null;
    const controls = Array.from(queryIn(line, CONTROL) || []).filter(isControl);
    if (controls.length < 2 || controls.length > 3 || controls[0] === el) return null;
    const names = /[/,&+]|(?<!\p{L})(?:und|and|et|en|e|y|i)(?!\p{L})/iu.test(textOf(labels[0], 120)), part = /^(?:tag|monat|jahr|day|month|year|jour|mois|année|dag|maand|jaar|día|mes|año|giorno|mese|anno|dzień|miesiąc|rok)\b/iu.test(own);
    return names || part ? labels[0] : null;
  };
  // The word stands last, by itself, but for signs.
  const endsWith = (text, word) => {
    const bare = text.replace(/[^\p{L}\p{N}]+$/u, "");
    return bare.endsWith(word) && !/[\p{L}\p{N}]/u.test(bare.charAt(bare.length - word.length - 1) || " ");
  };
  const textBeside = (el) => {
    const node = nextOf(el);
    return node ? squeeze(typeOfNode(node) === 3 ? dataOf(node) || "" : isElement(node) && !holdsControl(node) ? textOf(node, 20) : "", 20).slice(0, 3) : "";
  };
  // What a mark says of itself: <abbr title="required">*</abbr>.
  const starTitle = (el) => {
    for (const one of labelElements(el)) {
      for (const mark of Array.from(queryIn(one, "abbr,span,em,sup,i") || []).slice(0, 8)) {
        const told = attr(mark, "title") || attr(mark, "aria-label");
        if (told && /^\s*([*＊✱∗]\s*)?$/u.test(textOf(mark, 20))) return squeeze(told, 80);
      }
    }
    return "";
  };
  const groupOf = (el, top) => {
    for (let at = upElement(el), steps = 0; at && at !== top && steps < 8; at = upElement(at), steps += 1) {
      if (tag(at) === "fieldset") {
        for (let child = firstOf(at); child; child = nextOf(child)) if (isElement(child) && tag(child) === "legend") return { el: at, text: textOf(child), star: drawn(child) !== "" };
      }
      const role = attr(at, "role");
      if (role === "group" || role === "radiogroup") {
        const text = attr(at, "aria-label") || referenced(at, "aria-labelledby");
        if (text) return { el: at, text: squeeze(text), star: false };
      }
    }
    return null;
  };
