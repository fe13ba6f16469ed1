"use strict";
// Makes the signed answer of a reviewer; what it writes is read by loop/review/answer_text.py.
// It has its own SHA-256, because browsers lend theirs to pages from secure places alone, and this is a file.
(() => {
  const K = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ];

  // FIPS 180-4, section 6.2
  function sha256(bytes) {
    const blocks = Math.ceil((bytes.length + 9) / 64);
    const padded = new Uint8Array(blocks * 64);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
    view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
    const hash = [
      0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ];
    const turn = (word, by) => (word >>> by) | (word << (32 - by));
    const w = new Array(64);
    for (let start = 0; start < padded.length; start += 64) {
      for (let i = 0; i < 64; i += 1) {
        if (i < 16) {
          w[i] = view.getUint32(start + 4 * i);
        } else {
          const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
          const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
          w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
        }
      }
      let [a, b, c, d, e, f, g, h] = hash;
      for (let i = 0; i < 64; i += 1) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((word, i) => {
        hash[i] = (hash[i] + word) | 0;
      });
    }
    const digest = new DataView(new ArrayBuffer(32));
    hash.forEach((word, i) => digest.setUint32(4 * i, word >>> 0));
    return new Uint8Array(digest.buffer);
  }

  function joined(one, other) {
    const both = new Uint8Array(one.length + other.length);
    both.set(one);
    both.set(other, one.length);
    return both;
  }

  // RFC 2104; the key is shorter than a block
  function hmac(key, message) {
    const inner = new Uint8Array(64).fill(0x36);
    const outer = new Uint8Array(64).fill(0x5c);
    key.forEach((byte, i) => {
      inner[i] ^= byte;
      outer[i] ^= byte;
    });
    return sha256(joined(outer, sha256(joined(inner, message))));
  }

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const utf8 = (text) => new TextEncoder().encode(text);
  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/=+$/, "");
  // half a character is none, and no other program could read it
  const whole = (text) => text.replace(/\p{Surrogate}/gu, "").trim();

  const find = (id) => document.getElementById(id);
  const main = find("main");
  const fields = [...document.querySelectorAll("fieldset[data-post]")];

  function answers() {
    return fields.flatMap((field) => {
      const choice = field.querySelector("input:checked").value;
      const comment = whole(field.querySelector("textarea").value);
      const said = choice || (comment ? "comment" : "");
      if (!said) {
        return [];
      }
      return [{ post: Number(field.dataset.post), sha256: field.dataset.sha256, said, comment }];
    });
  }

  function block(name, posts) {
    const code = main.dataset.review;
    const answer = utf8(JSON.stringify({ review: code, name, at: new Date().toISOString(), posts }));
    const seal = hex(hmac(fromHex(main.dataset.key), joined(utf8("postlab-review-1|"), answer)));
    const lines = base64(answer).match(/.{1,60}/g);
    return [
      "-----BEGIN POSTLAB REVIEW-----",
      "Version: 1",
      `Review: ${code}`,
      "Answer:",
      ...lines,
      `Seal: ${seal}`,
      "-----END POSTLAB REVIEW-----",
      "",
    ].join("\n");
  }

  function say(sentence) {
    find("said").textContent = sentence;
  }

  function inWords(posts) {
    const number = (said) => posts.filter((post) => post.said === said).length;
    const open = fields.length - number("yes") - number("no");
    return `Yes to ${number("yes")}, no to ${number("no")}, ${open} left open.`;
  }

  function make() {
    const name = whole(find("name").value);
    const posts = answers();
    find("made").hidden = true;
    if (!name) {
      say("Please write your name first.");
      find("name").focus();
      return;
    }
    if (!posts.length) {
      say("You have not answered anything yet: choose yes or no for a post, or write a comment.");
      return;
    }
    const text = block(name, posts);
    find("block").value = text;
    const save = find("save");
    if (save.href) {
      URL.revokeObjectURL(save.href);
    }
    save.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    find("made").hidden = false;
    say(`${inWords(posts)} Your answer is below; now send it back.`);
  }

  async function copy() {
    const made = find("block");
    made.focus();
    made.select();
    try {
      await navigator.clipboard.writeText(made.value);
      say("Copied. Paste it into a mail, all of it.");
    } catch {
      // not every place lends a page the clipboard; the text is selected already
      say(document.execCommand("copy") ? "Copied. Paste it into a mail, all of it." : "It is selected: copy it now.");
    }
  }

  function changed() {
    if (!find("made").hidden) {
      find("made").hidden = true;
      say("You have changed something: make your answer once more.");
    }
  }

  document.querySelectorAll(".with-script").forEach((part) => {
    part.hidden = false;
  });
  find("by-hand").open = false;
  find("make").addEventListener("click", make);
  find("copy").addEventListener("click", copy);
  [find("name"), ...fields].forEach((part) => part.addEventListener("input", changed));
})();
