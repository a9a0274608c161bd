"""What cheating learners put into their browser: scripts that run before those of the page, as an extension would.

Each trick patches the browser's own prototypes, because the SDK takes its getters from there, and each leaves
`window.trick` behind with which the learner uses it at the right moment.
"""

from __future__ import annotations

import json

from monitor.learners.reading import KNOWN

# Pages see 1 and may set what they like, while the video plays at the speed that was really set; nor can they put it
# back to where it should be by then.
FALSE_RATE = """
(() => {
  const native = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'playbackRate');
  const place = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'currentTime');
  let lying = false;
  Object.defineProperty(HTMLMediaElement.prototype, 'currentTime', {
    ...place,
    set(to) { if (!lying) place.set.call(this, to); },
  });
  Object.defineProperty(HTMLMediaElement.prototype, 'playbackRate', {
    ...native,
    get() { return lying ? 1 : native.get.call(this); },
    set(rate) { if (!lying) native.set.call(this, rate); },
  });
  addEventListener('ratechange', (event) => { if (lying) event.stopImmediatePropagation(); }, true);
  window.trick = (rate) => {
    lying = true;
    native.set.call(document.querySelector('video'), rate);
  };
})();
"""

# The learner alone moves the video; a script that puts it back only believes that it did.
FREE_SEEK = """
(() => {
  const native = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'currentTime');
  Object.defineProperty(HTMLMediaElement.prototype, 'currentTime', { ...native, set() {} });
  window.trick = (seconds) => native.set.call(document.querySelector('video'), seconds);
})();
"""

# Once armed, no script can pause the video, and it begins again at its end.
NO_PAUSE = """
(() => {
  const pause = HTMLMediaElement.prototype.pause;
  let deaf = false;
  HTMLMediaElement.prototype.pause = function () { if (!deaf) pause.call(this); };
  window.trick = (armed) => {
    deaf = armed;
    document.querySelector('video').loop = armed;
  };
})();
"""

# The page believes for ever that it is looked at, and that it is rendered.
ALWAYS_VISIBLE = """
(() => {
  const say = (name, value) =>
    Object.defineProperty(Document.prototype, name, { configurable: true, enumerable: true, get: () => value });
  say('hidden', false);
  say('visibilityState', 'visible');
  Document.prototype.hasFocus = () => true;
  const swallow = (event) => {
    if (event.target === window || event.target === document) event.stopImmediatePropagation();
  };
  for (const type of ['visibilitychange', 'blur', 'freeze']) addEventListener(type, swallow, true);
  window.requestAnimationFrame = (work) => setTimeout(() => work(performance.now()), 16);
})();
"""


# There is no camera: a program draws a puppet that does what it is told, with a little noise in every frame.  Its
# pictures come through `puppetClips`: for each clip its frames at 15 a second, JPEG of 480x360 in base64.
DRAWN_CAMERA = """
(() => {
  if (!window.MediaDevices) return;
  const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 360 });
  const context = canvas.getContext('2d');
  const clips = {};
  let [clip, since] = ['rest', 0];
  window.trick = (action) => { [clip, since] = [action, performance.now()]; };

  const picture = (text) => createImageBitmap(new Blob([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))]));
  async function load() {
    for (const [name, frames] of Object.entries(await window.puppetClips()))
      clips[name] = await Promise.all(frames.map(picture));
  }
  function draw() {
    const place = () => Math.floor((performance.now() - since) * 15 / 1000);
    if (clip !== 'rest' && place() >= clips[clip].length) window.trick('rest');
    context.drawImage(clips[clip][place() % clips[clip].length], 0, 0);
    for (let dot = 0; dot < 400; dot++) {
      context.fillStyle = `rgba(${dot % 2 * 255},${dot % 2 * 255},${dot % 2 * 255},0.1)`;
      context.fillRect(Math.random() * 480, Math.random() * 360, 3, 3);
    }
  }
  MediaDevices.prototype.getUserMedia = async () => {
    await load();
    setInterval(draw, 1000 / 15);
    return canvas.captureStream(15);
  };
})();
"""


def answering_bot(least_ms: int, most_ms: int) -> str:
    """A script that answers every pop-up rightly by itself, after a time in this range."""
    return BOT.replace("LEAST", str(least_ms)).replace("MOST", str(most_ms)).replace("KNOWN", json.dumps(KNOWN))


# It watches the shadow root that the SDK makes; the options stand in it as ordinary buttons.
BOT = """
(() => {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    new MutationObserver(() => answer(root)).observe(root, { childList: true, subtree: true });
    return root;
  };
  const answered = new WeakSet();
  function answer(root) {
    const options = [...root.querySelectorAll('[data-option]')];
    if (!options.length || answered.has(options[0])) return;
    answered.add(options[0]);
    const question = root.querySelector('dialog p').textContent;
    const known = Object.entries(KNOWN).find(([asked]) => question.includes(asked))?.[1];
    const right = options.find((option) => option.textContent === known) ?? options[0];
    setTimeout(() => right.click(), LEAST + Math.random() * (MOST - LEAST));
  }
})();
"""
