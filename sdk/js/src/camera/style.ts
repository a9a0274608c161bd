/** The camera check's part of the sheet. */
export const CSS = `
video{display:block;width:min(100%,60vh,26em);margin:0 auto .75em;aspect-ratio:4/3;object-fit:cover;border-radius:var(--im-round);background:var(--im-shade);transform:scaleX(-1);border:4px solid var(--im-line)}
.capture video{border-color:var(--im-good)}
.cue{display:flex;align-items:center;gap:.75em;min-height:2.8em;margin:0 0 .6em;font-size:1.25em;font-weight:600}
.arrow{font-size:2em;line-height:1}
progress{width:100%;accent-color:var(--im-main)}
`
