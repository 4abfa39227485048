// Part of forms.js: which controls send something, by what they are, where they stand and what they say.
  const WORDS = {};
  for (const [name, pattern] of Object.entries(@WORDS@)) WORDS[name] = new RegExp(pattern, "u");
  const flat = (text) => String(text).slice(0, 200).toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/ß/gu, "ss").replace(/ł/gu, "l").replace(/[^\p{L}\p{N}+]+/gu, " ").trim();
  const says = (what, text) => WORDS[what].test(flat(text));
  const BUTTONS = "button,input[type=submit],input[type=image],input[type=button],[role=button],a.btn,a.button";
  const NO_BUTTON = "[role=checkbox],[role=radio],[role=switch],[role=combobox],[role=listbox],[role=tab],[role=option],[role=menuitem],[role=menuitemradio],[role=slider],[role=link]";
  const DRESSED = /(^|[\s_-])(btn|button|cta)([\s_-]|$)/iu;
  const isButton = (el) => {
    if (matches(el, BUTTONS) === true) return matches(el, NO_BUTTON) !== true;
    if (!["a", "div", "span"].includes(tag(el)) || !DRESSED.test(attr(el, "class")) || sizes.get(el) > 12 || closestUp(upElement(el) || el, BUTTONS)) return false;
    return (queryIn(el, `${BUTTONS},a,${CONTROL}`) || []).length === 0 && /\p{L}{2}/u.test(textOf(el, 60)) && textOf(el, 60).length <= 40;
  };
  // All buttons of the page, in order.
  const buttons = [];
  const noteButtons = () => {
    for (let i = 0; i < all.length; i += 1) {
      const el = all[i];
      if (i % 256 === 0 && late()) { cut("time"); return; }
      if (buttons.length >= 1000) { cut("buttons"); return; }
      if (isButton(el)) buttons.push(el);
    }
  };
  const buttonText = (el) => {
    const told = [tag(el) === "input" ? attr(el, "value") || attr(el, "alt") : textOf(el, 120), attr(el, "aria-label"), attr(el, "title")];
    return squeeze(told.find((text) => /\p{L}/u.test(text)) || told[0], 120);
  };
  const opens = (el) => hasAttr(el, "aria-expanded") || hasAttr(el, "aria-haspopup") || hasAttr(el, "aria-pressed") || attr(el, "type") === "reset";
  // Shows a password, counts up or down, clears: part of a field, sends nothing.
  const isPartOfField = (el) => {
    const words = (buttonText(el) + " " + attr(el, "aria-label")).toLowerCase();
    return opens(el) || !/\p{L}{2}/u.test(words) || /(passwor[dt]\w* (anzeigen|einblenden|ausblenden|verbergen))|\b(show|hide|toggle)\b|löschen|\bclear\b|erhöhen|verringern|increase|decrease|schließen|\bclose\b/u.test(words);
  };
  // With no word of its own a submit button still sends; of the others those that a visitor can read, and that don't lead aside.
  const sends = (el) => !isPartOfField(el) && (attr(el, "type") === "submit" || !says("aside", buttonText(el)));
