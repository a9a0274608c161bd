// One sheet for the shadow root, adopted: a <style> element would need 'unsafe-inline' in the host's CSP.
export const CSS = `
:host{all:initial;--im-back:#fff;--im-text:#1a1d21;--im-soft:#5b6470;--im-line:#c9ced6;--im-main:#0b57d0;--im-on-main:#fff;--im-good:#137333;
font:16px/1.5 system-ui,sans-serif;color:var(--im-text)}
@media (prefers-color-scheme:dark){:host{--im-back:#202327;--im-text:#eceff3;--im-soft:#a7b0bc;--im-line:#4a525d;--im-main:#8ab4f8;--im-on-main:#10213d;--im-good:#81c995}}
*{box-sizing:border-box}
dialog{width:min(30rem,calc(100vw - 2rem));padding:1.5rem;border:1px solid var(--im-line);border-radius:12px;background:var(--im-back);color:var(--im-text);font:inherit}
dialog::backdrop{background:rgb(0 0 0/.6)}
dialog:focus{outline:none}
h2{margin:0 0 .75rem;font-size:1.25rem}
p{margin:0 0 1rem;white-space:pre-line}
.soft{color:var(--im-soft);margin:.75rem 0 0}
.row{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.75rem}
button{min-width:48px;min-height:48px;padding:.5rem 1rem;border:1px solid var(--im-line);border-radius:8px;background:var(--im-back);
color:var(--im-text);font:inherit;cursor:pointer}
button.main{background:var(--im-main);border-color:var(--im-main);color:var(--im-on-main)}
button:focus-visible{outline:3px solid var(--im-main);outline-offset:2px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media (prefers-reduced-motion:reduce){*{animation:none!important}}
`
