// One sheet for the shadow root, adopted: a <style> element would need 'unsafe-inline' in the host's CSP.
// Every look that a page may want to change is a variable; the README has the list.
export const CSS = `
:host{all:initial;display:block!important;--im-back:#fff;--im-text:#1a1d21;--im-soft:#5b6470;--im-line:#c9ced6;--im-main:#0b57d0;--im-on-main:#fff;--im-good:#137333;
--im-shade:rgb(0 0 0/.6);--im-round:12px;--im-size:medium;--im-font:system-ui,sans-serif;font:var(--im-size)/1.5 var(--im-font);color:var(--im-text)}
@media (prefers-color-scheme:dark){:host{--im-back:#202327;--im-text:#eceff3;--im-soft:#a7b0bc;--im-line:#4a525d;--im-main:#8ab4f8;--im-on-main:#10213d;--im-good:#81c995}}
*{box-sizing:border-box}
dialog,button,.chip{border:1px solid var(--im-line);border-radius:var(--im-round);background:var(--im-back);color:var(--im-text);font:inherit}
dialog{width:min(29em,100vw - 2em);padding:1.5em}
dialog::backdrop{background:var(--im-shade)}
dialog:focus{outline:none}
h2{margin:0 0 .6em;font-size:1.25em}
p{margin:0 0 1em;white-space:pre-line}
.soft{color:var(--im-soft);margin:.75em 0 0}
.row{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.3em,1fr));gap:.75em}
button{min-height:48px;padding:.5em 1em}
.main{background:var(--im-main);border-color:var(--im-main);color:var(--im-on-main)}
:focus-visible{outline:3px solid var(--im-main);outline-offset:2px}
.hidden{position:absolute;top:0;clip-path:inset(50%)}
`
