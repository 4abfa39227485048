"""Every way in which the tests disguise a value: in JavaScript, for pages, and the word that it must be told by.

Each expression is of `v`, the value as it stands in the field, and gives a text or bytes.
"""

from __future__ import annotations

from scanner.model.vocabulary import LeakEncoding as E

#: By name: the expression, which may wait for a promise, and what the row must say.
DISGUISES: dict[str, tuple[str, E]] = {
    "plain": ("v", E.PLAIN),
    "within": ("'user ' + v + ' typed'", E.PLAIN),
    "lower": ("v.toLowerCase()", E.LOWER),
    "trimmed": ("('  ' + v + '  ').trim()", E.PLAIN),
    "beginning": ("v.slice(0, -2)", E.PLAIN),
    "percent": ("[...v].map(c => '%' + c.charCodeAt(0).toString(16)).join('')", E.URL),
    "entities": ("[...v].map(c => '&#' + c.charCodeAt(0) + ';').join('')", E.HTML),
    "entities-hex": ("[...v].map(c => '&#x' + c.charCodeAt(0).toString(16) + ';').join('')", E.HTML),
    "unicode": ("[...v].map(c => '\\\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')).join('')", E.ESCAPED),
    "base64": ("btoa(v)", E.BASE64),
    "base64-1": ("btoa('x' + v)", E.BASE64),
    "base64-2": ("btoa('xy' + v + 'z')", E.BASE64),
    "base64url": ("btoa('\\u00fb\\u00ff\\u00fe' + v).replace(/[+]/g, '-').replace(/[/]/g, '_')", E.BASE64URL),
    "hex": ("hex(bytes(v))", E.HEX),
    "hex-upper": ("hex(bytes(v)).toUpperCase()", E.HEX),
    "reversed": ("[...v].reverse().join('')", E.REVERSED),
    "md5": ("md5(v)", E.MD5),
    "md5-of-lower": ("md5(v.toLowerCase().trim())", E.MD5),
    "sha1": ("sha('SHA-1', v).then(hex)", E.SHA1),
    "sha256": ("sha('SHA-256', v).then(hex)", E.SHA256),
    "sha256-upper": ("sha('SHA-256', v).then(hex).then(h => h.toUpperCase())", E.SHA256),
    "sha256-of-lower": ("sha('SHA-256', v.toLowerCase()).then(hex)", E.SHA256),
    "sha256-base64": ("sha('SHA-256', v).then(b => btoa(String.fromCharCode(...b)))", E.NESTED),
    "sha512": ("sha('SHA-512', v).then(hex)", E.SHA512),
    "base64-of-sha256-of-lower": ("sha('SHA-256', v.toLowerCase()).then(hex).then(btoa)", E.NESTED),
    "sha256-of-md5": ("sha('SHA-256', md5(v)).then(hex)", E.NESTED),
    "sha1-of-base64": ("sha('SHA-1', btoa(v)).then(hex)", E.NESTED),
    "base64-twice": ("btoa(btoa(v))", E.NESTED),
    "percent-of-base64": ("encodeURIComponent(btoa(v + '??>>'))", E.BASE64),
    "base64-of-reversed": ("btoa([...v].reverse().join(''))", E.NESTED),
    "json": ("JSON.stringify({user: {mail: v}})", E.PLAIN),
    "json-in-json": ("JSON.stringify({data: JSON.stringify({mail: v, of: JSON.stringify([v])})})", E.PLAIN),
    "gzip-base64": ("packed('gzip', JSON.stringify([v])).then(b => btoa(String.fromCharCode(...b)))", E.COMPRESSED),
    "deflate-base64": ("packed('deflate', v).then(b => btoa(String.fromCharCode(...b)))", E.COMPRESSED),
}  # fmt: skip
#: Of bytes, which only a body or a message can hold.
BINARY: dict[str, tuple[str, E]] = {
    "gzip": ("packed('gzip', JSON.stringify({mail: v}))", E.COMPRESSED),
    "deflate": ("packed('deflate', 'mail=' + v)", E.COMPRESSED),
    "deflate-raw": ("packed('deflate-raw', 'mail=' + v + '&more=1')", E.COMPRESSED),
    "bytes": ("new Uint8Array([0, 1, 254, ...bytes(v), 0, 255])", E.PLAIN),
    "digest-bytes": ("sha('SHA-256', v)", E.SHA256),
}

#: What the expressions use. MD5 (RFC 1321) is written out, since browsers have none.
TOOLS = r"""
const bytes = text => new TextEncoder().encode(text);
const hex = data => [...data].map(b => b.toString(16).padStart(2, '0')).join('');
const sha = async (name, text) => new Uint8Array(await crypto.subtle.digest(name, bytes(text)));
const packed = async (how, text) => {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream(how));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};
const md5 = text => {
  const data = bytes(text), words = new Array(((data.length + 8 >> 6) + 1) * 16).fill(0);
  data.forEach((b, i) => { words[i >> 2] |= b << i % 4 * 8; });
  words[data.length >> 2] |= 0x80 << data.length % 4 * 8;
  words[words.length - 2] = data.length * 8;
  const turn = (x, n) => x << n | x >>> 32 - n;
  const by = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
  const sines = Array.from({length: 64}, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);
  let [A, B, C, D] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let at = 0; at < words.length; at += 16) {
    let [a, b, c, d] = [A, B, C, D];
    for (let i = 0; i < 64; i += 1) {
      const round = i >> 4;
      const [f, g] = [
        [b & c | ~b & d, i], [d & b | ~d & c, (5 * i + 1) % 16], [b ^ c ^ d, (3 * i + 5) % 16],
        [c ^ (b | ~d), 7 * i % 16],
      ][round];
      [a, d, c, b] = [d, c, b, b + turn(a + f + sines[i] + words[at + g] | 0, by[round][i % 4]) | 0];
    }
    [A, B, C, D] = [A + a | 0, B + b | 0, C + c | 0, D + d | 0];
  }
  return hex(new Uint8Array(new Int32Array([A, B, C, D]).buffer));
};
"""
