/** The camera check's part of the sheet. */
export const CSS = `
video{display:block;max-width:100%;height:min(45vh,20rem);margin:0 auto .75rem;aspect-ratio:4/3;object-fit:cover;border-radius:8px;background:#000;transform:scaleX(-1);border:4px solid var(--im-line)}
.capture video{border-color:var(--im-good)}
.cue{display:flex;align-items:center;gap:.75rem;min-height:3.5rem;margin:0 0 .5rem;font-size:1.25rem;font-weight:600}
.arrow{font-size:2.5rem;line-height:1}
.capture .arrow{animation:im-nudge .6s ease-in-out infinite alternate}
progress{width:100%;height:.5rem;accent-color:var(--im-main)}
@keyframes im-nudge{to{opacity:.45}}
`
